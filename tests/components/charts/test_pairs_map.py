import json
from typing import Any

import polars as pl
import pytest

from components.charts.pairs_map import THICKEST, THIN, pairs_map
from components.theme import EMPHASIS, SERIES
from tests.components.charts.test_points_map import rgb

COLUMNS = ("text", "pilots", "latitude", "longitude", "other_latitude", "other_longitude")


@pytest.fixture
def pairs() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("a – b", 9, 50.0, 4.0, 60.0, 20.0),
            ("a – c", 1, 50.0, 4.0, 41.0, -8.0),
            ("a – a", 2, 50.0, 4.0, 50.0, 4.0),
            ("b – c", 0, 60.0, 20.0, 41.0, -8.0),
            ("a – d", 3, 50.0, 4.0, None, None),
        ],
        schema=COLUMNS,
        orient="row",
    )


def layers(pairs: pl.DataFrame) -> dict[str, dict[str, Any]]:
    sent = json.loads(pairs_map(pairs, dark=False).to_json())
    return {layer["id"]: layer for layer in sent["layers"]}


def test_pairs_that_share_pilots_are_thicker_and_drawn_last(pairs):
    arcs = layers(pairs)["pairs"]["data"]
    assert [(arc["text"], arc["width"], arc["colour"]) for arc in arcs] == [
        ("b – c", THIN, rgb(SERIES[0])),
        ("a – c", THIN + 2, rgb(EMPHASIS)),
        ("a – b", THICKEST, rgb(EMPHASIS)),
    ]
    assert (arcs[0]["from"], arcs[0]["to"]) == ([20.0, 60.0], [-8.0, 41.0])


def test_every_region_that_can_be_placed_is_one_dot(pairs):
    assert [dot["at"] for dot in layers(pairs)["ends"]["data"]] == [[4.0, 50.0], [20.0, 60.0], [-8.0, 41.0]]


def test_no_pair_is_an_empty_map(pairs):
    assert [layer["data"] for layer in layers(pairs.clear()).values()] == [[], []]
