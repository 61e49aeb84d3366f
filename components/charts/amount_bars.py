"""Amounts by part, as horizontal bars with what they say beside them."""

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.theme import SERIES

ROW_HEIGHT = 34
# Room to the right of the longest bar for what stands beside it.
ROOM = 1.6


def amount_bars(rows: pl.DataFrame) -> go.Figure:
    """Return one bar per row, in the order of the rows.

    Columns of `rows`: name; amount, null when not known (no bar then, only the words); said, the words beside the bar.
    """
    amounts: list[float] = rows["amount"].fill_null(0).to_list()
    figure = laid_out(
        height=24 + ROW_HEIGHT * max(rows.height, 1),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        bargap=0.35,
        xaxis={"visible": False, "range": [0, ROOM * max([1, *amounts])]},
        yaxis={"type": "category", "autorange": "reversed"},
    )
    figure.add_bar(
        x=amounts,
        y=rows["name"].to_list(),
        orientation="h",
        text=rows["said"].to_list(),
        textposition="outside",
        cliponaxis=False,
        marker={"color": SERIES[0]},
        hovertemplate="%{text}<extra>%{y}</extra>",
    )
    return figure
