"""The values of one indicator over time, on the way to its target."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.theme import CLOCK_COLOURS, EMPHASIS, SERIES
from components.words import day, number, tr


def indicator_course(
    rows: pl.DataFrame, *, baseline: float | None, target: float | None, target_on: date | None, unit: str
) -> go.Figure:
    """Return the line of what stood after each observation, with baseline and target where they are known.

    `rows` as indicator_course: observed_on with its precision, value, actual, respondents. Where what stood differs
    from the single value (a periodic indicator), the values of the periods are hollow squares.
    """
    unit = plain(unit)
    figure = laid_out(height=340, xaxis={"type": "date"}, yaxis={"rangemode": "tozero"})
    days = rows["observed_on"].to_list()
    said = [day(*when) for when in rows.select("observed_on", "observed_precision").iter_rows()]
    if not rows.select(pl.col("value").eq_missing(pl.col("actual")).all()).item():
        figure.add_scatter(
            x=days,
            y=rows["value"].to_list(),
            customdata=said,
            mode="markers",
            name=tr("In the period"),
            marker={"symbol": "square-open", "size": 9, "color": SERIES[1], "line": {"width": 2}},
            hovertemplate="%{customdata}: %{y} " + unit + "<extra></extra>",
        )
    figure.add_scatter(
        x=days,
        y=rows["actual"].to_list(),
        customdata=said,
        mode="lines+markers",
        name=tr("Actual"),
        line={"color": CLOCK_COLOURS["current"], "width": 2.5},
        marker={"size": 9},
        hovertemplate="%{customdata}: %{y} " + unit + "<extra></extra>",
    )
    if baseline is not None and baseline != target:
        figure.add_hline(
            y=baseline,
            line={"color": CLOCK_COLOURS["baseline"], "width": 1.5, "dash": "dot"},
            annotation={"text": tr("Baseline {value}", value=number(baseline, 1)), "yanchor": "bottom"},
            annotation_position="top right",
        )
    if target is not None:
        figure.add_hline(
            y=target,
            line={"color": EMPHASIS, "width": 1.5, "dash": "dash"},
            annotation={"text": tr("Target {value}", value=number(target, 1)), "yanchor": "bottom"},
            annotation_position="top left",
        )
        if target_on is not None:
            figure.add_scatter(
                x=[target_on],
                y=[target],
                mode="markers",
                name=tr("Target, due {day}", day=day(target_on)),
                marker={"symbol": "star", "size": 13, "color": EMPHASIS},
                hovertemplate="%{y} " + unit + "<extra></extra>",
            )
    return figure
