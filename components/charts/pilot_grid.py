"""Pilot projects by theme and country, one mark each."""

from datetime import date
from itertools import pairwise
from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.labels import PILOT_STATUS, capitalised, named
from components.theme import QUIET, STATUS_COLOURS
from components.words import country, day, tr

SYMBOLS: Final = {
    "planned": "circle-open",
    "running": "triangle-right",
    "finished": "circle",
    "stopped": "square",
    "not known": "x-thin-open",
}
ACROSS: Final = 2  # marks side by side in a cell: as many as a phone has room for
STEP: Final = 0.44  # from mark to mark, in columns
LINE_HEIGHT, PADDING = 20, 12  # pixels: of one line of marks, around the lines of a theme


def pilot_grid(rows: pl.DataFrame) -> go.Figure:
    """Return a grid of themes (rows) and countries (columns) with one mark per pilot, its shape and colour the status.

    `rows` as pilot_list: title, theme, partner, country (null: not known), status, starts_on, ends_on. Beside each
    theme and under each country stands its number of pilots. The y axis is in pixels from the top.
    """
    themes = sorted(rows["theme"].unique())
    countries = sorted(rows["country"].unique(), key=lambda code: (code is None, country(code)))
    heights = [PADDING + LINE_HEIGHT * _lines(rows.filter(pl.col("theme") == theme)) for theme in themes]
    tops = [sum(heights[:row]) for row in range(len(themes) + 1)]
    figure = laid_out(
        height=120 + tops[-1],
        showlegend=True,
        xaxis={
            "tickvals": list(range(len(countries))),
            "ticktext": [f"{_country(code)} · {_count(rows, 'country', code)}" for code in countries],
            "range": [-0.5, len(countries) - 0.5],
            "autotickangles": [0, 90],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "tickvals": [(top + bottom) / 2 for top, bottom in pairwise(tops)],
            "ticktext": [f"{plain(capitalised(theme))} · {_count(rows, 'theme', theme)}" for theme in themes],
            "range": [tops[-1], 0],
            "showgrid": False,
            "zeroline": False,
        },
        shapes=[_line(y0=top, y1=top, xref="paper", x0=0, x1=1) for top in tops]
        + [_line(x0=column - 0.5, x1=column - 0.5, yref="paper", y0=0, y1=1) for column in range(len(countries) + 1)],
    )
    marks = [
        mark
        for row, theme in enumerate(themes)
        for column, code in enumerate(countries)
        for mark in _marks(rows.filter((pl.col("theme") == theme) & _is("country", code)), column, tops[row : row + 2])
    ]
    for status in PILOT_STATUS:
        part = [mark for mark in marks if mark["status"] == status]
        if part:
            figure.add_scatter(
                x=[mark["x"] for mark in part],
                y=[mark["y"] for mark in part],
                mode="markers",
                name=f"{named(PILOT_STATUS, status)} ({len(part)})",
                marker={
                    "symbol": SYMBOLS[status],
                    "size": 10,
                    "color": STATUS_COLOURS[status],
                    "line": {"color": STATUS_COLOURS[status], "width": 2},
                },
                customdata=[[plain(mark["title"]), plain(mark["partner"] or "–"), mark["span"]] for mark in part],
                hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>%{customdata[2]}"
                f"<extra>{named(PILOT_STATUS, status)}</extra>",
            )
    return figure


def _marks(pilots: pl.DataFrame, column: int, edges: list[int]) -> list[dict[str, Any]]:
    """Return the pilots of one cell with their place: lines of `ACROSS`, in the middle of the cell."""
    lines = -(-pilots.height // ACROSS)
    across = min(pilots.height, ACROSS)
    first_line = (edges[0] + edges[1] - LINE_HEIGHT * (lines - 1)) / 2
    return [
        pilot
        | {
            "x": column + STEP * (place % ACROSS - (across - 1) / 2),
            "y": first_line + LINE_HEIGHT * (place // ACROSS),
            "span": _span(pilot["starts_on"], pilot["ends_on"]),
        }
        for place, pilot in enumerate(pilots.iter_rows(named=True))
    ]


def _span(starts_on: date | None, ends_on: date | None) -> str:
    if starts_on is None:
        return tr("Dates not known")
    return f"{day(starts_on)} – {day(ends_on)}" if ends_on else tr("From {day}", day=day(starts_on))


def _lines(pilots: pl.DataFrame) -> int:
    """Return how many lines of marks the fullest cell among `pilots` takes."""
    fullest = pilots["country"].value_counts()["count"].max()
    return -(-int(str(fullest)) // ACROSS)


def _country(code: str | None) -> str:
    return tr("Not known") if code is None else country(code)


def _count(rows: pl.DataFrame, column: str, value: str | None) -> int:
    return rows.filter(_is(column, value)).height


def _is(column: str, value: str | None) -> pl.Expr:
    return pl.col(column).eq_missing(pl.lit(value))


def _line(**ends: Any) -> dict[str, Any]:
    return {"type": "line", "layer": "below", "line": {"color": QUIET, "width": 0.5}, **ends}
