"""Consortia on one time axis, each day drawn as surely as it is known."""

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.labels import STAGE, named
from components.theme import CLOCK_COLOURS, EMPHASIS, QUIET, STATUS_COLOURS
from components.words import day, tr

ROW_HEIGHT = 34
MOST_ROWS = 60
STAGE_COLOURS = {
    "running": STATUS_COLOURS["running"],
    "ended": CLOCK_COLOURS["baseline"],
    "not begun": STATUS_COLOURS["due soon"],
    "not known": QUIET,
}
MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000


def portfolio_timeline(rows: pl.DataFrame, *, as_of: date) -> go.Figure:
    """Return a timeline with one bar per consortium, those without any date left out, at most MOST_ROWS.

    `rows` as portfolio_list: acronym, fictional, stage, selected_on, starts_on, ends_on with their precision, and the
    earliest and latest day of beginning and end. The bar is full where the consortium certainly ran and hatched where
    only its year or month is known. An open diamond stands for a selection without a known start, an open triangle
    for an end that is not known.
    """
    dated = rows.filter(pl.col("begins_earliest_on").is_not_null() | pl.col("ends_latest_on").is_not_null()).head(
        MOST_ROWS
    )
    spans = [_span(row, as_of) for row in dated.iter_rows(named=True)]
    figure = laid_out(
        height=120 + ROW_HEIGHT * max(dated.height, 2),
        barmode="overlay",
        bargap=0.45,
        xaxis={"type": "date"},
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "categoryorder": "array",
            "categoryarray": [span["name"] for span in spans],
        },
    )
    for stage in STAGE:
        bars = [span["full"] for span in spans if span["stage"] == stage and span["full"]]
        if bars:
            _add_bars(figure, bars, name=named(STAGE, stage), marker={"color": STAGE_COLOURS[stage]})
    _add_bars(
        figure,
        [bar for span in spans for bar in span["hatched"]],
        name=tr("Only the year or month is known"),
        marker={
            "color": "rgba(0, 0, 0, 0)",
            "line": {"color": QUIET, "width": 1},
            "pattern": {"shape": "/", "fgcolor": QUIET},
        },
    )
    _add_marks(figure, spans, "selected", "diamond-open", tr("Selected; start not in public sources"))
    _add_marks(figure, spans, "open_end", "triangle-right-open", tr("End not known"))
    figure.add_vline(x=as_of.isoformat(), line={"color": EMPHASIS, "width": 1.5})
    figure.add_annotation(
        x=as_of.isoformat(),
        y=0,
        yref="paper",
        yanchor="top",
        yshift=-18,
        showarrow=False,
        text=day(as_of),
        font={"color": EMPHASIS},
    )
    return figure


def _span(row: dict[str, Any], as_of: date) -> dict[str, Any]:
    """Return where a consortium's bar is full, where hatched, and which marks stand on it."""
    begins = row["begins_latest_on"] or row["ends_earliest_on"]
    ends = row["ends_earliest_on"] or max(as_of, begins)
    name = tr("{acronym} (fictional)", acronym=row["acronym"]) if row["fictional"] else row["acronym"]
    said = (name, _period(row))
    return {
        "name": name,
        "said": said,
        "stage": row["stage"],
        "full": (begins, ends, *said) if ends > begins else None,
        "hatched": [
            (first, last, *said)
            for first, last in (
                (row["begins_earliest_on"], row["begins_latest_on"]),
                (row["ends_earliest_on"], row["ends_latest_on"]),
            )
            if first and last > first
        ],
        "selected": row["selected_on"] if row["starts_on"] is None else None,
        "open_end": None if row["ends_on"] else ends,
    }


def _period(row: dict[str, Any]) -> str:
    if row["starts_on"]:
        begins = day(row["starts_on"], row["starts_precision"])
    elif row["selected_on"]:
        begins = tr("selected {day}", day=day(row["selected_on"]))
    else:
        begins = "?"
    return f"{begins} – {day(row['ends_on'], row['ends_precision']) if row['ends_on'] else '?'}"


def _add_bars(figure: go.Figure, bars: list[tuple[date, date, str, str]], *, name: str, marker: dict[str, Any]) -> None:
    if not bars:
        return
    figure.add_bar(
        orientation="h",
        base=[first.isoformat() for first, _, _, _ in bars],
        x=[((last - first) + timedelta(days=1)).days * MILLISECONDS_PER_DAY for first, last, _, _ in bars],
        y=[label for _, _, label, _ in bars],
        customdata=[[period] for _, _, _, period in bars],
        name=name,
        marker=marker,
        hovertemplate="%{customdata[0]}<extra>%{y}</extra>",
    )


def _add_marks(figure: go.Figure, spans: list[dict[str, Any]], mark: str, symbol: str, name: str) -> None:
    marked = [span for span in spans if span[mark]]
    if not marked:
        return
    figure.add_scatter(
        x=[span[mark].isoformat() for span in marked],
        y=[span["name"] for span in marked],
        mode="markers",
        name=name,
        marker={"symbol": symbol, "size": 12, "color": EMPHASIS, "line": {"width": 2}},
        customdata=[[span["said"][1]] for span in marked],
        hovertemplate="%{customdata[0]}<extra>%{y}</extra>",
    )
