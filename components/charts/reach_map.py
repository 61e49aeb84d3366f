"""How far partners reach: circles around them."""

import math
from typing import Final

import polars as pl
import pydeck

from components.charts.base_map import on_base_map, rgb
from components.charts.points_map import points_map
from components.theme import SERIES

KM_PER_DEGREE: Final = math.radians(1) * 6371.0088
SEEN_THROUGH: Final = 60  # of 255


def reach_map(partners: pl.DataFrame, *, km: int, dark: bool) -> pydeck.Deck:
    """Return a map with a circle of `km` around each partner, the partners on top, and all circles in view.

    `partners` as points_map; those without coordinates cannot be drawn: the page says how many there are.
    """
    placed = partners.drop_nulls(["latitude", "longitude"])
    layer = pydeck.Layer(
        "ScatterplotLayer",
        [
            {"at": [round(longitude, 3), round(latitude, 3)]}
            for latitude, longitude in placed.select("latitude", "longitude").iter_rows()
        ],
        id="reach",
        get_position="at",
        get_radius=km * 1000,
        radius_units="'meters'",
        get_fill_color=[*rgb(SERIES[0]), SEEN_THROUGH],
        stroked=True,
        get_line_color=rgb(SERIES[0]),
        get_line_width=1.5,
        line_width_units="'pixels'",
    )
    north = pl.lit(km / KM_PER_DEGREE)
    east = north / pl.col("latitude").radians().cos()
    seen = pl.concat(
        [placed.select(pl.col("latitude") + side * north, pl.col("longitude") + side * east) for side in (-1, 1)]
    )
    return on_base_map([layer, *points_map(partners, dark=dark).layers], seen, dark=dark)
