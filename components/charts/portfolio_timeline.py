"""Consortia on one time axis, each day drawn as surely as it is known."""

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out
from components.labels import STAGE, named
from components.theme import CLOCK_COLOURS, EMPHASIS, QUIET, STATUS_COLOURS
from components.words import day, marked, tr

ROW_HEIGHT = 34
STAGE_COLOURS = {
    "running": STATUS_COLOURS["running"],
    "ended": CLOCK_COLOURS["baseline"],
    "not begun": STATUS_COLOURS["due soon"],
    "not known": QUIET,
}
# Kind and state of a mark -> its name, its symbol and the status it has its colour from. No two look alike in grey.
MARKS = {
    ("deliverable", "done"): (marked("Deliverable delivered"), "circle", "accepted"),
    ("deliverable", "overdue"): (marked("Deliverable overdue"), "x", "overdue"),
    ("deliverable", "to come"): (marked("Deliverable to come"), "circle-open", "planned"),
    ("deliverable", "not known"): (marked("Deliverable, not known"), "circle-open-dot", "not known"),
    ("milestone", "done"): (marked("Milestone achieved"), "triangle-up", "achieved"),
    ("milestone", "overdue"): (marked("Milestone overdue"), "triangle-up-open-dot", "overdue"),
    ("milestone", "to come"): (marked("Milestone to come"), "triangle-up-open", "planned"),
    ("report", "past"): (marked("Report due, day past"), "square", "in preparation"),
    ("report", "to come"): (marked("Report to come"), "square-open", "in preparation"),
}
# How a symbol is written in the legend, which stands above the chart: a phone's chart has no room for it.
WRITTEN = {
    "circle": "●",
    "x": "✖",
    "circle-open": "○",
    "circle-open-dot": "⊙",
    "triangle-up": "▲",
    "triangle-up-open-dot": "◬",
    "triangle-up-open": "△",
    "square": "■",
    "square-open": "□",
    "diamond-open": "◇",
    "triangle-right-open": "▷",
}
BAR_OPACITY = 0.35  # the marks stand on the bars
MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000


def portfolio_timeline(rows: pl.DataFrame, marks: pl.DataFrame, *, as_of: date) -> go.Figure:
    """Return a timeline with one bar per consortium, those without any date left out, and marks on it.

    `rows` as portfolio_list: acronym, fictional, stage, selected_on, starts_on, ends_on with their precision, and the
    earliest and latest day of beginning and end. The bar is full where the consortium certainly ran and hatched where
    only its year or month is known. An open diamond stands for a selection without a known start, an open triangle
    for an end that is not known.

    `marks` as portfolio_marks: a deliverable, milestone or report stands where it is due.
    """
    dated = rows.filter(pl.col("begins_earliest_on").is_not_null() | pl.col("ends_latest_on").is_not_null())
    spans = [_span(row, as_of) for row in dated.iter_rows(named=True)]
    figure = laid_out(
        height=70 + ROW_HEIGHT * max(dated.height, 2),
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        showlegend=False,
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
            colour = {"color": STAGE_COLOURS[stage], "opacity": BAR_OPACITY}
            _add_bars(figure, bars, name=named(STAGE, stage), marker=colour)
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
    _add_plan(
        figure,
        marks,
        {row["consortium_id"]: span["name"] for row, span in zip(dated.iter_rows(named=True), spans, strict=True)},
    )
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
    shown = [span for span in spans if span[mark]]
    if not shown:
        return
    figure.add_scatter(
        x=[span[mark].isoformat() for span in shown],
        y=[span["name"] for span in shown],
        mode="markers",
        name=name,
        marker={"symbol": symbol, "size": 12, "color": EMPHASIS, "line": {"width": 2}},
        customdata=[[span["said"][1]] for span in shown],
        hovertemplate="%{customdata[0]}<extra>%{y}</extra>",
    )


def _add_plan(figure: go.Figure, marks: pl.DataFrame, names: dict[str, str]) -> None:
    """Add deliverables, milestones and reports to the lines of the consortia named."""
    shown = marks.filter(pl.col("consortium_id").is_in(list(names)))
    for (kind, state), (name, symbol, status) in MARKS.items():
        rows = shown.filter((pl.col("kind") == kind) & (pl.col("state") == state))
        if rows.is_empty():
            continue
        figure.add_scatter(
            x=[due_on.isoformat() for due_on in rows["due_on"]],
            y=[names[consortium] for consortium in rows["consortium_id"]],
            mode="markers",
            name=tr(name),
            marker={"symbol": symbol, "size": 9, "color": STATUS_COLOURS[status], "line": {"width": 1.5}},
            customdata=[_mark_said(row) for row in rows.iter_rows(named=True)],
            hovertemplate="%{customdata}<extra>%{y}</extra>",
        )


def _mark_said(row: dict[str, Any]) -> str:
    due = day(row["due_on"], row["due_precision"])
    if row["kind"] == "report":
        return tr("Report on period {period}<br>due {day}", period=row["code"], day=due)
    return tr("{code} {title}<br>due {day}", code=row["code"], title=row["title"], day=due)
