"""What all Plotly charts share: margins, legend above, quiet grid, no title (the page has it)."""

from datetime import date
from typing import Any

import plotly.graph_objects as go

from components.theme import EMPHASIS
from components.words import day


def laid_out(*, height: int, **layout: Any) -> go.Figure:
    """Return an empty figure of `height` pixels with the house layout; `layout` adds to it or replaces parts.

    What is known of lines and texts beforehand is best told here, as `shapes` and `annotations`: added to a figure one
    by one, each has Plotly look at all that are there.
    """
    house: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 40, "b": 8},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "xanchor": "left", "x": 0, "title": None},
        "xaxis": {"automargin": True, "title": None, **layout.pop("xaxis", {})},
        "yaxis": {"automargin": True, "title": None, **layout.pop("yaxis", {})},
        "hoverlabel": {"align": "left"},
        "dragmode": False,
    }
    return go.Figure(layout=house | layout)


def upright(at: float | str, line: dict[str, Any]) -> dict[str, Any]:
    """Return a line over the whole height of a chart `at` a place of its x-axis, as a shape of its layout."""
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "y domain", "line": line}


def line_of_the_day(as_of: date, *, said_on_the: str) -> dict[str, Any]:
    """Return the line of the day `as_of` on an axis of time and its date beside it ("left", "right"), for a layout."""
    at = as_of.isoformat()
    said = {
        "x": at,
        "y": 0,
        "yref": "paper",
        "xanchor": "right" if said_on_the == "left" else "left",
        "yanchor": "bottom",
        "showarrow": False,
        "text": day(as_of),
        "font": {"color": EMPHASIS},
    }
    return {"shapes": [upright(at, {"color": EMPHASIS, "width": 1.5})], "annotations": [said]}


def plain(text: str) -> str:
    """Return text of the store so that Plotly takes nothing in it for markup, nor for a place in a hover text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("%{", "&#37;{")
