"""Organisations and what they do, as points on our own base map."""

import json
import math
from typing import Final

import polars as pl
import pydeck
from pydeck.bindings.json_tools import default_serialize

from components.labels import MAP_KIND, named
from components.theme import INK, KIND_COLOURS, LETTERING

# A small bare dot is a civil society organisation in contact with a partner, of which there are many; every other kind
# is a large mark with a letter: the kind can be read without seeing its colour.
SMALL_KINDS: Final = frozenset({"CSO in contact"})
KIND_LETTERS: Final = {
    "HEI": "H",
    "CSO": "C",
    "ENTERPRISE": "E",
    "SME": "M",
    "VET": "V",
    "RESEARCH": "R",
    "PUBLIC": "P",
    "SCHOOL": "S",
    "OTHER": "O",
}
SMALL_RADIUS, LARGE_RADIUS = 4.5, 9  # pixels

EUROPE: Final = (-11.0, 35.5, 32.0, 66.0)  # west, south, east, north
# The map is as wide as its column: a phone's, so that nothing to be seen at first is cut off there, and Streamlit's
# height.
FRAME_WIDTH, FRAME_HEIGHT, FRAME_MARGIN = 358, 500, 32  # pixels
FARTHEST_ZOOM, NEAREST_FIRST_ZOOM, NEAREST_ZOOM = 1.0, 5.5, 9.0  # the base map has no more detail to show beyond
WORLD_PIXELS = 512  # width of the world at zoom 0


class CompactDeck(pydeck.Deck):  # type: ignore[misc]  # pydeck has no types
    """A Deck whose JSON is not indented: indenting multiplies what is sent to the browser on every rerun."""

    def to_json(self) -> str:
        """Return the deck as JSON without blanks."""
        return json.dumps(self, sort_keys=True, default=default_serialize, separators=(",", ":"), ensure_ascii=False)


def points_map(points: pl.DataFrame, *, dark: bool) -> pydeck.Deck:
    """Return a map with one layer of marks per kind, fitted to the points; Europe when there are none.

    Columns of `points`: name, kind, place, country, latitude, longitude (degrees), note; place, country and note may be
    null. Rows without coordinates cannot be drawn: the page says how many there are.
    """
    placed = points.filter(pl.col("latitude").is_finite() & pl.col("longitude").is_finite())
    layers = []
    for kind in sorted(placed["kind"].unique(), key=_drawing_order):
        marks = _marks(placed.filter(pl.col("kind") == kind), kind)
        layers.append(_dots(kind, marks))
        if kind not in SMALL_KINDS:
            layers.append(_letters(kind, marks))
    return CompactDeck(
        layers=layers,
        map_style=f"app/static/map/{'dark' if dark else 'light'}.json",
        initial_view_state=_view(placed),
        tooltip={"text": "{text}"},
    )


def _drawing_order(kind: str) -> tuple[bool, str]:
    return kind not in SMALL_KINDS, kind


def _marks(points: pl.DataFrame, kind: str) -> list[dict[str, object]]:
    kind_name = named(MAP_KIND, kind)
    return [
        {
            "at": [round(longitude, 3), round(latitude, 3)],
            "text": "\n".join(filter(None, (name, kind_name, ", ".join(filter(None, (place, country))), note))),
        }
        for name, place, country, latitude, longitude, note in points.select(
            "name", "place", "country", "latitude", "longitude", "note"
        ).iter_rows()
    ]


def _dots(kind: str, marks: list[dict[str, object]]) -> pydeck.Layer:
    small = kind in SMALL_KINDS
    return pydeck.Layer(
        "ScatterplotLayer",
        marks,
        id=f"points-{kind}",
        get_position="at",
        get_fill_color=_rgb(_colour(kind)),
        get_radius=SMALL_RADIUS if small else LARGE_RADIUS,
        radius_units="'pixels'",
        stroked=True,
        get_line_color=_rgb(LETTERING),
        get_line_width=1 if small else 2,
        line_width_units="'pixels'",
        pickable=True,
    )


def _letters(kind: str, marks: list[dict[str, object]]) -> pydeck.Layer:
    colour = _colour(kind)
    return pydeck.Layer(
        "TextLayer",
        [{"at": mark["at"], "letter": KIND_LETTERS.get(kind, KIND_LETTERS["OTHER"])} for mark in marks],
        id=f"letters-{kind}",
        get_position="at",
        get_text="letter",
        get_color=_rgb(INK if _luminance(colour) > 0.18 else LETTERING),
        get_size=11,
        font_family="'Source Sans, sans-serif'",
        font_weight=700,
    )


def _colour(kind: str) -> str:
    return KIND_COLOURS.get(kind, KIND_COLOURS["OTHER"])


def _rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in _rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _view(points: pl.DataFrame) -> pydeck.ViewState:
    if points.is_empty():
        west, south, east, north = EUROPE
    else:
        west, south, east, north = points.select(
            pl.min("longitude").alias("west"),
            pl.min("latitude").alias("south"),
            pl.max("longitude").alias("east"),
            pl.max("latitude").alias("north"),
        ).row(0)
    bottom, top = _mercator(south), _mercator(north)
    spans = (((east - west) / 360, FRAME_WIDTH), (top - bottom, FRAME_HEIGHT))
    fits = [math.log2((pixels - 2 * FRAME_MARGIN) / (WORLD_PIXELS * span)) for span, pixels in spans if span > 0]
    return pydeck.ViewState(
        longitude=round((west + east) / 2, 3),
        latitude=round(_latitude((bottom + top) / 2), 3),
        zoom=round(max(FARTHEST_ZOOM, min([NEAREST_FIRST_ZOOM, *fits])), 2),
        min_zoom=FARTHEST_ZOOM,
        max_zoom=NEAREST_ZOOM,
    )


def _mercator(latitude: float) -> float:
    """Return how far north a latitude is on the Web Mercator map, as a part of the world's width; the equator is 0."""
    return math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)


def _latitude(mercator: float) -> float:
    return math.degrees(math.atan(math.sinh(2 * math.pi * mercator)))
