import json
from typing import Any

import polars as pl
import pytest

from components.charts.reach_map import KM_PER_DEGREE, reach_map
from tests.components.charts.test_points_map import SCHEMA, pixels

KM = 100


@pytest.fixture
def partners() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("South", "HEI", None, None, 50.0, 10.0, None),
            ("North", "CSO", None, None, 60.0, 10.0, None),
            ("Nowhere", "HEI", None, None, None, None, None),
        ],
        schema=SCHEMA,
        orient="row",
    )


def drawn(partners: pl.DataFrame, km: int = KM) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(reach_map(partners, km=km, dark=False).to_json())
    return sent


def test_each_partner_with_a_point_has_a_circle_of_the_distance(partners):
    circles, *marks = drawn(partners)["layers"]
    assert (circles["getRadius"], circles["radiusUnits"]) == (100_000, "meters")
    assert circles["data"] == [{"at": [10.0, 50.0]}, {"at": [10.0, 60.0]}]
    assert [layer["id"] for layer in marks] == ["points-CSO", "letters-CSO", "points-HEI", "letters-HEI"]


def test_no_circle_is_cut_off(partners):
    view = drawn(partners)["initialViewState"]
    above = pixels(view, 10.0, 60.0 + KM / KM_PER_DEGREE)[1]
    below = pixels(view, 10.0, 50.0 - KM / KM_PER_DEGREE)[1]
    assert above == pytest.approx(500 / 2 - 32, abs=2)
    assert below == pytest.approx(32 - 500 / 2, abs=2)
    assert drawn(partners, km=5)["initialViewState"]["zoom"] > view["zoom"]


def test_no_partner_is_a_map_of_europe(partners):
    assert drawn(partners.clear())["layers"][0]["data"] == []
    assert drawn(partners.clear())["initialViewState"]["longitude"] == 10.5
