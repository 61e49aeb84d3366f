import polars as pl
import pytest

from components.gaps import gaps_drawn
from components.reach import pairs_said, reach_bars, reach_headlines, reach_map_said, reach_points


@pytest.fixture
def reached() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("a", "Aachen", "HEI", "Aachen", "DE", 50.8, 6.1, "coordinates", 3, 1_250_000),
            ("b", None, "CSO", "Lahti", "FI", 61.0, 25.7, "place name", 1, 5_000),
            ("c", "Nowhere", "HEI", None, None, None, None, None, None, None),
            (None, None, None, None, None, None, None, None, 4, 1_255_000),
        ],
        schema={
            "partner_id": pl.String,
            "partner": pl.String,
            "organisation_type": pl.String,
            "city": pl.String,
            "country": pl.String,
            "latitude": pl.Float64,
            "longitude": pl.Float64,
            "point_by": pl.String,
            "places": pl.Int64,
            "population": pl.Int64,
        },
        orient="row",
    )


def test_a_partner_without_a_point_reaches_nobody_knows_how_many(reached):
    assert reach_bars(reached).rows() == [
        ("Aachen", 1_250_000, "1,250,000 people"),
        ("not named in public sources", 5_000, "5,000 people (found by the name of its place)"),
        ("Nowhere", None, "no point on record"),
        ("All together", 1_255_000, "1,255,000 people"),
    ]
    assert [(figure.value, figure.note) for figure in reach_headlines(reached)] == [
        ("1.3M", "people in 4 places, each counted once"),
        ("67%", "2 of 3 partners have a point"),
    ]
    assert reach_map_said(reach_points(reached), 30) == (
        "Circles of 30 km; zoom in, or choose one partner, to see small ones. 1 partner has no point. "
        "H: Higher education institution · C: Civil society organisation"
    )


def test_where_no_partner_has_a_point_the_sum_is_not_zero_but_unknown(reached):
    without = reached.tail(2).with_columns(population=pl.lit(None, pl.Int64), places=pl.lit(None, pl.Int64))
    assert (reach_headlines(without)[0].value, reach_headlines(without)[0].note) == ("–", None)
    assert reach_bars(without)["said"].to_list() == ["no point on record", "no point on record"]


def test_a_gap_says_its_people_and_the_nearest_partner():
    rows = pl.DataFrame(
        [
            ("Milano", "IT", 45.5, 9.2, 2_634_615, "p", "Pontesereno", 204.6),
            ("Liège", "BE", 50.6, 5.6, None, None, None, None),
        ],
        schema=("title", "country", "latitude", "longitude", "population", "partner_id", "partner", "distance_km"),
        orient="row",
    )
    assert gaps_drawn(rows)["text"].to_list() == [
        "Milano\nItaly\n2,634,615 people\n205 km from Pontesereno",
        "Liège\nBelgium\npopulation not known",
    ]


def test_only_regions_that_work_within_themselves_are_said_to_be_missing_from_the_map():
    rows = pl.DataFrame([("a", "a"), ("a", "b")], schema=("region_code", "other_region_code"), orient="row")
    assert pairs_said(rows).endswith("1 region works within itself; it is in the table only.")
    assert "itself" not in pairs_said(rows.tail(1))
