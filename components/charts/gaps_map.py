"""Regions or towns without a civil society organisation, as circles by how many people live there."""

import math
from typing import Final

import polars as pl
import pydeck

from components.charts.base_map import on_base_map, rgb
from components.charts.points_map import points_map
from components.theme import EMPHASIS, LETTERING

SMALLEST, LARGEST = 3.0, 18.0  # pixels of the radius
SEEN_THROUGH: Final = 130  # of 255: circles beneath others show


def gaps_map(gaps: pl.DataFrame, partners: pl.DataFrame, *, dark: bool) -> pydeck.Deck:
    """Return a map with a circle per gap, its area in proportion to its people, and the partners on top.

    Columns of `gaps`: text (what the mark says), latitude, longitude (degrees), population, null when not known: a
    small ring. `partners` as points_map.
    """
    most = max([1, *gaps["population"].drop_nulls()])
    circles: list[dict[str, object]] = [
        {
            "at": [round(longitude, 3), round(latitude, 3)],
            "radius": SMALLEST if people is None else round(max(SMALLEST, LARGEST * math.sqrt(people / most)), 1),
            "fill": [*rgb(EMPHASIS), 0 if people is None else SEEN_THROUGH],
            "line": rgb(EMPHASIS) if people is None else [*rgb(LETTERING), SEEN_THROUGH],
            "text": text,
        }
        for text, latitude, longitude, people in gaps.drop_nulls(["latitude", "longitude"])
        .select("text", "latitude", "longitude", "population")
        .iter_rows()
    ]
    layer = pydeck.Layer(
        "ScatterplotLayer",
        circles,
        id="gaps",
        get_position="at",
        get_radius="radius",
        radius_units="'pixels'",
        get_fill_color="fill",
        stroked=True,
        get_line_color="line",
        get_line_width=1,
        line_width_units="'pixels'",
        pickable=True,
    )
    seen = pl.concat([frame.select("latitude", "longitude").drop_nulls() for frame in (gaps, partners)])
    return on_base_map([layer, *points_map(partners, dark=dark).layers], seen, dark=dark)
