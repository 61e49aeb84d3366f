"""How due dates moved: each rescheduling as a step of the due date over the day it took effect."""

from datetime import date, timedelta
from textwrap import wrap

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.theme import EMPHASIS, QUIET, SERIES
from components.words import day, tr

DASHES = ("solid", "dash", "dot")  # from the eighth line on, colours come again with another dash
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x", "star")
HOVER_WIDTH = 60  # letters
CLOSE = timedelta(days=45)  # nearer due dates: their numbers would cover each other


def milestone_trend(rows: pl.DataFrame, *, as_of: date) -> go.Figure:
    """Return one step line per deliverable or milestone; those ever rescheduled by number, the others faint.

    `rows` as milestone_trend: kind, code, title, effective_on, due_on, due_precision, event, reason, reschedulings,
    followed_until. A level line keeps its date; one that rises moved to a later date. It ends on the day of delivery,
    or `as_of`. Where it crosses the diagonal it was due that very day.
    """
    figure = laid_out(
        height=460,
        showlegend=True,
        xaxis={"type": "date", "title": tr("Day it took effect")},
        yaxis={"type": "date", "title": tr("Due date")},
    )
    lines = rows.partition_by("kind", "code", maintain_order=True)
    _add_unmoved(figure, [line for line in lines if not line["reschedulings"][0]])
    moved = [line for line in lines if line["reschedulings"][0]]
    for position, line in enumerate(moved):
        _add_moved(figure, line, position)
    _add_numbers(figure, moved)
    _add_diagonal(figure, rows, as_of)
    return figure


def _path(line: pl.DataFrame) -> tuple[list[date], list[date]]:
    """Return where a line goes: its due dates, the last kept until the end."""
    return [*line["effective_on"], line["followed_until"][0]], [*line["due_on"], line["due_on"][-1]]


def _add_unmoved(figure: go.Figure, lines: list[pl.DataFrame]) -> None:
    if not lines:
        return
    paths = [_path(line) for line in lines]
    figure.add_scatter(
        x=[point for days, _ in paths for point in (*days, None)],
        y=[point for _, dues in paths for point in (*dues, None)],
        mode="lines",
        name=tr("Never rescheduled"),
        opacity=0.35,
        line={"shape": "hv", "color": QUIET, "width": 1},
        hoverinfo="skip",
    )


def _add_moved(figure: go.Figure, line: pl.DataFrame, position: int) -> None:
    days, dues = _path(line)
    figure.add_scatter(
        x=days,
        y=dues,
        mode="lines+markers",
        name=plain(line["code"][0]),
        showlegend=False,
        line={
            "shape": "hv",
            "color": SERIES[position % len(SERIES)],
            "width": 2,
            "dash": DASHES[position // len(SERIES) % len(DASHES)],
        },
        marker={
            "symbol": SYMBOLS[position % len(SYMBOLS)],
            "size": [9 if event == "rescheduled" else 0 for event in line["event"]] + [0],
        },
        customdata=[
            *(_said(*row) for row in line.select("title", "due_on", "due_precision", "reason").iter_rows()),
            "",
        ],
        hovertemplate="%{x|%-d %b %Y}<br>%{customdata}<extra>%{fullData.name}</extra>",
    )


def _add_numbers(figure: go.Figure, lines: list[pl.DataFrame]) -> None:
    """Write the numbers beside the last step, once where lines share it; below it where the next one stands close."""
    if not lines:
        return
    steps = (
        pl.concat([line.filter(pl.col("event") == "rescheduled")[-1:] for line in lines])
        .group_by("due_on", "effective_on")
        .agg(pl.col("code"))
        .sort("due_on", "effective_on")
    )
    figure.add_scatter(
        x=steps["effective_on"].to_list(),
        y=steps["due_on"].to_list(),
        mode="text",
        text=[plain(", ".join(codes)) for codes in steps["code"]],
        textposition=[
            "bottom right" if gap is not None and gap < CLOSE else "top left"
            for gap in steps["due_on"].shift(-1) - steps["due_on"]
        ],
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _said(title: str, due_on: date, due_precision: str | None, reason: str | None) -> str:
    due = tr("Due {x}", x=day(due_on, due_precision))
    return "<br>".join([*map(plain, wrap(title, HOVER_WIDTH)), due, *map(plain, wrap(reason or "", HOVER_WIDTH))])


def _add_diagonal(figure: go.Figure, rows: pl.DataFrame, as_of: date) -> None:
    """Draw where the due date is the day itself, as far as days and due dates overlap."""
    if rows.is_empty():
        return
    begins = max(min(rows["effective_on"]), min(rows["due_on"]))
    ends = min(as_of, max(rows["due_on"]))
    if begins >= ends:
        return
    figure.add_scatter(
        x=[begins, ends],
        y=[begins, ends],
        mode="lines",
        name=tr("Due that very day"),
        line={"color": EMPHASIS, "width": 1.5, "dash": "dashdot"},
        hoverinfo="skip",
    )
