"""Where organisations stand close together: squares of the screen that gather them when far out."""

import polars as pl
import pydeck

from components.charts.base_map import on_base_map, rgb
from components.theme import SERIES

CELL_PIXELS = 28


def density_map(points: pl.DataFrame, *, dark: bool) -> pydeck.Deck:
    """Return a map of squares, the fuller the more points of `points` (latitude, longitude, degrees) stand in them.

    A square is as large on the screen at every zoom: far out it gathers many, near it parts them.
    """
    placed = points.drop_nulls(["latitude", "longitude"])
    marks = [
        [round(longitude, 3), round(latitude, 3)]
        for longitude, latitude in placed.select("longitude", "latitude").iter_rows()
    ]
    shades = [[*rgb(SERIES[1]), strength] for strength in (70, 120, 170, 220, 255)]
    layer = pydeck.Layer(
        "ScreenGridLayer",
        marks,
        id="density",
        get_position="-",
        cell_size_pixels=CELL_PIXELS,
        color_range=shades,
    )
    return on_base_map([layer], placed, dark=dark)
