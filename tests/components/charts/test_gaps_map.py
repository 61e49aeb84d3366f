import json
from typing import Any

import polars as pl
import pytest

from components.charts.gaps_map import LARGEST, SEEN_THROUGH, SMALLEST, gaps_map
from components.charts.points_map import points_map
from components.theme import EMPHASIS
from tests.components.charts.test_points_map import SCHEMA, rgb

GAPS = {"text": pl.String, "latitude": pl.Float64, "longitude": pl.Float64, "population": pl.Int64}


@pytest.fixture
def gaps() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("Milano", 45.46421, 9.18998, 400_000),
            ("Pavia", 45.19, 9.16, 100_000),
            ("Hamlet", 45.0, 9.0, 10),
            ("Not counted", 44.0, 8.0, None),
            ("Nowhere", None, None, 900_000),
        ],
        schema=GAPS,
        orient="row",
    )


@pytest.fixture
def partners() -> pl.DataFrame:
    return pl.DataFrame(
        [("Univerzita", "HEI", None, None, 60.0, 20.0, None)], schema=SCHEMA, orient="row"
    )  # fmt: skip


def drawn(gaps: pl.DataFrame, partners: pl.DataFrame, *, dark: bool = False) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(gaps_map(gaps, partners, dark=dark).to_json())
    return sent


def test_the_area_of_a_circle_is_in_proportion_to_its_people(gaps, partners):
    circles = drawn(gaps.head(4), partners)["layers"][0]["data"]
    assert [circle["radius"] for circle in circles] == [LARGEST, LARGEST / 2, SMALLEST, SMALLEST]
    assert circles[0]["at"] == [9.19, 45.464]
    assert circles[0]["text"] == "Milano"


def test_what_is_not_counted_is_a_ring(gaps, partners):
    *_, hamlet, ring = drawn(gaps.head(4), partners)["layers"][0]["data"]
    assert (hamlet["fill"], ring["fill"]) == ([*rgb(EMPHASIS), SEEN_THROUGH], [*rgb(EMPHASIS), 0])
    assert ring["line"] == rgb(EMPHASIS) != hamlet["line"]


def test_what_has_no_point_is_not_drawn(gaps, partners):
    assert len(drawn(gaps, partners)["layers"][0]["data"]) == 4


def test_partners_stand_on_top_and_everything_is_in_view(gaps, partners):
    map_ = drawn(gaps, partners)
    assert [layer["id"] for layer in map_["layers"]] == ["gaps", "points-HEI", "letters-HEI"]
    both = pl.concat([gaps.select("latitude", "longitude"), partners.select("latitude", "longitude")]).drop_nulls()
    seen = both.with_columns(name=pl.lit("x"), kind=pl.lit("HEI")).match_to_schema(
        pl.Schema(SCHEMA), missing_columns="insert"
    )
    assert map_["initialViewState"] == json.loads(points_map(seen, dark=False).to_json())["initialViewState"]


def test_no_gap_is_a_map_of_europe_in_either_theme(gaps, partners):
    empty = drawn(gaps.clear(), partners.clear(), dark=True)
    assert empty["layers"][0]["data"] == []
    assert empty["initialViewState"]["longitude"] == 10.5
    assert empty["mapStyle"] == "app/static/map/dark.json"
