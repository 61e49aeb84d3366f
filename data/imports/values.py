"""Columns of text as numbers, days, countries, yes or no: what was repaired is named, what is not understood is null.

Beside the typed column stands a note for each cell that was not as it should be; see `parsed.Values`.
"""

from functools import cache
from typing import Literal

import polars as pl
from babel import Locale
from babel.core import get_global

from data.countries import COUNTRIES, OF_THE_EU
from data.imports.days import Days, as_day
from data.imports.parsed import BLANK_WORDS, Values, cells_of, folded, values_of
from data.problems import Problem

__all__ = ["Days", "Values", "as_code", "as_country", "as_day", "as_number", "as_text", "as_yes_no"]

# The languages of Europe in which names of countries and months are read.
LANGUAGES = "bg cs da de el en es et fi fr ga hr hu is it lt lv mk mt nb nl pl pt ro sk sl sq sr sv tr uk".split()
CURRENCY = r"(?:€|\$|£|eur|euros?|chf|usd|gbp|sek|dkk|nok|pln|zł|czk|kč|huf|ft|ron|lei|bgn)"
LONGEST_BLANK = max(len(word.encode()) for word in BLANK_WORDS)
# A number that reads one way in every country.
PLAIN_NUMBER = r"^-?(?:\d+|\d*\.(?:\d{1,2}|\d{4,})|(?:0|\d{4,})\.\d{3})$"
GAP = r"[\s\u{a0}\u{2007}\u{2009}\u{202f}'’]+"
# Names that CLDR has otherwise.
COUNTRY_NAMES = {
    "great britain": "GB",
    "britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "united kingdom of great britain and northern ireland": "GB",
    "czech republic": "CZ",
    "slovak republic": "SK",
    "holland": "NL",
    "the netherlands": "NL",
    "republic of ireland": "IE",
    "eire": "IE",
    "macedonia": "MK",
    "fyrom": "MK",
    "republic of north macedonia": "MK",
    "the former yugoslav republic of macedonia": "MK",
    "turkey": "TR",
    "republic of cyprus": "CY",
    "republic of moldova": "MD",
    "moldova": "MD",
    "russian federation": "RU",
    "usa": "US",
    "united states of america": "US",
    "xkx": "XK",
    "kosovo * un resolution": "XK",
    "bosnia": "BA",
    "suisse": "CH",
}
YES = "yes|y|true|1|x|✓|✔|☑|ja|j|wahr|oui|o|vrai|si|s|verdadero|sim|tak|ano|a|igen|i|jah|taip|kylla|k|ναι|да|da|iva|po"
NO = "no|n|false|0|☐|✗|nein|falsch|non|faux|falso|nao|nie|ne|nem|ei|nej|nei|nee|όχι|οχι|не|nu|le|nil|jo"
PLAIN_ANSWERS = {"yes", "no", "true", "false", "1", "0"}


def as_text(column: pl.Series) -> Values:
    """Return text as it stands; words such as "n/a", "TBC" and "k.A." become null with a note."""
    is_long = pl.col("value").str.len_bytes() > LONGEST_BLANK
    cells, rest = cells_of(column, is_long, pl.col("value"))
    rest = rest.with_columns(pl.col("value").alias("typed"), pl.lit(None, pl.String).alias("rule"))
    return values_of(cells, rest, column.name, pl.String(), {})


