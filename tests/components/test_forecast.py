from datetime import date

import polars as pl

from components import forecast
from components.page import Headline

DAY = date(2026, 11, 21)
SCHEMA = {
    "deliverable_id": pl.String,
    "code": pl.String,
    "title": pl.String,
    "due_on": pl.Date,
    "lead_days": pl.Int64,
    "rule": pl.String,
    "basis": pl.String,
    "n": pl.Int64,
    "needed": pl.Int32,
    "expected_on": pl.Date,
    "earliest_on": pl.Date,
    "latest_on": pl.Date,
    "error_days": pl.Float64,
}
TESTED = {
    "lead_band": pl.String,
    "cases": pl.Int64,
    "deliverables": pl.Int64,
    "still_open": pl.Int64,
    "covered": pl.Int64,
    "error_days": pl.Float64,
    "usual_error_days": pl.Float64,
    "rule": pl.String,
}
DUE = date(2026, 12, 31)
ROWS = pl.DataFrame(
    [
        ("a", "D1.1", "A", DUE, 40, "interval", "consortium", 23, 8, date(2027, 1, 4), DUE, date(2027, 2, 1), 6.0),
        ("b", "D1.2", "B", DUE, 40, "median so far", "portfolio", 1024, 8, date(2026, 12, 28), None, None, 33.5),
        ("c", "D1.3", "C", DAY, 0, "median so far", "consortium", 24, 8, DAY, None, None, None),
        ("d", "D1.4", "D", date(2026, 8, 31), -82, None, "consortium", 2, 8, None, None, None, None),
    ],
    schema=SCHEMA,
    orient="row",
)


def said(deliverable: str) -> Headline:
    found = forecast.headline(ROWS, deliverable, DAY)
    assert found is not None
    return found


def test_an_interval_is_said_with_its_ends_its_n_and_whose_deliveries_it_stands_on():
    found = said("a")
    assert (found.label, found.value) == ("Expected", "4 Jan 2027")
    assert found.note == "80 % between 31 Dec 2026 and 1 Feb 2027, n = 23, this consortium"
    assert "wrong by 6 days or more" in (found.help or "")


def test_the_plain_rule_is_said_as_what_it_is():
    found = said("b")
    assert (found.value, found.note) == ("28 Dec 2026", "due date and median so far, n = 1,024, portfolio")
    assert "wrong by 34 days or more" in (found.help or "")
    assert said("c").note == "any day: later than the median so far, n = 24, this consortium"
    assert "wrong" not in (said("c").help or "")


def test_where_nothing_is_said_it_says_why():
    found = said("d")
    assert found.value == "–"
    assert found.note == "needs 8 deliveries that were open this long, 2 known (this consortium)"


def test_a_deliverable_that_is_not_forecast_has_no_headline():
    assert forecast.headline(ROWS, "handed in", DAY) is None
    assert forecast.headline(ROWS.clear(), "a", DAY) is None


def test_the_table_of_deliverables_gets_a_column_in_its_own_order():
    listed = pl.DataFrame({"deliverable_id": ["d", "b", "unknown", "a"]})
    assert forecast.with_expected(listed, ROWS)["expected"].to_list() == [
        None,
        "2026-12-28",
        None,
        "2027-01-04 (2026-12-31 – 2027-02-01)",
    ]
    assert forecast.with_expected(listed, ROWS.clear())["expected"].to_list() == [None] * 4


def test_the_back_test_says_shares_with_their_numbers_and_what_is_shown():
    tested = pl.DataFrame(
        [("all", 209, 20, 56, 123, 33.0, 32.5, None), ("overdue", 9, 9, 1, 7, 7.0, 8.0, "interval")],
        schema=TESTED,
        orient="row",
    )
    assert forecast.backtest_table(tested).rows() == [
        ("All", "123 of 209 (59%)", 33.0, 32.5, 20, None),
        ("Past the due date", "7 of 9 (78%)", 7.0, 8.0, 9, "80 % interval"),
    ]
    note = forecast.backtest_note(tested)
    assert "209 forecasts of 20 deliverables, 56 of them still open: counted as missed." in note
    assert "still open" not in forecast.backtest_note(tested.clear())
    assert forecast.backtest_table(tested.clear()).is_empty()


def test_the_chart_is_said_in_a_sentence():
    assert forecast.chart_said(ROWS) == (
        "Forecast of 4 open deliverables: 3 have an expected date, 1 of these after the due date."
    )
