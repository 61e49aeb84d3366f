"""What all Plotly charts share: margins, legend above, quiet grid, no title (the page has it)."""

from typing import Any

import plotly.graph_objects as go


def laid_out(*, height: int, **layout: Any) -> go.Figure:
    """Return an empty figure of `height` pixels with the house layout; `layout` adds to it or replaces parts."""
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
