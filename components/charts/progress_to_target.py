"""How far indicators are on the way from their baseline to their target."""

import textwrap
from typing import Any

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain, upright
from components.labels import PROGRESS_STATE, RESULTS_LEVEL, named
from components.theme import EMPHASIS, QUIET, STATUS_COLOURS
from components.words import number, percent, tr

ROW_HEIGHT = 64
TITLE_WIDTH = 42  # letters beside which a phone has room for the percentage
BAR = 0.26  # of the height of a row; the title stands above it


def progress_to_target(rows: pl.DataFrame) -> go.Figure:
    """Return one bar per indicator on a track from baseline to target, under a heading per results level.

    `rows` as indicator_list, in its order: code, title, results_level, unit, baseline, target, actual, progress,
    progress_state. A bar ends at the target at the latest and begins at the baseline; where progress is not defined the
    track is empty and says why.
    """
    rows = rows.with_columns(code=pl.Series([plain(code) for code in rows["code"]], dtype=pl.String))
    codes = rows["code"].to_list()
    levels = rows["results_level"].unique(maintain_order=True).to_list()
    lines = [line for level in levels for line in (level, *rows.filter(results_level=level)["code"])]
    figure = laid_out(
        height=40 + ROW_HEIGHT * max(len(lines), 1),
        barmode="overlay",
        margin={"l": 8, "r": 16, "t": 32, "b": 8},
        showlegend=False,
        xaxis={
            "range": [0, 1.01],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "tickformat": ".0%",
            "side": "top",
            "showgrid": False,
        },
        yaxis={
            "type": "category",
            "autorange": "reversed",
            "showgrid": False,
            "categoryorder": "array",
            "categoryarray": lines,
            "tickvals": codes,
        },
        annotations=[*map(_heading, levels), *[text for row in rows.iter_rows(named=True) for text in _texts(row)]],
        shapes=[upright(1, {"color": EMPHASIS, "width": 2})] if codes else [],
    )
    figure.add_bar(
        x=[1] * len(codes),
        y=codes,
        orientation="h",
        width=BAR,
        marker={"color": QUIET, "opacity": 0.25, "line": {"width": 0}},
        customdata=[_said(row) for row in rows.iter_rows(named=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure.add_bar(
        x=[None if progress is None else min(1, max(0, progress)) for progress in rows["progress"]],
        y=codes,
        orientation="h",
        width=BAR,
        marker={
            "color": [
                STATUS_COLOURS["achieved" if state == "reached" else "running"] for state in rows["progress_state"]
            ],
            "line": {"width": 0},
        },
        hoverinfo="skip",
    )
    return figure


def progress_said(progress: float | None, state: str) -> str:
    """Return progress as text: 100 % when reached and not before, never more; where it is not defined, why."""
    if progress is None:
        return named(PROGRESS_STATE, state)
    return "✓ " + percent(1, 1) if state == "reached" else percent(min(0.99, progress), 1)


def _heading(level: str) -> dict[str, Any]:
    return {
        "x": 0,
        "y": level,
        "text": f"<b>{named(RESULTS_LEVEL, level)}</b>",
        "xanchor": "left",
        "yshift": -6,
        "showarrow": False,
        "font": {"size": 15},
    }


def _texts(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the title over the bar, and the percentage at its right end or a reason in an empty track."""
    above: dict[str, Any] = {
        "y": row["code"],
        "yanchor": "bottom",
        "yshift": 9,
        "showarrow": False,
        "font": {"size": 13},
    }
    title = above | {
        "x": 0,
        "xanchor": "left",
        "align": "left",
        "text": "<br>".join(map(plain, textwrap.wrap(row["title"], TITLE_WIDTH))),
    }
    said = progress_said(row["progress"], row["progress_state"])
    if row["progress"] is not None:
        return [title, above | {"x": 1, "xanchor": "right", "xshift": -6, "text": f"<b>{said}</b>"}]
    reason = {"x": 0, "xanchor": "left", "xshift": 6, "y": row["code"], "text": said, "font": {"size": 12}}
    return [title, reason | {"showarrow": False}]


def _said(row: dict[str, Any]) -> str:
    return "<br>".join(
        (
            plain(row["title"]),
            tr("Baseline {value} {unit}", value=number(row["baseline"], 1), unit=plain(row["unit"])),
            tr("Actual {value} {unit}", value=number(row["actual"], 1), unit=plain(row["unit"])),
            tr("Target {value} {unit}", value=number(row["target"], 1), unit=plain(row["unit"])),
            tr("Progress {progress}", progress=percent(row["progress"], 1))
            if row["progress"] is not None
            else named(PROGRESS_STATE, row["progress_state"]),
        )
    )
