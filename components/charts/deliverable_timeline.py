"""Deliverables on a time axis, work package by work package, with their three clocks."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, line_of_the_day, plain
from components.labels import MILESTONE_STATUS, STATUS, named
from components.theme import CLOCK_COLOURS, QUIET, STATUS_COLOURS
from components.words import day, tr

ROW_HEIGHT = 22
SYMBOLS = {
    "overdue": "circle",
    "revision requested": "diamond-tall",
    "due soon": "triangle-up",
    "in preparation": "triangle-right",
    "planned": "circle-open",
    "submitted": "square",
    "accepted": "square",
    "not known": "x-thin-open",
}


def deliverable_timeline(rows: pl.DataFrame, milestones: pl.DataFrame, *, as_of: date) -> go.Figure:
    """Return a timeline with one line per milestone and then one per row, from the top down.

    `rows` as deliverable_list, those without any date left out: code, title, status, is_overdue, work_package,
    baseline_due_on, current_due_on, current_due_precision, first_submitted_on. A hollow ring is the baseline, the
    filled mark the current due date in the colour and shape of the status, a green tick the submission. `milestones`
    as milestone_list: code, title, status, current_due_on, achieved_on; a star stands at the due date, the tick at the
    day of achievement.
    """
    rows, milestones = (
        given.with_columns(code=pl.Series([plain(code) for code in given["code"]], dtype=pl.String))
        for given in (rows, milestones)
    )
    points = milestones.filter((pl.col("status") != "removed") & pl.col("current_due_on").is_not_null()).sort(
        "current_due_on", maintain_order=True
    )
    figure = laid_out(
        height=110 + ROW_HEIGHT * max(points.height + rows.height, 2),
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "categoryorder": "array",
            "categoryarray": points["code"].to_list() + rows["code"].to_list(),
        },
        xaxis={"type": "date"},
        **line_of_the_day(as_of, said_on_the="left"),
    )
    moved = rows.filter(pl.col("baseline_due_on") != pl.col("current_due_on"))
    figure.add_scatter(
        x=[
            point
            for row in moved.iter_rows(named=True)
            for point in (row["baseline_due_on"], row["current_due_on"], None)
        ],
        y=[point for code in moved["code"] for point in (code, code, None)],
        mode="lines",
        line={"color": QUIET, "width": 1.5, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )
    based = rows.filter(pl.col("baseline_due_on").is_not_null())
    figure.add_scatter(
        x=based["baseline_due_on"].to_list(),
        y=based["code"].to_list(),
        mode="markers",
        name=tr("Baseline due date"),
        marker={"symbol": "circle-open", "size": 11, "color": CLOCK_COLOURS["baseline"], "line": {"width": 1.5}},
        hovertemplate=tr("Baseline due {x}", x="%{x|%d %b %Y}") + "<extra>%{y}</extra>",
    )
    for status in STATUS:
        part = rows.filter((_shown_status() == status) & pl.col("current_due_on").is_not_null())
        if part.is_empty():
            continue
        figure.add_scatter(
            x=part["current_due_on"].to_list(),
            y=part["code"].to_list(),
            mode="markers",
            name=named(STATUS, status),
            marker={"symbol": SYMBOLS.get(status, "circle"), "size": 10, "color": STATUS_COLOURS[status]},
            customdata=[
                [plain(row["title"]), day(row["current_due_on"], row["current_due_precision"])]
                for row in part.iter_rows(named=True)
            ],
            hovertemplate="%{customdata[0]}<br>" + tr("Due {x}", x="%{customdata[1]}") + "<extra>%{y}</extra>",
        )
    if not points.is_empty():
        figure.add_scatter(
            x=points["current_due_on"].to_list(),
            y=points["code"].to_list(),
            mode="markers",
            name=tr("Milestone"),
            marker={
                "symbol": ["star" if status == "achieved" else "star-open" for status in points["status"]],
                "size": 12,
                "color": [STATUS_COLOURS[status] for status in points["status"]],
            },
            customdata=[
                [plain(row["title"]), named(MILESTONE_STATUS, row["status"]), day(row["current_due_on"])]
                for row in points.iter_rows(named=True)
            ],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>"
            + tr("Due {x}", x="%{customdata[2]}")
            + "<extra>%{y}</extra>",
        )
        achieved = points.filter(pl.col("achieved_on").is_not_null())
        figure.add_scatter(
            x=achieved["achieved_on"].to_list(),
            y=achieved["code"].to_list(),
            mode="markers",
            name=tr("Achieved on"),
            marker={"symbol": "line-ns-open", "size": 13, "color": CLOCK_COLOURS["actual"], "line": {"width": 3}},
            hovertemplate=tr("Achieved {x}", x="%{x|%d %b %Y}") + "<extra>%{y}</extra>",
            showlegend=False,
        )
    handed_in = rows.filter(pl.col("first_submitted_on").is_not_null())
    figure.add_scatter(
        x=handed_in["first_submitted_on"].to_list(),
        y=handed_in["code"].to_list(),
        mode="markers",
        name=tr("Submitted on"),
        marker={"symbol": "line-ns-open", "size": 13, "color": CLOCK_COLOURS["actual"], "line": {"width": 3}},
        hovertemplate=tr("Submitted {x}", x="%{x|%d %b %Y}") + "<extra>%{y}</extra>",
    )
    return figure


def _shown_status() -> pl.Expr:
    return pl.when(pl.col("is_overdue")).then(pl.lit("overdue")).otherwise(pl.col("status"))
