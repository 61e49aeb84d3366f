"""Critical risks by likelihood and severity."""

from textwrap import shorten, wrap
from typing import Any

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.labels import RISK_LEVEL, named
from components.theme import AMOUNT_SCALE, INK, LETTERING, marked_status
from components.words import number, tr

ROW_HEIGHT = 92
LINE, LINES = 14, 3  # of numbers in a cell: letters and lines, as many as a phone has room for
LONGEST_HOVER = 60
# How deep a cell is coloured, by level; letters stay readable on the deepest.
DEPTHS = {"low": 0.0, "medium": 0.25, "high": 0.5}


def risk_matrix(rows: pl.DataFrame, levels: pl.DataFrame, *, dark: bool) -> go.Figure:
    """Return a grid of likelihood (upwards) and severity (to the right) with the risks of each cell.

    `rows` as risk_list: code, description, likelihood, severity, status; `levels` as level_list: likelihood, severity,
    level. A cell says its level in a word and by depth of colour, how many risks it holds, and their numbers, with a
    mark before what has materialised.
    """
    degrees = list(RISK_LEVEL)
    axis = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": degrees,
        "tickvals": degrees,
        "ticktext": [named(RISK_LEVEL, degree) for degree in degrees],
        "showgrid": False,
        "zeroline": False,
    }
    figure = laid_out(
        height=64 + ROW_HEIGHT * len(degrees),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        xaxis=axis | {"title": {"text": tr("Severity")}},
        yaxis=axis | {"title": {"text": tr("Likelihood")}},
    )
    level_of = {(row["likelihood"], row["severity"]): row["level"] for row in levels.iter_rows(named=True)}
    held: dict[tuple[str, str], list[dict[str, Any]]] = {(one, other): [] for one in degrees for other in degrees}
    for risk in rows.iter_rows(named=True):
        held[risk["likelihood"], risk["severity"]].append(risk)
    figure.add_heatmap(
        x=degrees,
        y=degrees,
        z=[[DEPTHS[level_of[likelihood, severity]] for severity in degrees] for likelihood in degrees],
        text=[[_told(held[likelihood, severity]) for severity in degrees] for likelihood in degrees],
        zmin=0,
        zmax=1,
        colorscale=AMOUNT_SCALE,
        showscale=False,
        xgap=3,
        ygap=3,
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=[severity for _, severity in held],
        y=[likelihood for likelihood, _ in held],
        text=[_written(risks, level_of[cell]) for cell, risks in held.items()],
        mode="text",
        textfont={"size": 12, "color": LETTERING if dark else INK},
        hoverinfo="skip",
    )
    return figure


def _written(risks: list[dict[str, Any]], level: str) -> str:
    # Of a number only the comma after it may end a line.
    lines = wrap(", ".join(_numbered(risk).replace(" ", "\u00a0") for risk in risks), LINE)
    shown = lines if len(lines) <= LINES else [*lines[: LINES - 1], "…"]
    return "<br>".join([f"{named(RISK_LEVEL, level)}: <b>{number(len(risks))}</b>", *map(plain, shown)])


def _told(risks: list[dict[str, Any]]) -> str:
    if not risks:
        return tr("No risk")
    return "<br>".join(
        plain(f"{_numbered(risk)} {shorten(risk['description'], LONGEST_HOVER, placeholder='…')}") for risk in risks
    )


def _numbered(risk: dict[str, Any]) -> str:
    code: str = risk["code"]
    return marked_status("materialised", code) if risk["status"] == "materialised" else code
