from datetime import date

import polars as pl
import pytest

from components.charts.engagement_by_quarter import RUNNING_OPACITY, engagement_by_quarter
from components.theme import QUIET, SERIES

SCHEMA = {
    "quarter_starts_on": pl.Date,
    "is_running": pl.Boolean,
    "part": pl.String,
    "engagements": pl.Int64,
    "counted": pl.Int64,
    "headcount": pl.Int64,
}
SPRING, SUMMER = date(2024, 4, 1), date(2024, 7, 1)
ROWS = pl.DataFrame(
    [
        (SPRING, False, "BE", 1, 1, 12),
        (SPRING, False, "FI", 3, 0, None),
        (SPRING, False, None, 9, 0, None),
        (SUMMER, True, "BE", 1, 1, 30),
        (SUMMER, True, "FI", 0, 0, 0),
        (SUMMER, True, None, 0, 0, 0),
    ],
    schema=SCHEMA,
    orient="row",
)


def drawn(measure: str, rows: pl.DataFrame = ROWS):
    return engagement_by_quarter(rows, measure=measure, named=lambda part: part or "Not known")


def test_the_largest_part_stands_at_the_bottom_and_the_unknown_on_top():
    figure = drawn("engagements")
    assert [(bar.name, list(bar.y), bar.marker.color) for bar in figure.data] == [
        ("FI", [3, 0], SERIES[0]),
        ("BE", [1, 1], SERIES[1]),
        ("Not known", [9, 0], QUIET),
    ]
    assert list(figure.data[0].x) == [SPRING, SUMMER]
    assert figure.layout.barmode == "stack"


def test_a_headcount_that_is_not_known_is_no_bar():
    figure = drawn("headcount")
    assert [(bar.name, list(bar.y)) for bar in figure.data] == [
        ("BE", [12, 30]),
        ("FI", [None, 0]),
        ("Not known", [None, 0]),
    ]
    assert figure.data[1].customdata[0] == "3 engagements<br>headcount –, counted in 0"


def test_the_running_quarter_is_pale_and_says_so():
    figure = drawn("headcount")
    assert [bar.marker.opacity for bar in figure.data] == [(1, RUNNING_OPACITY)] * 3
    (mark,) = figure.layout.annotations
    assert (mark.text, mark.y, mark.x) == ("running", 30, "2024-08-15")


def test_the_axis_spans_whole_quarters():
    assert drawn("engagements").layout.xaxis.range == (SPRING, date(2024, 10, 1))


def test_more_parts_than_colours_take_a_pattern():
    rows = pl.DataFrame(
        [(SPRING, False, f"part {number}", 20 - number, 1, 1) for number in range(9)], schema=SCHEMA, orient="row"
    )
    looks = [(bar.marker.color, bar.marker.pattern.shape) for bar in drawn("engagements", rows).data]
    assert len(set(looks)) == 9
    assert looks[7] == (SERIES[0], "/")


@pytest.mark.parametrize("measure", ["engagements", "headcount"])
def test_without_rows_it_is_empty(measure):
    figure = drawn(measure, pl.DataFrame(schema=SCHEMA))
    assert (len(figure.data), len(figure.layout.annotations)) == (0, 0)
