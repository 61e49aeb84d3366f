from datetime import date, timedelta

import polars as pl
import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from data.countries import COUNTRIES
from data.imports.days import LANGUAGES
from data.imports.parsed import Values
from data.imports.values import as_code, as_country, as_day, as_number, as_text, as_yes_no


def rules(values: Values) -> list[tuple[int, bool, str]]:
    """Return place, whether understood and rule of each note; every note has a sentence."""
    for rule, value in values.notes.select("rule", "value").iter_rows():
        assert value in str(values.problem(rule, value))
    return values.notes.select("place", "understood", "rule").rows()


@pytest.mark.parametrize(
    ("said", "number", "rule"),
    [
        ("1234", 1234, None),
        ("-0.5", -0.5, None),
        ("883285.0", 883285, None),
        ("1.234,56", 1234.56, "decimal comma"),
        ("1,234.56", 1234.56, "number format"),
        ("€4,922,133", 4922133, "number format"),
        ("5.637.188,00", 5637188, "decimal comma"),
        ("2.818.594", 2818594, "number format"),
        ("5 637\u00a0188,00", 5637188, "decimal comma"),
        ("5\u202f637\u202f188", 5637188, "number format"),
        ("1'200.50 CHF", 1200.5, "number format"),
        ("1.000,-", 1000, "decimal comma"),
        ("(12)", -12, "number format"),
        ("−3", -3, "number format"),
        ("12 %", 0.12, "percent"),
        ("1e3", 1000, "number format"),
        ("12,5", 12.5, "decimal comma"),
        ("n/a", None, "blank word"),
        ("k.A.", None, "blank word"),
        ("TBC", None, "blank word"),
        ("twelve", None, "not a number"),
        ("1.2.3", None, "not a number"),
        ("1 2", None, "not a number"),
        ("1e999", None, "not a number"),
        ("1.234", None, "thousands or decimals"),
        ("250,000", None, "thousands or decimals"),
        ("  ", None, None),
    ],
)
def test_a_number_is_read_as_it_is_written(said, number, rule):
    read = as_number(pl.Series([said]))
    assert read.typed.to_list() == [number]
    is_understood = number is not None or rule == "blank word"
    assert rules(read) == ([(0, is_understood, rule)] if rule else [])


@pytest.mark.parametrize(
    ("beside", "number"),
    [("12,5", 1234.0), ("1.234,56", 1234.0), ("12.5", 1.234), ("1,234.56", 1.234), ("7", None)],
)
def test_the_rest_of_the_column_decides_what_a_point_before_three_digits_means(beside, number):
    assert as_number(pl.Series(["1.234", beside])).typed[0] == number


def test_a_column_that_uses_both_signs_leaves_what_may_be_two_numbers_and_says_both():
    read = as_number(pl.Series(["1.234", "1.234,56", "1,234.56"]), decimal=".")
    assert read.typed.to_list() == [None, 1234.56, 1234.56]
    said = str(read.problem("thousands or decimals", "1.234"))
    assert "1234" in said
    assert "1.234" in said


def test_the_file_decides_where_the_column_does_not_tell():
    assert as_number(pl.Series(["50.823", "4.395"]), decimal=".").typed.to_list() == [50.823, 4.395]
    assert as_number(pl.Series(["50,823"]), decimal=",").typed.to_list() == [50.823]


def test_things_that_are_counted_have_no_decimals():
    read = as_number(pl.Series(["1.234", "2,000", "2.5", "3.0", "4"]), whole=True)
    assert read.typed.to_list() == [1234, 2000, None, 3, 4]
    assert (2, False, "not a whole number") in rules(read)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from(["de", "fr", "en", "sv", "pl", "de_CH"])
)
def test_a_number_with_two_decimals_comes_back_from_every_locale(number, locale):
    said = format_decimal(number, format="#,##0.00", locale=locale)
    assert as_number(pl.Series([said])).typed[0] == pytest.approx(float(number))


@pytest.mark.parametrize(
    ("said", "day", "precision", "rule"),
    [
        ("2019-06-30", date(2019, 6, 30), "day", None),
        ("2019-06-30 12:30:05", date(2019, 6, 30), "day", "date format"),
        ("2019-06-30T00:00:00Z", date(2019, 6, 30), "day", "date format"),
        ("30/06/2019", date(2019, 6, 30), "day", "date format"),
        ("30.6.2019", date(2019, 6, 30), "day", "date format"),
        ("3.4.2019", date(2019, 4, 3), "day", "date format"),
        ("03/04/2019", date(2019, 4, 3), "day", "day first"),
        ("03/03/2019", date(2019, 3, 3), "day", "date format"),
        ("6/30/2019", date(2019, 6, 30), "day", "month first"),
        ("30.6.19", date(2019, 6, 30), "day", "date format"),
        ("2019/06/30", date(2019, 6, 30), "day", "date format"),
        ("43646", date(2019, 6, 30), "day", "number of a spreadsheet"),
        ("43646.0", date(2019, 6, 30), "day", "number of a spreadsheet"),
        ("June 2019", date(2019, 6, 1), "month", "date format"),
        ("30 juin 2019", date(2019, 6, 30), "day", "date format"),
        ("June 30, 2019", date(2019, 6, 30), "day", "date format"),
        ("30th of June 2019", date(2019, 6, 30), "day", "date format"),
        ("30-Jun-2019", date(2019, 6, 30), "day", "date format"),
        ("06/2019", date(2019, 6, 1), "month", "date format"),
        ("2019-06", date(2019, 6, 1), "month", None),
        ("2019", date(2019, 1, 1), "year", None),
        ("tbd", None, None, "blank word"),
        ("M18", None, None, "month without a start"),
        ("3018-01-01", None, None, "year out of range"),
        ("1/1/3018", None, None, "year out of range"),
        ("3018", None, None, "year out of range"),
        ("31/02/2019", None, None, "no such day"),
        ("2018-02-30", None, None, "no such day"),
        ("listopad 2019", None, None, "month of two languages"),
        ("soon", None, None, "not a day"),
        ("99999", None, None, "not a day"),
    ],
)
def test_a_day_is_read_as_it_is_written(said, day, precision, rule):
    read = as_day(pl.Series([said]))
    assert (read.typed.to_list(), read.precision.to_list()) == ([day], [precision])
    assert rules(read) == ([(0, day is not None or rule == "blank word", rule)] if rule else [])


