"""How much of what may be expected to be known is on record, line by line."""

from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.theme import CLOCK_COLOURS, QUIET
from components.words import number, percent, tr

ROW_HEIGHT = 30
LABEL_WIDTH = 22  # letters: leaves a phone room for the bars
BAR = 0.5


def completeness(rows: pl.DataFrame) -> go.Figure:
    """Return one small bar per line on a track that stands for all there could be, with share and n behind its end.

    `rows`: line (what it is called), known and total (how many there could be; above 0), in the order of the lines.
    """
    names = ["<br>".join(map(plain, wrap(line, LABEL_WIDTH))) for line in rows["line"]]
    shares = [known / total for known, total in rows.select("known", "total").iter_rows()]
    said = [
        tr("{share}, n = {n}", share=percent(known, total), n=number(total))
        for known, total in rows.select("known", "total").iter_rows()
    ]
    figure = laid_out(
        height=60 + ROW_HEIGHT * max(len(names), 2),
        barmode="overlay",
        showlegend=False,
        # Room behind the end for share and n.
        xaxis={"range": [0, 1.5], "tickvals": [0, 0.5, 1], "tickformat": ".0%", "side": "top", "showgrid": False},
        yaxis={"type": "category", "autorange": "reversed", "showgrid": False},
    )
    figure.add_bar(
        x=[1] * len(names),
        y=names,
        orientation="h",
        width=BAR,
        marker={"color": QUIET, "opacity": 0.25, "line": {"width": 0}},
        text=said,
        textposition="outside",
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.add_bar(
        x=shares,
        y=names,
        orientation="h",
        width=BAR,
        marker={"color": CLOCK_COLOURS["current"], "line": {"width": 0}},
        customdata=[
            tr("{n} of {total} known", n=number(known), total=number(total))
            for known, total in rows.select("known", "total").iter_rows()
        ],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
    )
    return figure
