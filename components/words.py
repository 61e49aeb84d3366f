"""Every word, date and number a reader sees, in the reader's language and by its customs.

English is the source language. A catalogue `catalogues/<language>.po` adds a language; no page knows which
one is shown.
"""

import gettext
import io
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_currency, format_compact_decimal, format_decimal, format_percent

CATALOGUES = Path(__file__).parent / "catalogues"
SOURCE_LANGUAGE = "en"
# English as Europeans write it: the day before the month.
SOURCE_LOCALE = "en_GB"

_wanted: Callable[[], str | None] = lambda: None  # noqa: E731
# What the reader wants for whom the code of this thread runs, once asked: a page has hundreds of words.
_answered: ContextVar[str | None] = ContextVar("locale of the reader", default=None)


def ask_language_of(wanted: Callable[[], str | None]) -> None:
    """Let `wanted` say which locale the reader wants ("sv-FI"); None means the source language.

    It is asked now for what this thread does next, and at each word that another thread says.
    """
    global _wanted
    _wanted = wanted
    _answered.set(wanted())


def languages() -> list[str]:
    """Return the languages that can be shown, the source language first."""
    return [SOURCE_LANGUAGE, *sorted(file.stem for file in CATALOGUES.glob("*.po"))]


def shown_locale() -> Locale:
    """Return the locale words, dates and numbers are shown in: the reader's, where there is a catalogue for it."""
    return _locale(_answered.get() or _wanted() or SOURCE_LOCALE)


def tr(text: str, /, **values: object) -> str:
    """Return `text` in the reader's language, its `{name}` places filled from `values`."""
    said = _catalogue(shown_locale().language).gettext(text)
    return said.format(**values) if values else said


def plural(one: str, many: str, /, n: int, **values: object) -> str:
    """Return the form of the text that fits `n`; `{n}` in it is the number by the reader's customs."""
    return _catalogue(shown_locale().language).ngettext(one, many, n).format(n=number(n), **values)


def marked(text: str) -> str:
    """Return `text` unchanged; marks it for the catalogues where `tr` is called later on it."""
    return text


def day(value: date | None, precision: str | None = "day") -> str:
    """Return a date as precise as it is known: "21 Nov 2026", "Nov 2026", "2026"; a dash when it is not known."""
    if value is None:
        return "–"
    locale = shown_locale()
    if precision == "year":
        return str(value.year)
    if precision == "month":
        return str(format_skeleton("yMMM", value, locale=locale))
    return str(format_date(value, format="medium", locale=locale))


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with at most `digits` decimals; a dash when it is not known."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=shown_locale()))


def percent(numerator: float | None, denominator: float | None) -> str:
    """Return a share without decimals; a dash when it is not known or the denominator is zero."""
    if numerator is None or not denominator:
        return "–"
    return str(format_percent(numerator / denominator, locale=shown_locale()))


def euro(value: float | None) -> str:
    """Return an amount in euro, short ("€14M"); a dash when it is not known."""
    if value is None:
        return "–"
    return str(format_compact_currency(value, "EUR", locale=shown_locale(), fraction_digits=1))


def short(value: float | None) -> str:
    """Return a large number, short ("112.3M"); a dash when it is not known."""
    if value is None:
        return "–"
    return str(format_compact_decimal(value, locale=shown_locale(), fraction_digits=1))


def country(code: str | None) -> str:
    """Return the name of an ISO 3166-1 alpha-2 country; a dash when it is not known."""
    if code is None:
        return "–"
    return str(shown_locale().territories.get(code, code))


@lru_cache(maxsize=64)
def _locale(wanted: str) -> Locale:
    try:
        locale = Locale.parse(wanted.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE_LOCALE)
    if locale.language in languages():
        return Locale.parse(SOURCE_LOCALE) if str(locale) == SOURCE_LANGUAGE else locale
    return Locale.parse(SOURCE_LOCALE)


@lru_cache(maxsize=64)
def _catalogue(language: str) -> gettext.NullTranslations:
    file = CATALOGUES / f"{language}.po"
    if not file.exists():
        return gettext.NullTranslations()
    binary = io.BytesIO()
    with file.open("rb") as source:
        write_mo(binary, read_po(source, locale=language))
    binary.seek(0)
    return gettext.GNUTranslations(binary)
