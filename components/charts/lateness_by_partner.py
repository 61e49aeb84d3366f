"""Days late and early of each lead partner's deliverables, as they spread; no ranking."""

from textwrap import wrap
from typing import Any

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain, upright
from components.theme import CLOCK_COLOURS, EMPHASIS, QUIET
from components.words import plural, tr

ROW_HEIGHT = 44
LABEL_WIDTH = 20  # letters: leaves a phone room for the marks
# With fewer marks the quartiles of a box would pretend to know more than the marks say.
FEWEST_FOR_BOX = 5
INVISIBLE = "rgba(0, 0, 0, 0)"


def lateness_by_partner(rows: pl.DataFrame) -> go.Figure:
    """Return one line per lead partner in the order of `rows`, with a mark per deliverable and a box from 5 on.

    `rows` as lateness_by_partner: lead, code, title, days, is_so_far. Marks right of the line at 0 are late, left of
    it early. Deliverables still open are hollow diamonds and in no box.
    """
    names = _names(rows)
    placed = rows.with_columns(name=pl.col("lead").replace_strict(names, return_dtype=pl.String))
    figure = laid_out(
        height=130 + ROW_HEIGHT * max(len(names), 2),
        showlegend=True,
        boxmode="overlay",
        xaxis={"title": tr("Days after the current due date"), "zeroline": False},
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(names.values()),
            "autorange": "reversed",
        },
        shapes=[upright(0, {"color": QUIET, "width": 1.5})],
    )
    handed_in = placed.filter(pl.col("is_so_far").not_())
    enough = pl.len().over("name") >= FEWEST_FOR_BOX
    _add_marks(figure, handed_in.filter(enough), QUIET, showlegend=False)
    _add_marks(figure, handed_in.filter(enough.not_()), INVISIBLE, showlegend=False)
    so_far = placed.filter("is_so_far")
    figure.add_scatter(
        x=so_far["days"].to_list(),
        y=so_far["name"].to_list(),
        mode="markers",
        name=tr("Still open: so far"),
        marker={"symbol": "diamond-open", "size": 11, "color": EMPHASIS, "line": {"width": 2}},
        text=_said(so_far),
        hovertemplate="%{text}<extra></extra>",
    )
    # A box has no mark of its own in the legend.
    figure.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=tr("First submission"),
        marker={"symbol": "circle", "size": 9, "color": CLOCK_COLOURS["actual"]},
    )
    return figure


def _add_marks(figure: go.Figure, rows: pl.DataFrame, box: str, **more: Any) -> None:
    figure.add_box(
        x=rows["days"].to_list(),
        y=rows["name"].to_list(),
        orientation="h",
        boxpoints="all",
        jitter=0.5,
        pointpos=0,
        hoveron="points",
        fillcolor=INVISIBLE,
        line={"color": box, "width": 1.5},
        marker={"symbol": "circle", "size": 9, "color": CLOCK_COLOURS["actual"]},
        text=_said(rows),
        hovertemplate="%{text}<extra></extra>",
        **more,
    )


def _names(rows: pl.DataFrame) -> dict[str | None, str]:
    """Return what each partner's line is called, with how many marks it has, in the order of the rows."""
    counted = rows.group_by("lead", maintain_order=True).len()
    return {
        lead: "<br>".join([*map(plain, wrap(lead or tr("no lead on record"), LABEL_WIDTH)), f"n = {n}"])
        for lead, n in counted.iter_rows()
    }


def _said(rows: pl.DataFrame) -> list[str]:
    return [
        f"{plain(f'{code} {title}')}<br>{_days(days)}"
        for code, title, days in rows.select("code", "title", "days").iter_rows()
    ]


def _days(days: int) -> str:
    if days > 0:
        return plural("{n} day late", "{n} days late", days)
    return plural("{n} day early", "{n} days early", -days) if days else tr("on the due date")
