"""How many deliverables were planned and how many delivered, day by day."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, line_of_the_day
from components.theme import CLOCK_COLOURS
from components.words import marked, tr

# Column, name, clock, dash, width: told apart without colour by their dashes.
CURVES = (
    ("planned_baseline", marked("Planned, baseline"), "baseline", "dot", 2),
    ("planned_current", marked("Planned, current"), "current", "dash", 2),
    ("delivered", marked("Delivered"), "actual", "solid", 3),
)
# Below this an axis left to itself counts in fractions of a deliverable.
FEW = 8


def delivery_curve(rows: pl.DataFrame, *, as_of: date) -> go.Figure:
    """Return one step line per count, rising from zero; the delivered one ends on the day `as_of`.

    `rows` as delivery_curve: day, planned_baseline, planned_current, delivered. A count nothing is known of is left
    out.
    """
    figure = laid_out(
        height=400,
        showlegend=True,
        hovermode="x unified",
        xaxis={"type": "date", "hoverformat": "%-d %b %Y"},
        yaxis={"rangemode": "tozero", "title": tr("Deliverables")},
        **line_of_the_day(as_of, said_on_the="left"),
    )
    if (rows.select(pl.max_horizontal(pl.col(column).max() for column, *_ in CURVES)).item() or 0) < FEW:
        figure.update_yaxes(dtick=1)
    for column, name, clock, dash, width in CURVES:
        known = rows.filter(pl.col(column).is_not_null())
        if known.is_empty():
            continue
        figure.add_scatter(
            x=[known["day"][0], *known["day"]],
            y=[0, *known[column]],
            mode="lines",
            name=tr(name),
            line={"shape": "hv", "color": CLOCK_COLOURS[clock], "dash": dash, "width": width},
            hovertemplate="%{y}",
        )
    return figure
