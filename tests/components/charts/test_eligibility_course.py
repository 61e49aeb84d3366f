from datetime import date

import polars as pl

from components.charts.eligibility_course import eligibility_course

SCHEMA = {
    "sentence": pl.String,
    "from_day": pl.Date,
    "until_day": pl.Date,
    "found": pl.Float64,
    "verdict": pl.String,
}
JANUARY, JUNE, DECEMBER = date(2024, 1, 1), date(2024, 6, 1), date(2024, 12, 31)
ROWS = pl.DataFrame(
    [
        ("At least 3 organisations", JANUARY, date(2024, 5, 31), 2, "not met"),
        ("At least 3 organisations", JUNE, date(2024, 12, 30), 3, "met"),
        ("At least 3 organisations", DECEMBER, DECEMBER, 3, "met"),
        ("The organisations are independent of each other", JANUARY, DECEMBER, None, "not known"),
    ],
    schema=SCHEMA,
    orient="row",
)


def marks(figure):
    return {trace.name: trace for trace in figure.data if trace.mode == "markers+text"}


def test_each_verdict_has_its_mark_its_word_and_its_shape():
    found = marks(eligibility_course(ROWS))
    assert list(found) == ["✓ Met", "✕ Not met", "? Not known"]
    assert [trace.marker.symbol for trace in found.values()] == ["circle", "x", "circle-open"]
    assert len({trace.marker.color for trace in found.values()}) == 3


def test_a_mark_stands_on_each_day_of_change_with_the_number_where_it_changes():
    found = marks(eligibility_course(ROWS))
    assert list(found["✓ Met"].x) == [JUNE, DECEMBER]
    assert list(found["✓ Met"].text) == ["3", ""]
    assert list(found["✕ Not met"].text) == ["2"]
    assert list(found["? Not known"].text) == [""]
    assert found["? Not known"].customdata[0][0] == "Found: not known."


def test_lines_reach_from_one_change_to_the_next():
    lines = [trace for trace in eligibility_course(ROWS).data if trace.mode == "lines"]
    assert list(lines[0].x) == [JUNE, DECEMBER, None, DECEMBER, DECEMBER, None]
    assert list(lines[1].x) == [JANUARY, JUNE, None]


def test_lanes_stand_in_the_order_of_the_rows_from_above():
    axis = eligibility_course(ROWS).layout.yaxis
    assert list(axis.categoryarray) == ROWS["sentence"].unique(maintain_order=True).to_list()
    assert axis.autorange == "reversed"
    assert axis.ticktext[1] == "The organisations are<br>independent of each<br>other"


def test_no_row_draws_nothing():
    assert list(eligibility_course(ROWS.clear()).data) == []