def test_the_column_proves_whether_the_month_comes_first():
    months = as_day(pl.Series(["03/04/2019", "12/31/2029"]))
    days = as_day(pl.Series(["03/04/2019", "31/12/2029"]))
    both = as_day(pl.Series(["03/04/2019", "31/12/2029", "12/31/2029", "1/1/2021"]))
    assert months.typed[0] == date(2019, 3, 4)
    assert days.typed[0] == date(2019, 4, 3)
    assert both.typed.to_list() == [None, date(2029, 12, 31), date(2029, 12, 31), date(2021, 1, 1)]
    assert (0, False, "day or month first") in rules(both)


def test_a_month_of_the_project_is_due_as_the_store_defines_it(store_with):
    store_with({})
    starts = pl.Series([date(2015, 9, 1), date(2015, 9, 1), date(2020, 10, 1), date(2019, 1, 31), None])
    read = as_day(pl.Series(["M18", "month 44", "M 10", "M1", "M1"]), starts)
    assert read.typed.to_list() == [date(2017, 2, 28), date(2019, 4, 30), date(2021, 7, 31), date(2019, 2, 27), None]
    assert rules(read)[0] == (0, True, "project month")
    assert as_day(pl.Series(["M12"]), date(2015, 9, 1)).typed[0] == date(2016, 8, 31)
    assert rules(as_day(pl.Series(["M999"]), date(2015, 9, 1))) == [(0, False, "month out of range")]


@given(
    st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(LANGUAGES), st.sampled_from(["long", "d. MMMM y"])
)
def test_a_long_date_of_any_language_is_read_right_or_not_at_all(day, language, form):
    read = as_day(pl.Series([format_date(day, form, locale=language)]))
    assert read.typed[0] in (day, None)
    if language in ("en", "de", "fr", "it", "nl", "es", "sv", "fi", "el", "pt", "hu"):
        assert read.typed[0] == day


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_counted_by_a_spreadsheet_comes_back(day):
    assert as_day(pl.Series([str((day - date(1899, 12, 30)) // timedelta(days=1))])).typed[0] == day


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("BE", "BE"), ("be", "BE"), ("AUT", "AT"), ("EL", "GR"), ("UK", "GB"), ("el", "GR"), ("Österreich", "AT"),
        ("GRIECHENLAND", "GR"), ("Ελλάδα", "GR"), ("Czech Republic", "CZ"), ("Belgique (BE)", "BE"),
        ("Greece (EL)", "GR"),
        ("Türkiye", "TR"), ("Turkey", "TR"), ("North Macedonia", "MK"), ("Kosovo", "XK"), ("Côte d'Ivoire", "CI"),
        ("Namibia", "NA"), ("NA", None), ("Atlantis", None), ("n/a", None), ("-", None),
    ],
)  # fmt: skip
def test_a_country_is_read_by_code_or_name(said, code):
    assert as_country(pl.Series([said])).typed.to_list() == [code]


def test_every_code_of_a_country_reads_as_itself():
    codes = sorted(COUNTRIES - {"NA"})
    read = as_country(pl.Series(codes))
    assert read.typed.to_list() == codes
    assert read.notes.is_empty()


def test_yes_and_no_are_read_in_the_languages_of_the_union():
    read = as_yes_no(pl.Series(["yes", "Ja", "Sí", "nein", "0", "TRUE", "Ναι", "maybe", "n/a", None]))
    assert read.typed.to_list() == [True, True, True, False, False, True, True, None, None, None]
    assert (7, False, "neither yes nor no") in rules(read)


def test_codes_that_became_numbers_are_codes_again():
    read = as_code(pl.Series(["883285.0", "E10054064", "\u00a0948821603", "101.50", None]))
    assert read.typed.to_list() == ["883285", "E10054064", "948821603", "101.50", None]


def test_words_for_nothing_known_are_blank_with_a_note():
    read = as_text(pl.Series(["Vienna", "n/a", " ", "Não disponível", "unknown partner", "?"]))
    assert read.typed.to_list() == ["Vienna", None, None, None, "unknown partner", None]
    assert [place for place, *_ in rules(read)] == [1, 3, 5]


@given(st.lists(st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["1.234", "3/4/2019", "M5", "EL", "n/a"]))))
def test_every_cell_is_read_or_blank_or_has_a_note(cells):
    column = pl.Series("c", cells, pl.String)
    for read in (as_number(column), as_day(column), as_country(column), as_yes_no(column), as_text(column)):
        assert len(read.typed) == len(cells)
        noted = set(read.notes["place"])
        assert len(noted) == read.notes.height
        for place, (cell, typed) in enumerate(zip(column.str.strip_chars(), read.typed, strict=True)):
            assert typed is not None or not cell or place in noted
        rules(read)
