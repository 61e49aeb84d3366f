import polars as pl
import pytest

from components.charts.cso_distance import cso_distance

SCHEMA = {"partner_id": pl.String, "partner": pl.String, "cso": pl.String, "distance_km": pl.Float64}


@pytest.fixture
def rows() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("z", "Almhult", "Ponte", 0.0),
            ("z", "Almhult", "Zelené mesto", 10.0),
            ("z", "Almhult", "Story House", 1_250.4),
            ("z", "Almhult", "Nowhere", None),
            ("a", "University of the Low Countries", None, 7.0),
            ("n", "Without points", "Lost", None),
        ],
        schema=SCHEMA,
        orient="row",
    )


def test_partners_keep_their_order_and_say_how_many_can_be_measured(rows):
    axis = cso_distance(rows).layout.yaxis
    assert list(axis.tickvals) == list(axis.categoryarray) == ["z", "a", "n"]
    assert axis.autorange == "reversed"
    assert list(axis.ticktext) == [
        "Almhult<br>n = 3 of 4",
        "University of the<br>Low Countries<br>n = 1",
        "Without points<br>n = 0 of 1",
    ]


def test_each_cso_is_a_dot_and_each_partner_has_its_median(rows):
    dots, _, median = cso_distance(rows).data
    assert list(zip(dots.y, dots.x, dots.text, strict=True)) == [
        ("z", 0.0, "Ponte: 0 km"),
        ("z", 10.0, "Zelené mesto: 10 km"),
        ("z", 1_250.4, "Story House: 1,250 km"),
        ("a", 7.0, "not named in public sources: 7 km"),
    ]
    assert list(zip(median.y, median.x, median.text, strict=True)) == [
        ("z", 10.0, "Median: 10 km"),
        ("a", 7.0, "Median: 7 km"),
    ]
    assert median.name == "Median"


def test_nothing_to_show_is_an_empty_picture(rows):
    dots, _, median = cso_distance(rows.clear()).data
    assert (list(dots.x), list(median.x)) == ([], [])
