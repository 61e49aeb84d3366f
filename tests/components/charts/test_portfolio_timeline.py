from datetime import date

import polars as pl
import pytest

from components.charts.portfolio_timeline import MARKS, STAGE_COLOURS, WRITTEN, portfolio_timeline

DAY = date(2026, 3, 31)
DAY_MS = 24 * 60 * 60 * 1000
MARK_SCHEMA = {
    "consortium_id": pl.String,
    "kind": pl.String,
    "code": pl.String,
    "title": pl.String,
    "due_on": pl.Date,
    "due_precision": pl.String,
    "state": pl.String,
}
NOTHING = pl.DataFrame(schema=MARK_SCHEMA)
SCHEMA = {
    "consortium_id": pl.String,
    "acronym": pl.String,
    "fictional": pl.Boolean,
    "stage": pl.String,
    "selected_on": pl.Date,
    "starts_on": pl.Date,
    "starts_precision": pl.String,
    "ends_on": pl.Date,
    "ends_precision": pl.String,
    "begins_earliest_on": pl.Date,
    "begins_latest_on": pl.Date,
    "ends_earliest_on": pl.Date,
    "ends_latest_on": pl.Date,
}


@pytest.fixture
def rows() -> pl.DataFrame:
    begun, ended = date(2024, 1, 1), date(2027, 12, 31)
    return pl.DataFrame(
        [
            ("demo", "DEMO", True, "running", None, begun, "day", ended, "day", begun, begun, ended, ended),
            (
                "enhance",
                "ENHANCE",
                False,
                "running",
                date(2020, 7, 9),
                None,
                None,
                None,
                None,
                date(2020, 7, 9),
                date(2020, 7, 9),
                None,
                None,
            ),
            (
                "hecsos",
                "HECSOs",
                False,
                "ended",
                None,
                date(2022, 1, 1),
                "year",
                date(2025, 12, 31),
                "year",
                date(2022, 1, 1),
                date(2022, 12, 31),
                date(2025, 1, 1),
                date(2025, 12, 31),
            ),
            ("undated", "UNDATED", False, "not known", None, None, None, None, None, None, None, None, None),
        ],
        schema=SCHEMA,
        orient="row",
    )


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_a_bar_is_full_where_the_consortium_certainly_ran(rows):
    drawn = traces(portfolio_timeline(rows, NOTHING, as_of=DAY))
    assert list(drawn["Running"].y) == ["DEMO (fictional)", "ENHANCE"]
    assert list(drawn["Running"].base) == ["2024-01-01", "2020-07-09"]
    assert list(drawn["Running"].x) == [1461 * DAY_MS, ((DAY - date(2020, 7, 9)).days + 1) * DAY_MS]
    assert drawn["Running"].marker.color == STAGE_COLOURS["running"]
    assert (list(drawn["Ended"].y), list(drawn["Ended"].base)) == (["HECSOs"], ["2022-12-31"])
    assert list(drawn["Ended"].x) == [((date(2025, 1, 1) - date(2022, 12, 31)).days + 1) * DAY_MS]


def test_what_is_known_to_the_year_is_hatched_over_the_whole_year(rows):
    hatched = traces(portfolio_timeline(rows, NOTHING, as_of=DAY))["Only the year or month is known"]
    assert hatched.marker.pattern.shape == "/"
    assert list(hatched.y) == ["HECSOs", "HECSOs"]
    assert list(hatched.base) == ["2022-01-01", "2025-01-01"]
    assert list(hatched.x) == [365 * DAY_MS, 365 * DAY_MS]
    assert hatched.customdata[0][0] == "2022 – 2025"


def test_a_selection_without_a_start_and_an_unknown_end_have_open_marks(rows):
    drawn = traces(portfolio_timeline(rows, NOTHING, as_of=DAY))
    selected, open_end = drawn["Selected; start not in public sources"], drawn["End not known"]
    assert (list(selected.x), list(selected.y)) == (["2020-07-09"], ["ENHANCE"])
    assert (list(open_end.x), list(open_end.y)) == (["2026-03-31"], ["ENHANCE"])
    assert selected.customdata[0][0] == "selected 9 Jul 2020 – ?"
    assert {selected.marker.symbol, open_end.marker.symbol} == {"diamond-open", "triangle-right-open"}


def test_the_day_is_a_line_and_consortia_without_a_date_are_left_out(rows):
    figure = portfolio_timeline(rows, NOTHING, as_of=DAY)
    assert figure.layout.shapes[0].x0 == "2026-03-31"
    assert figure.layout.annotations[0].text == "31 Mar 2026"
    assert list(figure.layout.yaxis.categoryarray) == ["DEMO (fictional)", "ENHANCE", "HECSOs"]


def test_an_empty_list_draws_nothing_but_the_day(rows):
    nothing = portfolio_timeline(rows.clear(), NOTHING, as_of=DAY)
    assert (len(nothing.data), len(nothing.layout.shapes)) == (0, 1)


def test_marks_stand_on_the_line_of_their_consortium_and_say_what_they_are(rows):
    marks = pl.DataFrame(
        [
            ("demo", "deliverable", "D1", "Map", date(2026, 1, 31), "day", "overdue"),
            ("hecsos", "deliverable", "D2", "Guide", date(2024, 5, 1), "month", "not known"),
            ("demo", "milestone", "MS1", "Opening", date(2024, 6, 30), "day", "done"),
            ("demo", "report", "1", None, date(2025, 8, 29), "day", "past"),
            ("undated", "deliverable", "D9", "Nowhere", date(2025, 1, 1), "day", "done"),
        ],
        schema=MARK_SCHEMA,
        orient="row",
    )
    drawn = traces(portfolio_timeline(rows, marks, as_of=DAY))
    assert "Deliverable delivered" not in drawn  # its consortium has no line
    assert (list(drawn["Deliverable overdue"].x), list(drawn["Deliverable overdue"].y)) == (
        ["2026-01-31"],
        ["DEMO (fictional)"],
    )
    assert list(drawn["Deliverable, not known"].customdata) == ["D2 Guide<br>due May 2024"]
    assert list(drawn["Report due, day past"].customdata) == ["Report on period 1<br>due 29 Aug 2025"]


def test_every_mark_has_another_symbol_and_stands_in_the_legend():
    symbols = [symbol for _, symbol, _ in MARKS.values()]
    assert len(set(symbols)) == len(symbols)
    assert set(symbols) < set(WRITTEN)
