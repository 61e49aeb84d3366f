from datetime import date

import polars as pl
import pytest

from components.charts.delivery_curve import delivery_curve
from components.theme import CLOCK_COLOURS

DAY = date(2024, 7, 10)


@pytest.fixture
def rows() -> pl.DataFrame:
    return pl.DataFrame(
        [
            (date(2024, 3, 31), 1, 1, 0),
            (date(2024, 4, 30), 2, 1, 1),
            (DAY, 2, 1, 1),
            (date(2024, 12, 31), 2, 2, None),
        ],
        schema={"day": pl.Date, "planned_baseline": pl.Int64, "planned_current": pl.Int64, "delivered": pl.Int64},
        orient="row",
    )


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def test_the_plan_goes_on_and_what_was_delivered_ends_on_the_day(rows):
    shown = traces(delivery_curve(rows, as_of=DAY))
    assert list(shown) == ["Planned, baseline", "Planned, current", "Delivered"]
    assert list(shown["Planned, current"].y) == [0, 1, 1, 1, 2]
    assert (shown["Delivered"].x[-1], list(shown["Delivered"].y)) == (DAY, [0, 0, 1, 1])


def test_lines_are_steps_told_apart_without_colour(rows):
    figure = delivery_curve(rows, as_of=DAY)
    assert {trace.line.shape for trace in figure.data} == {"hv"}
    assert [trace.line.dash for trace in figure.data] == ["dot", "dash", "solid"]
    assert [trace.line.color for trace in figure.data] == list(CLOCK_COLOURS.values())
    assert figure.layout.shapes[0].x0 == "2024-07-10"


def test_a_count_nothing_is_known_of_has_no_line(rows):
    silent = rows.with_columns(delivered=pl.lit(None, pl.Int64))
    assert list(traces(delivery_curve(silent, as_of=DAY))) == ["Planned, baseline", "Planned, current"]


def test_few_deliverables_are_counted_in_whole_ones(rows):
    assert delivery_curve(rows, as_of=DAY).layout.yaxis.dtick == 1
    many = rows.with_columns(pl.col("planned_baseline") * 10)
    assert delivery_curve(many, as_of=DAY).layout.yaxis.dtick is None


def test_nothing_to_show_is_an_empty_picture(rows):
    assert not delivery_curve(rows.clear(), as_of=DAY).data