def as_code(column: pl.Series) -> Values:
    """Return codes such as project and PIC numbers as text; `883285.0`, a number made of one, loses its end."""
    cells, rest = cells_of(column, pl.col("value").str.contains(r"^[0-9A-Za-z]{4,}$"), pl.col("value"))
    bare = pl.col("value").str.replace_all(r"[\u{a0}\u{202f}\u{200b}\u{feff}]", "").str.strip_chars()
    plain = bare.str.replace(r"^(\d+)\.0+$", "$1")
    rule = (
        pl.when(plain != bare).then(pl.lit("trailing .0"))
        .when(bare != pl.col("value")).then(pl.lit("invisible character"))
    )  # fmt: skip
    return values_of(
        cells,
        rest.with_columns(plain.alias("typed"), rule.alias("rule")),
        column.name,
        pl.String(),
        {
            "trailing .0": lambda value: Problem(
                "“{value}” is a code that became a decimal number; its end was left out.",
                "Check the code.",
                value=value,
            ),
            "invisible character": lambda value: Problem(
                "“{value}” held characters that cannot be seen; they were left out.", "Check the code.", value=value
            ),
        },
    )


def as_number(column: pl.Series, *, whole: bool = False, decimal: Literal[".", ","] | None = None) -> Values:
    """Return numbers (Float64): `1.234,56`, `1,234.56`, `5 637 188,00`, `€4,922,133`, `(12)`, `12 %` (0.12).

    `1.234` may be two numbers. The other cells of the column decide; else `decimal`, the sign that the file is known to
    use; else it is not understood. With `whole` a sign before three digits always parts thousands, and a number with
    decimals is not understood.
    """
    plain = pl.col("value").str.contains(r"^-?\d+$" if whole else PLAIN_NUMBER)
    cells, rest = cells_of(column, plain, pl.col("value").cast(pl.Float64, strict=False))
    said = pl.col("value").str.replace_all(r"[\u{2212}\u{2013}\u{2014}]", "-")
    said = said.str.replace(rf"(?i)^([+-]?)\s*{CURRENCY}\s*", "$1").str.replace(rf"(?i)\s*{CURRENCY}\.?$", "")
    said = said.str.replace(r"^\((.+)\)$", "-$1").str.replace(r",--?$", ",00")
    is_percent = said.str.contains(r"%$")
    said = said.str.replace(r"\s*%$", "").str.strip_chars().str.replace_all(GAP, "_")
    rest = rest.with_columns(said.alias("body"), is_percent.alias("percent")).with_columns(_form().alias("form"))
    forms = set(rest.filter(~pl.col("blank"))["form"].drop_nulls().unique())
    if cells.filter("plain").select(pl.col("value").str.contains(".", literal=True).any()).item():
        forms.add("point")
    rest = _numbers(rest, _decimal_sign(forms, decimal), whole=whole)
    return values_of(cells, rest, column.name, pl.Float64(), NUMBER_SENTENCES)


def _form() -> pl.Expr:
    """Return how a number is written: "point?" and "comma?" may part thousands or decimals."""
    forms = {
        "whole": r"\d+|\d{1,3}(?:_\d{3})+",
        "power": r"\d+(?:\.\d+)?[eE][+-]?\d+",
        "point?": r"[1-9]\d{0,2}\.\d{3}",
        "comma?": r"[1-9]\d{0,2},\d{3}",
        "point": r"\d{1,3}(?:,\d{3})+\.\d*|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:_\d{3})+\.\d*|\d*\.\d+|\d+\.",
        "comma": r"\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:_\d{3})+,\d*|\d*,\d+|\d+,",
    }
    return pl.coalesce(
        pl.when(pl.col("body").str.contains(rf"^[+-]?(?:{pattern})$")).then(pl.lit(form))
        for form, pattern in forms.items()
    )


def _decimal_sign(forms: set[str], decimal: str | None) -> str | None:
    """Return the sign before decimals that a column uses, None where it uses both or does not tell."""
    shown = {sign for form, sign in (("point", "."), ("comma", ",")) if form in forms}
    if len(shown) == 1:
        return shown.pop() if decimal is None or decimal in shown else None
    return decimal if not shown else None


