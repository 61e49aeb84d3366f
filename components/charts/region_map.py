"""Regions by how much of something they have, on outlines the browser fetches from this server."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.theme import CLASS_FILLS, EMPHASIS, QUIET, REGION_FILLS

# Degrees: the part of the world in which regions are drawn, without islands far out; and what is left around them.
WEST, SOUTH, EAST, NORTH = -12.0, 33.0, 46.0, 71.5
MARGIN = 1.5
LEAST_SPAN = 6.0
HEIGHT = 560
ASPECT = 1.0


def region_map(
    rows: pl.DataFrame, *, outlines: str, bounds: Sequence[float], chosen: str | None, said: Sequence[str]
) -> go.Figure:
    """Return a map of regions in four looks: no data, zero, some in classes, and out of scope.

    Columns of `rows`: region_code, value (null: no data), in_scope, latitude, longitude. `outlines` is the address of
    their outlines, `bounds` the least value of each class, `said` what is read at each region; `chosen` is outlined.
    """
    shown = rows.with_columns(said=pl.Series(said, dtype=pl.String), look=_look(bounds))
    figure = laid_out(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        showlegend=False,
        uirevision="regions",
        geo=_view(shown.filter("in_scope")),
    )
    for look, fill in REGION_FILLS.items():
        _regions(figure, shown.filter(pl.col("look") == look), outlines, fill, wide=look == "zero")
    for place in range(len(bounds)):
        _regions(figure, shown.filter(pl.col("look") == str(place)), outlines, class_fill(place, len(bounds)))
    unknown = shown.filter((pl.col("look") == "no data") & pl.col("latitude").is_not_null())
    if not unknown.is_empty():
        figure.add_scattergeo(
            lon=unknown["longitude"].round(2).to_list(),
            lat=unknown["latitude"].round(2).to_list(),
            mode="markers",
            marker={"symbol": "x-thin", "size": 6, "line": {"width": 1.2, "color": QUIET}},
            hoverinfo="skip",
        )
    if chosen is not None:
        _regions(figure, shown.filter(pl.col("region_code") == chosen), outlines, "rgba(0, 0, 0, 0)", edge=EMPHASIS)
    return figure


def class_fill(place: int, classes: int) -> str:
    """Return the fill of a class, the fuller the more: of one class the fullest."""
    return CLASS_FILLS[len(CLASS_FILLS) - classes + place]


def _look(bounds: Sequence[float]) -> pl.Expr:
    value = pl.col("value")
    look = pl.when(~pl.col("in_scope")).then(pl.lit("out of scope")).when(value.is_null()).then(pl.lit("no data"))
    look = look.when(value <= 0).then(pl.lit("zero"))
    for place in reversed(range(len(bounds))):
        look = look.when(value >= bounds[place]).then(pl.lit(str(place)))
    # Below the least bound by rounding only.
    return look.otherwise(pl.lit("0"))


def _regions(
    figure: go.Figure, rows: pl.DataFrame, outlines: str, fill: str, *, wide: bool = False, edge: str = QUIET
) -> None:
    if rows.is_empty():
        return
    is_chosen = edge != QUIET
    figure.add_choropleth(
        geojson=outlines,
        # Arrays: of lists Plotly looks at each value.
        locations=rows["region_code"].to_numpy(),
        z=np.ones(rows.height, dtype=np.int8),
        colorscale=[[0, fill], [1, fill]],
        showscale=False,
        marker={"line": {"width": 3 if is_chosen else 0.9 if wide else 0.4, "color": edge}},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        text=rows["said"].to_numpy(),
        hovertemplate="%{text}<extra></extra>",
        name=rows["look"][0],
    )


def _view(rows: pl.DataFrame) -> dict[str, object]:
    """Return the part of the map that holds the regions in scope."""
    inside = rows.filter(pl.col("longitude").is_between(WEST, EAST) & pl.col("latitude").is_between(SOUTH, NORTH))
    west, east, south, north = WEST, EAST, SOUTH, NORTH
    if not inside.is_empty():
        west, east = _span(inside["longitude"])
        south, north = _span(inside["latitude"])
    # Not narrower than high: the map keeps its proportions, in a frame that is wide on a desk and narrow on a phone.
    missing = ASPECT * (_mercator(north) - _mercator(south)) - (east - west)
    if missing > 0:
        west, east = round(west - missing / 2, 1), round(east + missing / 2, 1)
    return {
        "visible": False,
        "projection": {"type": "mercator"},
        "bgcolor": "rgba(0, 0, 0, 0)",
        "lonaxis": {"range": [west, east]},
        "lataxis": {"range": [south, north]},
    }


def _span(degrees: pl.Series) -> tuple[float, float]:
    least, most = float(degrees.min()), float(degrees.max())  # type: ignore[arg-type]  # degrees are numbers
    around = max(MARGIN, (LEAST_SPAN - (most - least)) / 2)
    return round(least - around, 1), round(most + around, 1)


def _mercator(latitude: float) -> float:
    """Return how far north a latitude is drawn, in degrees of longitude."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))
