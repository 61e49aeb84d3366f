from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from components import words
from components.labels import STATUS, named
from components.words import country, day, euro, languages, number, percent, plural, short, shown_locale, tr

DAY = date(2026, 11, 5)
# A language that says everything backwards, or nearly; Polish has three plural forms.
PSEUDO = """
msgid ""
msgstr ""
"Language: pl\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Overdue"
msgstr "eudrevO"

msgid "{n} of {total} delivered"
msgstr "{total} z {n} óddano"

msgid "Accepted"
msgstr ""

msgid "{n} deliverable"
msgid_plural "{n} deliverables"
msgstr[0] "{n} jeden"
msgstr[1] "{n} kilka"
msgstr[2] "{n} wiele"
"""


@pytest.fixture(autouse=True)
def fresh_catalogues():
    def forget():
        words._locale.cache_clear()
        words._catalogue.cache_clear()
        words.ask_language_of(lambda: None)

    forget()
    yield
    forget()


@pytest.fixture
def with_polish(tmp_path, monkeypatch) -> None:
    (tmp_path / "pl.po").write_text(PSEUDO, encoding="utf-8")
    monkeypatch.setattr(words, "CATALOGUES", tmp_path)


def speak(locale: str | None) -> None:
    words.ask_language_of(lambda: locale)


def test_without_a_wish_words_are_english_and_the_day_stands_first():
    assert tr("Overdue") == "Overdue"
    assert day(DAY) == "5 Nov 2026"
    assert str(shown_locale()) == "en_GB"


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("en", "5 Nov 2026"), ("en-GB", "5 Nov 2026"), ("en-US", "Nov 5, 2026"), ("en-IE", "5 Nov 2026")],
)
def test_a_date_follows_the_readers_customs(locale, shown):
    speak(locale)
    assert day(DAY) == shown


@pytest.mark.parametrize(
    ("precision", "shown"), [("day", "5 Nov 2026"), (None, "5 Nov 2026"), ("month", "Nov 2026"), ("year", "2026")]
)
def test_a_date_is_as_precise_as_it_is_known(precision, shown):
    assert day(DAY, precision) == shown


def test_what_is_not_known_is_a_dash():
    assert {day(None), number(None), percent(None, 3), percent(1, 0), euro(None), country(None)} == {"–"}


def test_numbers_shares_sums_and_countries_are_shown_by_locale():
    assert (number(12345.678), number(12345.678, 1), number(2.0, 1), number(0)) == ("12,346", "12,345.7", "2", "0")
    assert percent(1, 3) == "33%"
    assert euro(14_400_000) == "€14.4M"
    assert (country("GR"), country("XX")) == ("Greece", "XX")


def test_the_form_of_a_text_follows_the_number():
    assert [plural("{n} row", "{n} rows", n) for n in (0, 1, 2, 1200)] == ["0 rows", "1 row", "2 rows", "1,200 rows"]


@pytest.mark.parametrize("locale", ["xx", "tlh-KL", "", "🦉", "../../etc/passwd", "zz_ZZ_ZZ_ZZ", "sv-FI"])
@pytest.mark.usefixtures("with_polish")
def test_a_locale_without_a_catalogue_is_answered_in_english_with_the_day_first(locale):
    speak(locale)
    assert (tr("Overdue"), day(DAY), number(1234)) == ("Overdue", "5 Nov 2026", "1,234")


@pytest.mark.usefixtures("with_polish")
def test_a_catalogue_dropped_into_the_folder_is_a_new_language_on_every_page():
    assert languages() == ["en", "pl"]
    assert named(STATUS, "overdue") == "Overdue"
    speak("pl-PL")
    assert named(STATUS, "overdue") == "eudrevO"
    assert tr("{n} of {total} delivered", n=3, total=5) == "5 z 3 óddano"
    assert [plural("{n} deliverable", "{n} deliverables", n) for n in (1, 3, 12)] == ["1 jeden", "3 kilka", "12 wiele"]
    assert (day(DAY), number(1234.5, 1)) == ("5 lis 2026", "1\u00a0234,5")
    assert country("DE") == "Niemcy"


@pytest.mark.usefixtures("with_polish")
def test_what_a_catalogue_does_not_translate_stays_english():
    speak("pl")
    assert (tr("Accepted"), tr("Submitted")) == ("Accepted", "Submitted")
    assert plural("{n} row", "{n} rows", 2) == "2 rows"


@pytest.mark.usefixtures("with_polish")
def test_two_readers_get_their_own_languages_at_the_same_time():
    both_asked = Barrier(2, timeout=10)

    def said_to(locale: str) -> str:
        speak(locale)
        both_asked.wait()
        return tr("Overdue")

    with ThreadPoolExecutor(2) as readers:
        assert list(readers.map(said_to, ["pl", "en-GB"])) == ["eudrevO", "Overdue"]


@pytest.mark.usefixtures("with_polish")
def test_a_thread_that_was_told_nothing_asks_at_each_word():
    wishes = iter([None, "pl", "en-GB", "pl"])
    words.ask_language_of(lambda: next(wishes))
    with ThreadPoolExecutor(1) as reader:
        assert [*reader.map(tr, ["Overdue"] * 3)] == ["eudrevO", "Overdue", "eudrevO"]


def test_braces_in_what_a_reader_wrote_stay_braces():
    assert tr("The link asks for “{asked}”.", asked="{shown}") == "The link asks for “{shown}”."
    assert tr("Progress {n} %") == "Progress {n} %"


def test_a_large_number_can_be_said_short():
    assert [short(value) for value in (871_316_124, 1_000, 999, 0, None)] == ["871.3M", "1K", "999", "0", "–"]
