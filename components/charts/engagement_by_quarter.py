"""Engagements, or the people who came, quarter by quarter."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.theme import QUIET, SERIES
from components.words import number, plural, tr

PATTERNS = ("", "/", "x")  # from the eighth part on, colours come again with a pattern
RUNNING_OPACITY = 0.55
HALF_A_QUARTER = timedelta(days=45)


def engagement_by_quarter(rows: pl.DataFrame, *, measure: str, named: Callable[[str | None], str]) -> go.Figure:
    """Return one column per quarter, stacked by part, the largest part at the bottom.

    `rows` as engagement_by_quarter: quarter_starts_on, is_running, part, engagements, counted, headcount. `measure` is
    'engagements' or 'headcount'. The running quarter is paler and says so.
    """
    quarters = rows["quarter_starts_on"].unique().sort()
    figure = laid_out(
        height=400,
        barmode="stack",
        showlegend=True,
        bargap=0.2,
        xaxis={
            "type": "date",
            "range": [quarters[0], quarters.dt.offset_by("1q")[-1]] if len(quarters) else None,
            "ticklabelmode": "period",
            "tickformatstops": [
                {"dtickrange": [None, "M2"], "value": "%b\n%Y"},
                {"dtickrange": ["M3", "M6"], "value": "Q%q\n%Y"},
                {"dtickrange": ["M12", None], "value": "%Y"},
            ],
        },
        yaxis={"rangemode": "tozero", "title": tr("Persons") if measure == "headcount" else tr("Engagements")},
        annotations=_said_of_running(rows, measure),
    )
    parts = rows.group_by("part").agg(pl.sum(measure)).sort(measure, "part", descending=[True, False])["part"].to_list()
    known = [part for part in parts if part is not None]
    for part in [*known, *(part for part in parts if part is None)]:
        _add_part(figure, rows.filter(pl.col("part").eq_missing(part)), measure, plain(named(part)), _look(known, part))
    return figure.update_layout(legend_traceorder="normal")


def _add_part(figure: go.Figure, rows: pl.DataFrame, measure: str, name: str, look: tuple[str, str]) -> None:
    colour, pattern = look
    figure.add_bar(
        x=rows["quarter_starts_on"].to_list(),
        y=rows[measure].to_list(),
        name=name,
        xperiod="M3",
        xperiodalignment="middle",
        marker={
            "color": colour,
            "opacity": [RUNNING_OPACITY if is_running else 1 for is_running in rows["is_running"]],
            "pattern": {"shape": pattern},
            "line": {"width": 0},
        },
        customdata=[_said(*row) for row in rows.select("engagements", "counted", "headcount").iter_rows()],
        hovertemplate=f"%{{x|Q%q %Y}}<br>%{{customdata}}<extra>{name}</extra>",
    )


def _said(engagements: int, counted: int, headcount: int | None) -> str:
    held = plural("{n} engagement", "{n} engagements", engagements)
    if not engagements:
        return held
    people = tr("headcount {people}, counted in {counted}", people=number(headcount), counted=number(counted))
    return f"{held}<br>{people}"


def _look(known: list[str], part: str | None) -> tuple[str, str]:
    if part is None:
        return QUIET, "."
    position = known.index(part)
    return SERIES[position % len(SERIES)], PATTERNS[position // len(SERIES) % len(PATTERNS)]


def _said_of_running(rows: pl.DataFrame, measure: str) -> list[dict[str, Any]]:
    running = rows.filter("is_running").group_by("quarter_starts_on").agg(pl.sum(measure))
    return [
        {
            "x": (starts_on + HALF_A_QUARTER).isoformat(),
            "y": height or 0,
            "yanchor": "bottom",
            "showarrow": False,
            "text": tr("running"),
            "font": {"size": 11},
        }
        for starts_on, height in running.iter_rows()
    ]
