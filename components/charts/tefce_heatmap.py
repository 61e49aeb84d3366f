"""How a consortium judges its own community engagement: seven dimensions by five criteria."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.labels import TEFCE_CRITERION, TEFCE_DIMENSION, TEFCE_LEVEL
from components.theme import AMOUNT_SCALE, INK, LETTERING
from components.words import day, marked, tr

ROW_HEIGHT = 78
BETWEEN = 30  # pixels between two rows, for the name of the dimension
# How deep a level is coloured: letters stay readable on the deepest.
DEPTH = 0.1
# Over a column, as short as a phone has room for.
HEAD = {
    1: marked("Authen-<br>ticity"),
    2: marked("Societal<br>needs"),
    3: marked("Commu-<br>nities"),
    4: marked("Spread"),
    5: marked("Sustain-<br>ability"),
}


def tefce_heatmap(rows: pl.DataFrame, *, dark: bool) -> go.Figure:
    """Return a grid of dimensions (downwards) and criteria (to the right), each cell with its level in words.

    `rows` as tefce_cells: dimension, criterion, level (null where not assessed), evidence, assessed_on.
    """
    cell = {(row["dimension"], row["criterion"]): row for row in rows.iter_rows(named=True)}
    dimensions, criteria = list(TEFCE_DIMENSION), list(TEFCE_CRITERION)
    figure = laid_out(
        height=60 + ROW_HEIGHT * len(dimensions),
        margin={"l": 8, "r": 8, "t": 48, "b": 8},
        showlegend=False,
        xaxis={
            "side": "top",
            "tickvals": criteria,
            "ticktext": [tr(HEAD[criterion]) for criterion in criteria],
            "tickfont": {"size": 11},
            "tickangle": 0,
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "range": [len(dimensions) + 0.5, 0.3],
            "visible": False,
        },
        annotations=[
            {
                "x": 0.5,
                "y": dimension - 0.5,
                "text": f"<b>{tr(name)}</b>",
                "xanchor": "left",
                "yanchor": "middle",
                "showarrow": False,
                "font": {"size": 13},
            }
            for dimension, name in TEFCE_DIMENSION.items()
        ],
    )
    figure.add_heatmap(
        x=criteria,
        y=dimensions,
        z=[[DEPTH * (cell[row, column]["level"] or 0) for column in criteria] for row in dimensions],
        text=[[_told(cell[row, column]) for column in criteria] for row in dimensions],
        zmin=0,
        zmax=1,
        colorscale=AMOUNT_SCALE,
        showscale=False,
        xgap=4,
        ygap=BETWEEN,
        hovertemplate="%{text}<extra></extra>",
    )
    figure.add_scatter(
        x=[column for _, column in cell],
        y=[row for row, _ in cell],
        text=[_written(one) for one in cell.values()],
        mode="text",
        textfont={"size": 11, "color": LETTERING if dark else INK},
        hoverinfo="skip",
    )
    return figure


def _written(one: dict[str, Any]) -> str:
    if one["level"] is None:
        return tr("Not<br>assessed")
    level = tr(TEFCE_LEVEL[one["level"]])
    return f"<b>{one['level']}</b><br>{level}"


def _told(one: dict[str, Any]) -> str:
    where = tr(TEFCE_CRITERION[one["criterion"]])
    if one["level"] is None:
        return tr("{criterion}: not assessed", criterion=where)
    return tr(
        "{criterion}: {n} of 5, {level}, {day}",
        criterion=where,
        n=one["level"],
        level=tr(TEFCE_LEVEL[one["level"]]),
        day=day(one["assessed_on"]),
    )
