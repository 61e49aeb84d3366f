from datetime import date

import polars as pl

from components.charts.indicator_course import indicator_course

SCHEMA = {"observed_on": pl.Date, "observed_precision": pl.String, "value": pl.Float64, "actual": pl.Float64}
FIRST, SECOND = date(2024, 6, 30), date(2024, 12, 31)
PERIODIC = pl.DataFrame([(FIRST, "day", 10, 10), (SECOND, "year", 5, 15)], schema=SCHEMA, orient="row")
CUMULATIVE = PERIODIC.with_columns(actual="value")


def drawn(rows, baseline=0.0, target=40.0, target_on=date(2025, 12, 31)):
    return indicator_course(rows, baseline=baseline, target=target, target_on=target_on, unit="persons")


def test_a_periodic_indicator_shows_its_periods_and_what_they_add_up_to():
    figure = drawn(PERIODIC)
    assert [(trace.name, list(trace.x), list(trace.y)) for trace in figure.data] == [
        ("In the period", [FIRST, SECOND], [10, 5]),
        ("Actual", [FIRST, SECOND], [10, 15]),
        ("Target, due 31 Dec 2025", [date(2025, 12, 31)], [40]),
    ]
    assert list(figure.data[1].customdata) == ["30 Jun 2024", "2024"]


def test_a_cumulative_indicator_is_one_line_with_baseline_and_target():
    figure = drawn(CUMULATIVE)
    assert [trace.name for trace in figure.data] == ["Actual", "Target, due 31 Dec 2025"]
    assert [(line.y0, line.line.dash) for line in figure.layout.shapes] == [(0, "dot"), (40, "dash")]
    assert [mark.text for mark in figure.layout.annotations] == ["Baseline 0", "Target 40"]


def test_what_is_not_known_is_not_drawn():
    figure = drawn(CUMULATIVE, baseline=None, target=None, target_on=None)
    assert [trace.name for trace in figure.data] == ["Actual"]
    assert len(figure.layout.shapes) == 0


def test_a_baseline_that_is_the_target_is_drawn_once():
    assert [line.y0 for line in drawn(CUMULATIVE, baseline=40.0).layout.shapes] == [40]


def test_without_rows_only_the_target_stands():
    assert [list(trace.y) for trace in drawn(pl.DataFrame(schema=SCHEMA)).data] == [[], [40]]
