"""What all maps of points share: our own base map, the part of it that is seen first, and little to send."""

import json
import math
from collections.abc import Sequence
from typing import Final

import polars as pl
import pydeck
from pydeck.bindings.json_tools import default_serialize

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


def on_base_map(layers: Sequence[pydeck.Layer], points: pl.DataFrame, *, dark: bool) -> pydeck.Deck:
    """Return the layers on the base map, fitted to `points` (latitude, longitude, degrees); Europe without points.

    The tooltip is the `text` of a mark.
    """
    return CompactDeck(
        layers=list(layers),
        map_style=f"app/static/map/{'dark' if dark else 'light'}.json",
        initial_view_state=_view(points),
        tooltip={"text": "{text}"},
    )


def rgb(colour: str) -> list[int]:
    """Return red, green and blue, 0 to 255, of a colour like "#2f74c0"."""
    return list(bytes.fromhex(colour.removeprefix("#")))


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
