from datetime import date

import polars as pl

from components.charts.concentration_course import concentration_course

ROWS = pl.DataFrame(
    [
        (date(2024, 1, 1), False, 4, 100, 0.25, 3.6),
        (date(2024, 4, 1), False, 4, 0, None, None),
        (date(2024, 7, 1), True, 4, 1, 0.75, 1.0),
    ],
    schema={
        "period_starts_on": pl.Date,
        "is_running": pl.Boolean,
        "countries": pl.Int64,
        "counted": pl.Int64,
        "gini": pl.Float64,
        "effective_number": pl.Float64,
    },
    orient="row",
)


def test_the_line_breaks_where_it_is_not_defined_and_the_running_period_is_hollow():
    line, undefined = concentration_course(ROWS, measure="gini", name="Gini").data
    assert list(line.y) == [0.25, None, 0.75]
    assert line.connectgaps is False
    assert list(line.marker.symbol) == ["circle", "circle", "circle-open"]
    assert list(line.text) == [
        "0.25 (n = 4 countries, 100 engagements)",
        "not defined (n = 4 countries, 0 engagements)",
        "0.75 (n = 4 countries, 1 engagement)",
    ]
    assert (list(undefined.x), list(undefined.hovertext)) == (["2024-04-01"], ["not defined"])


def test_measures_from_0_to_1_have_that_axis_and_the_others_their_own():
    assert concentration_course(ROWS, measure="gini", name="Gini").layout.yaxis.range == (0, 1.05)
    assert concentration_course(ROWS, measure="effective_number", name="n").layout.yaxis.range is None


def test_without_rows_it_is_empty():
    (line,) = concentration_course(ROWS.clear(), measure="gini", name="Gini").data
    assert len(line.x) == 0
