"""Regions that work together, as arcs between them."""

from typing import Final

import polars as pl
import pydeck

from components.charts.base_map import on_base_map, rgb
from components.theme import EMPHASIS, SERIES

THIN, THICKEST = 1.5, 7.0  # pixels
TILT: Final = 12  # degrees: seen from above, an arc that stands upright is a straight line


def pairs_map(pairs: pl.DataFrame, *, dark: bool) -> pydeck.Deck:
    """Return a map with an arc per pair of two regions: thicker and in another colour when they share pilots.

    Columns of `pairs`: text (what the arc says), pilots, latitude, longitude, other_latitude, other_longitude
    (degrees). A region with itself is no arc but a dot, as every region of a pair is.
    """
    placed = pairs.drop_nulls(["latitude", "longitude", "other_latitude", "other_longitude"])
    arcs: list[dict[str, object]] = [
        {
            "from": [round(longitude, 3), round(latitude, 3)],
            "to": [round(other_longitude, 3), round(other_latitude, 3)],
            "width": min(THIN + 2 * pilots, THICKEST),
            "colour": rgb(EMPHASIS if pilots else SERIES[0]),
            "text": text,
        }
        for text, pilots, latitude, longitude, other_latitude, other_longitude in placed.sort("pilots")
        .select("text", "pilots", "latitude", "longitude", "other_latitude", "other_longitude")
        .iter_rows()
        if (latitude, longitude) != (other_latitude, other_longitude)
    ]
    ends = pl.concat(
        [
            placed.select("latitude", "longitude"),
            placed.select(latitude="other_latitude", longitude="other_longitude"),
        ]
    ).unique(maintain_order=True)
    layers = [
        pydeck.Layer(
            "ArcLayer",
            arcs,
            id="pairs",
            get_source_position="from",
            get_target_position="to",
            get_source_color="colour",
            get_target_color="colour",
            get_width="width",
            get_tilt=TILT,
            width_units="'pixels'",
            pickable=True,
        ),
        pydeck.Layer(
            "ScatterplotLayer",
            [
                {"at": [round(longitude, 3), round(latitude, 3)]}
                for latitude, longitude in ends.select("latitude", "longitude").iter_rows()
            ],
            id="ends",
            get_position="at",
            get_radius=4,
            radius_units="'pixels'",
            get_fill_color=rgb(SERIES[0]),
        ),
    ]
    return on_base_map(layers, ends, dark=dark)
