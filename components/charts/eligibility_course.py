"""How each part of an eligibility rule stood over time."""

from datetime import date, timedelta
from textwrap import wrap
from typing import Any, Final

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, plain
from components.labels import ELIGIBILITY_VERDICT, named
from components.theme import STATUS_COLOURS, STATUS_MARKS
from components.words import day, number, tr

LABEL_WIDTH: Final = 24  # letters in a line beside a lane, so that a phone keeps room for the lanes
LINE_HEIGHT, PADDING = 17, 22  # pixels: of a line of the label, around a lane
SYMBOLS: Final = {"met": "circle", "not met": "x", "to confirm": "triangle-up", "not known": "circle-open"}


def eligibility_course(rows: pl.DataFrame) -> go.Figure:
    """Return one lane per part, drawn from each day of change to the next in the colour and shape of its verdict.

    `rows`: sentence, from_day, until_day, found (null: the store cannot tell), verdict; lanes in the order of the
    rows. The number found stands where it changes.
    """
    lanes = rows["sentence"].unique(maintain_order=True).to_list()
    labels = {lane: wrap(lane, LABEL_WIDTH) for lane in lanes}
    figure = laid_out(
        height=110 + sum(PADDING + LINE_HEIGHT * len(lines) for lines in labels.values()),
        showlegend=True,
        xaxis={"type": "date"},
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": lanes,
            "autorange": "reversed",
            "tickvals": lanes,
            "ticktext": ["<br>".join(map(plain, labels[lane])) for lane in lanes],
            "showgrid": False,
        },
    )
    changed = rows.with_columns(
        number_shown=pl.when(pl.col("found").ne_missing(pl.col("found").shift().over("sentence"))).then("found")
    )
    for verdict in ELIGIBILITY_VERDICT:
        stretches = changed.filter(pl.col("verdict") == verdict)
        if not stretches.is_empty():
            _add_verdict(figure, verdict, stretches)
    return figure


def _add_verdict(figure: go.Figure, verdict: str, stretches: pl.DataFrame) -> None:
    ends = [_end(first, last) for first, last in stretches.select("from_day", "until_day").iter_rows()]
    lanes = stretches["sentence"].to_list()
    figure.add_scatter(
        x=[end for first, last in zip(stretches["from_day"], ends, strict=True) for end in (first, last, None)],
        y=[lane for sentence in lanes for lane in (sentence, sentence, None)],
        mode="lines",
        showlegend=False,
        hoverinfo="skip",
        line={
            "color": STATUS_COLOURS[verdict],
            "width": 5 if verdict == "met" else 3,
            "dash": "dot" if verdict == "not known" else "solid",
        },
    )
    name = named(ELIGIBILITY_VERDICT, verdict)
    figure.add_scatter(
        x=stretches["from_day"].to_list(),
        y=lanes,
        text=[number(found) if found is not None else "" for found in stretches["number_shown"]],
        customdata=[_said(row) for row in stretches.iter_rows(named=True)],
        mode="markers+text",
        textposition="top right",
        cliponaxis=False,
        name=f"{STATUS_MARKS[verdict]} {name}",
        marker={
            "symbol": SYMBOLS[verdict],
            "size": 11,
            "color": STATUS_COLOURS[verdict],
            "line": {"color": STATUS_COLOURS[verdict], "width": 2},
        },
        hovertemplate="%{y}<br>%{customdata[0]}<br>%{customdata[1]}<extra>" + name + "</extra>",
    )


def _end(from_day: date, until_day: date) -> date:
    """Return where a line ends: where the next one begins."""
    return until_day + timedelta(days=1) if until_day > from_day else until_day


def _said(row: dict[str, Any]) -> list[str]:
    found = tr("Found: {found}.", found=number(row["found"])) if row["found"] is not None else tr("Found: not known.")
    return [found, f"{day(row['from_day'])} – {day(row['until_day'])}"]
