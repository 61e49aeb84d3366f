from datetime import date

import polars as pl
import pytest

from components.charts.milestone_trend import milestone_trend

DAY = date(2024, 7, 10)
START = date(2024, 1, 1)
SCHEMA = {
    "kind": pl.String,
    "code": pl.String,
    "title": pl.String,
    "event": pl.String,
    "effective_on": pl.Date,
    "due_on": pl.Date,
    "due_precision": pl.String,
    "reason": pl.String,
    "reschedulings": pl.Int64,
    "followed_until": pl.Date,
}


@pytest.fixture
def rows() -> pl.DataFrame:
    moved, until = date(2024, 4, 10), date(2024, 6, 5)
    return pl.DataFrame(
        [
            ("deliverable", "D1", "Study", "planned", START, date(2024, 12, 31), "day", None, 0, DAY),
            ("deliverable", "D2", "Film", "planned", START, date(2024, 4, 30), "day", None, 1, until),
            ("deliverable", "D2", "Film", "rescheduled", moved, date(2024, 5, 31), "day", "strike", 1, until),
        ],
        schema=SCHEMA,
        orient="row",
    )


def traces(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_a_rescheduling_is_a_step_on_the_day_it_took_effect(rows):
    line = traces(milestone_trend(rows, as_of=DAY))["D2"]
    assert list(line.x) == [START, date(2024, 4, 10), date(2024, 6, 5)]
    assert list(line.y) == [date(2024, 4, 30), date(2024, 5, 31), date(2024, 5, 31)]
    assert (line.line.shape, list(line.marker.size)) == ("hv", [0, 9, 0])
    assert line.customdata[1] == "Film<br>Due 31 May 2024<br>strike"


def test_the_number_stands_beside_the_last_step_once_where_lines_share_it(rows):
    shared = pl.concat([rows, rows.filter(pl.col("code") == "D2").with_columns(code=pl.lit("MS1"))])
    (numbers,) = [trace for trace in milestone_trend(shared, as_of=DAY).data if trace.mode == "text"]
    assert (list(numbers.x), list(numbers.y)) == ([date(2024, 4, 10)], [date(2024, 5, 31)])
    assert list(numbers.text) == ["D2, MS1"]


def test_the_lower_of_two_close_numbers_stands_below(rows):
    step = pl.col("event") == "rescheduled"
    later = rows.filter(pl.col("code") == "D2").with_columns(
        code=pl.lit("D3"), due_on=pl.when(step).then(date(2024, 6, 15)).otherwise("due_on")
    )
    (numbers,) = [trace for trace in milestone_trend(pl.concat([rows, later]), as_of=DAY).data if trace.mode == "text"]
    assert list(zip(numbers.text, numbers.textposition, strict=True)) == [("D2", "bottom right"), ("D3", "top left")]


def test_what_was_never_rescheduled_is_faint_and_without_a_number(rows):
    shown = traces(milestone_trend(rows, as_of=DAY))
    assert list(shown) == ["Never rescheduled", "D2", "Due that very day"]
    assert list(shown["Never rescheduled"].y) == [date(2024, 12, 31), date(2024, 12, 31), None]
    assert shown["Never rescheduled"].opacity < 0.5


def test_the_diagonal_runs_where_days_and_due_dates_overlap(rows):
    diagonal = traces(milestone_trend(rows, as_of=DAY))["Due that very day"]
    assert list(diagonal.x) == list(diagonal.y) == [date(2024, 4, 30), DAY]
    assert "Due that very day" not in traces(milestone_trend(rows, as_of=date(2024, 4, 15)))


def test_more_lines_than_colours_differ_by_dash(rows):
    many = pl.concat([rows.filter(pl.col("code") == "D2").with_columns(code=pl.lit(f"D{n}")) for n in range(9)])
    lines = [
        trace
        for trace in milestone_trend(many, as_of=DAY).data
        if trace.name and trace.mode == "lines+markers" and trace.x[0] == START
    ]
    assert len({(line.line.color, line.line.dash) for line in lines}) == 9


def test_nothing_to_show_is_an_empty_picture(rows):
    assert not milestone_trend(rows.clear(), as_of=DAY).data
