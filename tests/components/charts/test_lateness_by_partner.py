import polars as pl
import pytest

from components.charts.lateness_by_partner import INVISIBLE, lateness_by_partner
from components.theme import QUIET

SCHEMA = {"lead": pl.String, "code": pl.String, "title": pl.String, "days": pl.Int64, "is_so_far": pl.Boolean}


@pytest.fixture
def rows() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("Almhult", "D1", "Study", -3, False),
            ("Almhult", "D2", "Film", 0, False),
            ("Almhult", "D3", "Website", 1, False),
            ("Almhult", "D4", "Guide", 10, False),
            ("Almhult", "D5", "Course", 12, False),
            ("Almhult", "D6", "Report", 40, True),
            ("University of the Low Countries", "D7", "Data", 5, False),
            (None, "D8", "Plan", 2, True),
        ],
        schema=SCHEMA,
        orient="row",
    )


def test_partners_keep_their_order_with_the_number_of_marks(rows):
    axis = lateness_by_partner(rows).layout.yaxis
    assert list(axis.categoryarray) == [
        "Almhult<br>n = 6",
        "University of the<br>Low Countries<br>n = 1",
        "no lead on record<br>n = 1",
    ]
    assert axis.autorange == "reversed"


def test_a_box_stands_only_where_there_are_enough_marks(rows):
    boxes = [trace for trace in lateness_by_partner(rows).data if trace.type == "box"]
    assert [(box.line.color, list(box.x)) for box in boxes] == [(QUIET, [-3, 0, 1, 10, 12]), (INVISIBLE, [5])]
    assert [box.boxpoints for box in boxes] == ["all", "all"]
    assert list(boxes[0].text) == [
        "D1 Study<br>3 days early",
        "D2 Film<br>on the due date",
        "D3 Website<br>1 day late",
        "D4 Guide<br>10 days late",
        "D5 Course<br>12 days late",
    ]


def test_what_is_still_open_is_marked_so_far_and_in_no_box(rows):
    (open_ones,) = [trace for trace in lateness_by_partner(rows).data if trace.name == "Still open: so far"]
    assert (list(open_ones.x), open_ones.marker.symbol) == ([40, 2], "diamond-open")


def test_nothing_to_show_is_an_empty_picture(rows):
    assert all(not len(trace.y) or trace.y == (None,) for trace in lateness_by_partner(rows.clear()).data)
