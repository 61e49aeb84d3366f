"""Shares of a few consortia on one axis, each with what it is out of."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.theme import SERIES

BAR_HEIGHT = 22  # pixels
# Told apart without colour by their hatching.
PATTERNS = ("", "/", ".", "x")
ROOM = 1.75  # room to the right of a full bar for what stands beside it


def compare_shares(rows: pl.DataFrame, *, consortia: Sequence[str]) -> go.Figure:
    """Return one group of bars per measure with a bar per consortium, all from 0 to 1.

    Columns of `rows`: consortium_id, name (of the consortium), measure (its name); share, null when not defined or not
    known (no bar then, only the words); said, the words beside the bar. `consortia` are ids in the order of colours.
    """
    measures = rows["measure"].unique(maintain_order=True).to_list()
    figure = laid_out(
        height=90 + BAR_HEIGHT * max(rows.height, 1) + 14 * len(measures),
        showlegend=True,
        barmode="group",
        bargap=0.25,
        xaxis={"visible": False, "range": [0, ROOM]},
        yaxis={"type": "category", "categoryorder": "array", "categoryarray": measures, "autorange": "reversed"},
    )
    for place, consortium in enumerate(consortia):
        own = rows.filter(consortium_id=consortium)
        if own.is_empty():
            continue
        figure.add_bar(
            x=own["share"].fill_null(0).to_list(),
            y=own["measure"].to_list(),
            orientation="h",
            name=plain(own["name"][0]),
            text=own["said"].to_list(),
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": SERIES[place % len(SERIES)],
                "pattern": {"shape": PATTERNS[place % len(PATTERNS)], "solidity": 0.25},
            },
            hovertemplate="%{y}: %{text}<extra>%{fullData.name}</extra>",
        )
    return figure
