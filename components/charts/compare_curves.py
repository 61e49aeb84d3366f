"""How much of its plan each of a few consortia had due and had delivered, by months since its start."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.theme import SERIES
from components.words import number, tr

# Told apart without colour: each consortium has its own mark at the end of its line.
END_MARKS = ("circle", "square", "triangle-up", "diamond")


def compare_curves(rows: pl.DataFrame, *, consortia: Sequence[str]) -> go.Figure:
    """Return two step lines per consortium: dotted what was due by the current plan, full what was delivered.

    `rows` as compare_curves; `consortia` are their ids in the order of colours and marks, also those without rows.
    Both are shares of the deliverables in the plan, from 0 at the start. What nothing is known of is left out.
    """
    figure = laid_out(
        height=420,
        showlegend=True,
        xaxis={"title": tr("Months since the start"), "rangemode": "tozero"},
        yaxis={"title": tr("Share of the plan"), "tickformat": ".0%", "range": [0, 1.04]},
    )
    for place, consortium in enumerate(consortia):
        own = rows.filter(consortium_id=consortium)
        if own.is_empty():
            continue
        acronym = plain(own["acronym"][0])
        colour = SERIES[place % len(SERIES)]
        due = own.filter(pl.col("due_share").is_not_null())
        if due.height:
            figure.add_scatter(
                x=due["months"].to_list(),
                y=due["due_share"].to_list(),
                mode="lines",
                name=tr("{acronym}, due", acronym=acronym),
                line={"shape": "hv", "color": colour, "dash": "dot", "width": 2},
                text=_said(due, "due_share"),
                hovertemplate="%{text}<extra>%{fullData.name}</extra>",
            )
        delivered = own.filter(pl.col("delivered_share").is_not_null())
        if delivered.height:
            figure.add_scatter(
                x=delivered["months"].to_list(),
                y=delivered["delivered_share"].to_list(),
                mode="lines+markers",
                name=tr("{acronym}, delivered", acronym=acronym),
                line={"shape": "hv", "color": colour, "width": 3},
                marker={
                    "symbol": END_MARKS[place % len(END_MARKS)],
                    "size": [0] * (delivered.height - 1) + [12],
                    "color": colour,
                    "opacity": 1,
                },
                text=_said(delivered, "delivered_share"),
                hovertemplate="%{text}<extra>%{fullData.name}</extra>",
            )
    return figure


def _said(rows: pl.DataFrame, share: str) -> list[str]:
    return [
        tr("month {month}: {n} of {total}", month=number(months, 1), n=number(round(part * n)), total=number(n))
        for months, part, n in rows.select("months", share, "in_count").iter_rows()
    ]
