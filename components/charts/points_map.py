"""Organisations and what they do, as points on our own base map."""

from typing import Final

import polars as pl
import pydeck

from components.charts.base_map import on_base_map, rgb
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
    "pilot": "L",
}
SMALL_RADIUS, LARGE_RADIUS = 4.5, 9  # pixels


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
    return on_base_map(layers, placed, dark=dark)


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
        get_fill_color=rgb(_colour(kind)),
        get_radius=SMALL_RADIUS if small else LARGE_RADIUS,
        radius_units="'pixels'",
        stroked=True,
        get_line_color=rgb(LETTERING),
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
        get_color=rgb(INK if _luminance(colour) > 0.18 else LETTERING),
        get_size=11,
        font_family="'Source Sans, sans-serif'",
        font_weight=700,
    )


def _colour(kind: str) -> str:
    return KIND_COLOURS.get(kind, KIND_COLOURS["OTHER"])


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2, 0 to 1."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
