from datetime import date

import polars as pl
import pytest

from components.charts.deliverable_timeline import deliverable_timeline
from components.theme import STATUS_COLOURS

DAY = date(2024, 7, 10)
SCHEMA = {
    "code": pl.String,
    "title": pl.String,
    "status": pl.String,
    "is_overdue": pl.Boolean,
    "work_package": pl.String,
    "baseline_due_on": pl.Date,
    "current_due_on": pl.Date,
    "current_due_precision": pl.String,
    "first_submitted_on": pl.Date,
}


@pytest.fixture
def rows() -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                "D2.1",
                "Case studies",
                "revision requested",
                True,
                "WP2",
                date(2024, 6, 30),
                date(2024, 6, 30),
                "day",
                DAY,
            ),
            (
                "D1.2",
                "Handbook",
                "submitted",
                False,
                "WP1",
                date(2024, 4, 30),
                date(2024, 5, 31),
                "day",
                date(2024, 5, 15),
            ),
            ("D1.1", "Needs study", "not known", False, "WP1", date(2018, 12, 31), date(2018, 12, 31), "year", None),
        ],
        schema=SCHEMA,
        orient="row",
    )


def milestones() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("MS1", "Kick-off", "achieved", date(2024, 1, 31), date(2024, 2, 2)),
            ("MS2", "Review", "overdue", date(2024, 6, 30), None),
            ("MS3", "Dropped", "removed", date(2024, 3, 31), None),
            ("MS4", "Undated", "planned", None, None),
        ],
        schema={
            "code": pl.String,
            "title": pl.String,
            "status": pl.String,
            "current_due_on": pl.Date,
            "achieved_on": pl.Date,
        },
        orient="row",
    )


def traces(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def test_every_milestone_still_in_the_plan_and_every_row_has_a_line(rows):
    figure = deliverable_timeline(rows, milestones(), as_of=DAY)
    assert list(figure.layout.yaxis.categoryarray) == ["MS1", "MS2", "D2.1", "D1.2", "D1.1"]
    assert figure.layout.shapes[0].x0 == "2024-07-10"


def test_marks_stand_at_the_current_due_date_in_the_colour_of_what_hurts(rows):
    shown = traces(deliverable_timeline(rows, milestones(), as_of=DAY))
    assert (list(shown["Overdue"].x), list(shown["Overdue"].y)) == ([date(2024, 6, 30)], ["D2.1"])
    assert shown["Overdue"].marker.color == STATUS_COLOURS["overdue"]
    assert (list(shown["Submitted"].x), list(shown["Submitted"].y)) == ([date(2024, 5, 31)], ["D1.2"])
    assert shown["Not in public sources"].customdata[0][1] == "2018"
    assert "Revision requested" not in shown


def test_a_moved_due_date_leaves_a_dotted_way_and_a_ring(rows):
    figure = deliverable_timeline(rows, milestones(), as_of=DAY)
    assert list(figure.data[0].x) == [date(2024, 4, 30), date(2024, 5, 31), None]
    assert list(traces(figure)["Baseline due date"].y) == ["D2.1", "D1.2", "D1.1"]
    assert list(traces(figure)["Submitted on"].x) == [DAY, date(2024, 5, 15)]


def test_a_milestone_stands_at_its_due_date_and_a_tick_where_it_was_achieved(rows):
    figure = deliverable_timeline(rows, milestones(), as_of=DAY)
    star = traces(figure)["Milestone"]
    assert (list(star.y), list(star.x)) == (["MS1", "MS2"], [date(2024, 1, 31), date(2024, 6, 30)])
    assert list(star.marker.color) == [STATUS_COLOURS["achieved"], STATUS_COLOURS["overdue"]]
    tick = traces(figure)["Achieved on"]
    assert (list(tick.y), list(tick.x)) == (["MS1"], [date(2024, 2, 2)])


def test_nothing_to_show_is_an_empty_picture(rows):
    figure = deliverable_timeline(rows.clear(), milestones().clear(), as_of=DAY)
    assert all(not len(trace.x) for trace in figure.data)
