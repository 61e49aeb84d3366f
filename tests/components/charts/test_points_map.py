import json
import math
from typing import Any

import polars as pl
import pytest

from components.charts.points_map import KIND_LETTERS, SMALL_KINDS, points_map
from components.labels import MAP_KIND
from components.theme import INK, KIND_COLOURS, LETTERING

SCHEMA = {
    "name": pl.String,
    "kind": pl.String,
    "place": pl.String,
    "country": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "note": pl.String,
}
# What a phone shows of the map: pixels, and what is kept free on each side.
WIDTH, HEIGHT, MARGIN = 358, 500, 32


@pytest.fixture
def points() -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("Univerzita", "HEI", "Brussels", "Belgium", 50.85045, 4.34878, None),
            ("Zelené mesto", "CSO in contact", None, "Finland", 60.98, 25.66, "since 2024"),
            ("Ponte", "CSO in contact", "Maia", None, 41.23, -8.62, None),
            ("Somewhere", "HEI", "Atlantis", None, None, 3.0, None),
            ("Nowhere", "PUBLIC", None, None, None, None, None),
            ("Not a number", "SME", None, None, math.nan, 4.0, None),
        ],
        schema=SCHEMA,
        orient="row",
    )


def drawn(points: pl.DataFrame, *, dark: bool = False) -> dict[str, Any]:
    sent: dict[str, Any] = json.loads(points_map(points, dark=dark).to_json())
    return sent


def layers(points: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {layer["id"]: layer for layer in drawn(points)["layers"]}


def rgb(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def pixels(view: dict[str, float], longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place is on the screen, from the middle of the map: Web Mercator on tiles of 512 pixels."""
    world = 512 * 2 ** view["zoom"]

    def down(latitude: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)

    return (longitude - view["longitude"]) / 360 * world, (down(latitude) - down(view["latitude"])) * world


def test_several_points_fill_a_phone_and_none_is_cut_off(points):
    view = drawn(points)["initialViewState"]
    assert view == {"latitude": 52.186, "longitude": 8.52, "zoom": 2.59, "minZoom": 1.0, "maxZoom": 9.0}
    across = [pixels(view, row["longitude"], row["latitude"]) for row in points.head(3).to_dicts()]
    assert max(abs(x) for x, _ in across) == pytest.approx(WIDTH / 2 - MARGIN, abs=1)
    assert max(abs(y) for _, y in across) < HEIGHT / 2 - MARGIN


def test_points_far_apart_from_north_to_south_are_fitted_to_the_height():
    column = pl.DataFrame(
        {"name": ["N", "S"], "kind": "CSO in contact", "latitude": [65.0, 36.0], "longitude": [20.0, 21.0]}
    )
    view = drawn(column.match_to_schema(pl.Schema(SCHEMA), missing_columns="insert"))["initialViewState"]
    assert pixels(view, 20.0, 65.0)[1] == pytest.approx(HEIGHT / 2 - MARGIN, abs=2)
    assert pixels(view, 21.0, 36.0)[1] == pytest.approx(MARGIN - HEIGHT / 2, abs=2)


def test_points_of_the_whole_world_are_seen_no_farther_away_than_it_is_drawn():
    ends = pl.DataFrame(
        {"name": ["E", "W"], "kind": "CSO in contact", "latitude": [0.0, 0.0], "longitude": [-179.0, 179.0]}
    )
    view = drawn(ends.match_to_schema(pl.Schema(SCHEMA), missing_columns="insert"))["initialViewState"]
    assert (view["longitude"], view["latitude"], view["zoom"]) == (0.0, 0.0, 1.0)


def test_one_point_is_seen_from_as_near_as_the_map_has_detail(points):
    assert drawn(points.head(1))["initialViewState"] == {
        "latitude": 50.85,
        "longitude": 4.349,
        "zoom": 5.5,
        "minZoom": 1.0,
        "maxZoom": 9.0,
    }


@pytest.mark.parametrize("dark", [False, True])
def test_no_point_is_a_map_of_europe_without_layers(points, dark):
    empty = drawn(points.clear(), dark=dark)
    assert empty["layers"] == []
    assert empty["initialViewState"] == {
        "latitude": 53.385,
        "longitude": 10.5,
        "zoom": 2.27,
        "minZoom": 1.0,
        "maxZoom": 9.0,
    }
    assert empty["mapStyle"] == f"app/static/map/{'dark' if dark else 'light'}.json"


def test_every_kind_is_one_layer_of_marks_with_the_large_ones_on_top(points):
    assert list(layers(points)) == ["points-CSO in contact", "points-HEI", "letters-HEI"]
    small, large, letters = layers(points).values()
    assert (small["getRadius"], large["getRadius"]) == (4.5, 9)
    assert [mark["letter"] for mark in letters["data"]] == ["H"]


def test_rows_without_coordinates_are_left_out_and_the_rest_say_what_they_are(points):
    assert layers(points)["points-HEI"]["data"] == [
        {"at": [4.349, 50.85], "text": "Univerzita\nHigher education institution\nBrussels, Belgium"}
    ]
    assert [mark["text"] for mark in layers(points)["points-CSO in contact"]["data"]] == [
        "Zelené mesto\nCivil society organisation in contact\nFinland\nsince 2024",
        "Ponte\nCivil society organisation in contact\nMaia",
    ]


@pytest.mark.parametrize("kind", MAP_KIND)
def test_a_kind_has_its_colour_of_the_theme_and_can_be_told_without_it(points, kind):
    found = layers(points.head(1).with_columns(kind=pl.lit(kind)))
    assert found[f"points-{kind}"]["getFillColor"] == rgb(KIND_COLOURS[kind])
    assert found[f"points-{kind}"]["getLineColor"] == rgb(LETTERING)
    assert (f"letters-{kind}" in found) == (kind not in SMALL_KINDS) == (kind in KIND_LETTERS)
    assert len(set(KIND_LETTERS.values())) == len(KIND_LETTERS)


def luminance(colour: list[int]) -> float:
    """The relative luminance of WCAG 2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("kind", KIND_LETTERS)
def test_a_letter_can_be_read_on_its_mark(points, kind):
    found = layers(points.head(1).with_columns(kind=pl.lit(kind)))
    letter = found[f"letters-{kind}"]["getColor"]
    assert letter in (rgb(INK), rgb(LETTERING))
    darker, lighter = sorted([luminance(letter), luminance(found[f"points-{kind}"]["getFillColor"])])
    assert (lighter + 0.05) / (darker + 0.05) >= 4


def test_a_kind_unknown_to_the_theme_is_drawn_as_another_organisation(points):
    found = layers(points.head(1).with_columns(kind=pl.lit("GUILD")))
    assert found["points-GUILD"]["getFillColor"] == rgb(KIND_COLOURS["OTHER"])
    assert found["letters-GUILD"]["data"][0]["letter"] == "O"
    assert found["points-GUILD"]["data"][0]["text"].splitlines()[1] == "GUILD"


def test_what_is_sent_to_the_browser_is_compact_and_names_no_address(points):
    sent = points_map(points, dark=False).to_json()
    assert "\n" not in sent
    assert '": ' not in sent
    assert ', "' not in sent
    assert "Zelené" in sent
    assert "://" not in sent