def _numbers(cells: pl.DataFrame, style: str | None, *, whole: bool) -> pl.DataFrame:
    """Add `typed` and `rule` to cells that have `body`, `percent` and `form`."""
    body, form = pl.col("body").str.replace_all("_", ""), pl.col("form")
    is_unsure = form.is_in(["point?", "comma?"])
    # The sign in it parts thousands when decimals have the other one, or there are none.
    parts = is_unsure & ((form == "point?") == (style == ",")) if style and not whole else is_unsure & pl.lit(whole)
    unknown = is_unsure & pl.lit(style is None and not whole)
    by_comma = (form == "comma") | ((form == "comma?") & ~parts)
    bare = (
        pl.when(by_comma).then(body.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(parts).then(body.str.replace_all(r"[.,]", ""))
        .otherwise(body.str.replace_all(",", "", literal=True))
    )  # fmt: skip
    number = pl.when(form.is_not_null() & ~unknown).then(bare.cast(pl.Float64, strict=False))
    number = pl.when(number.is_finite()).then(pl.when("percent").then(number / 100).otherwise(number))
    broken = (pl.col("typed") != pl.col("typed").floor()) if whole else pl.lit(False)
    plain = pl.col("value").str.contains(PLAIN_NUMBER)
    rule = (
        pl.when(unknown).then(pl.lit("thousands or decimals"))
        .when(pl.col("typed").is_null()).then(pl.lit("not a number"))
        .when(broken).then(pl.lit("not a whole number"))
        .when(plain).then(None)
        .when("percent").then(pl.lit("percent"))
        .when(is_unsure).then(pl.lit("decided by the column"))
        .when(by_comma & body.str.contains(",")).then(pl.lit("decimal comma"))
        .otherwise(pl.lit("number format"))
    )  # fmt: skip
    cells = cells.with_columns(number.alias("typed")).with_columns(rule.alias("rule"))
    return cells.with_columns(pl.when(pl.col("rule").ne_missing("not a whole number")).then("typed").alias("typed"))


def _two_numbers(value: str) -> Problem:
    digits = "".join(sign for sign in value if sign.isdigit() or sign in ".,")
    return Problem(
        "“{value}” may be {thousands} or {decimals}: nothing in the column tells what the sign in it means.",
        "Write it without a sign for thousands, or with two decimals.",
        value=value,
        thousands=digits.replace(".", "").replace(",", ""),
        decimals=digits.replace(",", "."),
    )


NUMBER_SENTENCES = {
    "thousands or decimals": _two_numbers,
    "not a number": lambda value: Problem(
        "“{value}” is not a number.", "Write digits, such as 1234.56, or leave the cell blank.", value=value
    ),
    "not a whole number": lambda value: Problem(
        "“{value}” has decimals where things are counted.", "Write a whole number.", value=value
    ),
    "percent": lambda value: Problem("“{value}” was read as a share.", "Check the number.", value=value),
    "decided by the column": lambda value: Problem(
        "“{value}” was read as the other numbers of its column are written.", "Check the number.", value=value
    ),
    "decimal comma": lambda value: Problem(
        "“{value}” was read with a comma before the decimals.", "Nothing is to be done.", value=value
    ),
    "number format": lambda value: Problem(
        "“{value}” was read without its currency and its signs for thousands.", "Nothing is to be done.", value=value
    ),
}


def as_yes_no(column: pl.Series) -> Values:
    """Return yes and no (Boolean) in the languages of the European Union; 1, true and a mark mean yes."""
    answers = {**dict.fromkeys(YES.split("|"), True), **dict.fromkeys(NO.split("|"), False)}
    typed = pl.col("said").replace_strict(list(answers), list(answers.values()), default=None, return_dtype=pl.Boolean)
    cells, rest = cells_of(column, pl.lit(False), pl.lit(None, pl.Boolean))
    rest = rest.with_columns(typed.alias("typed")).with_columns(
        pl.when(pl.col("typed").is_null()).then(pl.lit("neither yes nor no"))
        .when(~pl.col("said").is_in(PLAIN_ANSWERS)).then(pl.lit("yes or no")).alias("rule")
    )  # fmt: skip
    return values_of(cells, rest, column.name, pl.Boolean(), ANSWER_SENTENCES)


ANSWER_SENTENCES = {
    "neither yes nor no": lambda value: Problem(
        "“{value}” is neither yes nor no.", "Write yes or no, or leave the cell blank.", value=value
    ),
    "yes or no": lambda value: Problem("“{value}” was read as yes or no.", "Nothing is to be done.", value=value),
}


def as_country(column: pl.Series) -> Values:
    """Return ISO 3166-1 alpha-2 codes of codes of two or three letters and of names in the languages of Europe.

    EL and UK, as files of the European Union have them, become GR and GB; a code may stand in brackets after a name.
    """
    cells, rest = cells_of(column, pl.col("value").is_in(COUNTRIES - {"NA"}), pl.col("value"))
    upper = pl.col("value").str.to_uppercase()
    inner = pl.coalesce(upper.str.extract(r"[(\[]([A-Z]{2})[)\]]$"), upper.str.extract(r"^([A-Z]{2})\s*[-–:]\s"))
    of_the_eu = upper.replace_strict(OF_THE_EU, default=None, return_dtype=pl.String)
    inner = pl.coalesce(inner.replace_strict(OF_THE_EU, default=None, return_dtype=pl.String), inner)
    names = _country_names()
    named = pl.col("said").str.replace_all(r"[.’']", "").replace_strict(
        list(names), list(names.values()), default=None, return_dtype=pl.String
    )  # fmt: skip
    code = pl.when(upper.is_in(COUNTRIES)).then(upper)
    within = pl.when(inner.is_in(COUNTRIES)).then(inner)
    # Namibia is written NA, and so is "not available".
    unsure = upper == "NA"
    rule = (
        pl.when(unsure).then(pl.lit("NA")).when(pl.col("typed").is_null()).then(pl.lit("not a country"))
        .when(of_the_eu.is_not_null()).then(pl.lit("code of the European Union"))
        .when(pl.col("typed") != pl.col("value")).then(pl.lit("name of a country"))
    )  # fmt: skip
    rest = (
        rest.with_columns(pl.when(~unsure).then(pl.coalesce(of_the_eu, code, named, within)).alias("typed"))
        .with_columns(rule.alias("rule"), (pl.col("blank") & ~unsure).alias("blank"))
    )  # fmt: skip
    return values_of(cells, rest, column.name, pl.String(), COUNTRY_SENTENCES)


COUNTRY_SENTENCES = {
    "NA": lambda value: Problem(
        "“{value}” is the code of Namibia and may also say that nothing is known.",
        "Write Namibia, or leave the cell blank.",
        value=value,
    ),
    "not a country": lambda value: Problem(
        "“{value}” is not a country.", "Write its code of two letters, such as BE, or its name.", value=value
    ),
    "code of the European Union": lambda value: Problem(
        "“{value}” is what files of the European Union call the country; its ISO code was taken.",
        "Nothing is to be done.",
        value=value,
    ),
    "name of a country": lambda value: Problem(
        "“{value}” was read as the code of the country.", "Nothing is to be done.", value=value
    ),
}


@cache
def _country_names() -> dict[str, str]:
    """Return folded names and codes of three letters -> ISO 3166-1 alpha-2; names of two countries are left out."""
    found: dict[str, set[str]] = {}
    said = {
        (name, code)
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if code in COUNTRIES
    }  # fmt: skip
    said |= {(old, new[0]) for old, new in get_global("territory_aliases").items() if len(old) == 3 and old.isalpha()}
    ordered = sorted(said)
    names = pl.Series([name for name, _ in ordered], dtype=pl.String)
    plain = pl.select(folded(pl.lit(names)).str.replace_all(r"[.’']", "")).to_series()
    for name, (_, code) in zip(plain, ordered, strict=True):
        if code in COUNTRIES:
            found.setdefault(name, set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1} | COUNTRY_NAMES
