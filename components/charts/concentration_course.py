"""How concentrated engagements are on countries, quarter by quarter or year by year."""

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.theme import SERIES
from components.words import number, plural, tr

SHARES = ("herfindahl", "herfindahl_normalised", "evenness", "gini")  # from 0 to 1


def concentration_course(rows: pl.DataFrame, *, measure: str, name: str) -> go.Figure:
    """Return a line of one measure over time, broken where it is not defined; the running period is a hollow mark.

    `rows` as engagement_concentration; `measure` one of its six measures, `name` what readers call it.
    """
    shown = rows.with_columns(said=pl.Series([_said(row[measure], row) for row in rows.iter_rows(named=True)]))
    days = [day.isoformat() for day in shown["period_starts_on"]]
    figure = laid_out(
        height=300,
        showlegend=False,
        margin={"l": 8, "r": 16, "t": 16, "b": 8},
        xaxis={"type": "date"},
        yaxis={"title": name, "rangemode": "tozero"} | ({"range": [0, 1.05]} if measure in SHARES else {}),
    )
    figure.add_scatter(
        x=days,
        y=shown[measure].to_list(),
        mode="lines+markers",
        connectgaps=False,
        line={"color": SERIES[0], "width": 2},
        marker={
            "size": 10,
            "color": SERIES[0],
            "symbol": ["circle-open" if running else "circle" for running in shown["is_running"]],
        },
        text=shown["said"].to_list(),
        hovertemplate="%{x|%b %Y}: %{text}<extra></extra>",
    )
    undefined = [day for day, value in zip(days, shown[measure], strict=True) if value is None]
    if undefined:
        figure.add_scatter(
            x=undefined,
            y=[0] * len(undefined),
            mode="text",
            text=["–"] * len(undefined),
            textposition="top center",
            hovertext=[tr("not defined")] * len(undefined),
            hovertemplate="%{x|%b %Y}: %{hovertext}<extra></extra>",
        )
    return figure


def _said(value: float | None, row: dict[str, int]) -> str:
    counted = plural("{n} engagement", "{n} engagements", row["counted"])
    return tr(
        "{value} (n = {n} countries, {counted})",
        value=tr("not defined") if value is None else number(value, 3),
        n=number(row["countries"]),
        counted=counted,
    )
