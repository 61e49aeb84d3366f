import json

import polars as pl

from components.charts.density_map import density_map


def test_places_are_gathered_and_those_without_one_left_out():
    points = pl.DataFrame({"latitude": [51.0, None, 50.0], "longitude": [4.0, 5.0, None]})
    layer = json.loads(density_map(points, dark=False).to_json())["layers"][0]
    assert layer["@@type"] == "ScreenGridLayer"
    assert layer["data"] == [[4.0, 51.0]]


def test_no_place_is_an_empty_map():
    points = pl.DataFrame(schema={"latitude": pl.Float64, "longitude": pl.Float64})
    assert json.loads(density_map(points, dark=True).to_json())["layers"][0]["data"] == []
