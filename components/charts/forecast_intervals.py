"""When open deliverables are expected, beside when they are due."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from components.charts.frame_of_chart import laid_out, line_of_the_day, plain
from components.theme import CLOCK_COLOURS, QUIET
from components.words import day, tr

ROW_HEIGHT = 24


def forecast_intervals(rows: pl.DataFrame, *, as_of: date) -> go.Figure:
    """Return a time axis with one line per deliverable, in the order of `rows`.

    `rows` as delivery_forecast: code, title, due_on, expected_on, earliest_on, latest_on. A hollow ring is the due
    date, a diamond the expected date, a bar the 80 % interval. Where nothing is said there is the ring alone.
    """
    rows = rows.with_columns(code=pl.Series([plain(code) for code in rows["code"]], dtype=pl.String))
    figure = laid_out(
        height=120 + ROW_HEIGHT * max(rows.height, 2),
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "categoryorder": "array",
            "categoryarray": rows["code"].to_list(),
        },
        xaxis={"type": "date"},
        **line_of_the_day(as_of, said_on_the="right"),
    )
    between = rows.filter(pl.col("earliest_on").is_not_null())
    if not between.is_empty():
        figure.add_scatter(
            x=[end for pair in between.select("earliest_on", "latest_on").iter_rows() for end in (*pair, None)],
            y=[end for code in between["code"] for end in (code, code, None)],
            mode="lines",
            name=tr("80 % interval"),
            line={"color": QUIET, "width": 7},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=rows["due_on"].to_list(),
        y=rows["code"].to_list(),
        mode="markers",
        name=tr("Current due date"),
        marker={"symbol": "circle-open", "size": 12, "color": CLOCK_COLOURS["current"], "line": {"width": 2}},
        customdata=[plain(title) for title in rows["title"]],
        hovertemplate="%{customdata}<br>" + tr("Due {x}", x="%{x|%d %b %Y}") + "<extra>%{y}</extra>",
    )
    said = rows.filter(pl.col("expected_on").is_not_null())
    figure.add_scatter(
        x=said["expected_on"].to_list(),
        y=said["code"].to_list(),
        mode="markers",
        name=tr("Expected"),
        marker={"symbol": "diamond", "size": 8, "color": CLOCK_COLOURS["actual"]},
        customdata=[_said(row["expected_on"], row["earliest_on"], row["latest_on"]) for row in said.to_dicts()],
        hovertemplate="%{customdata}<extra>%{y}</extra>",
    )
    return figure


def _said(expected_on: date, earliest_on: date | None, latest_on: date | None) -> str:
    if earliest_on is None:
        return tr("Expected {x}", x=day(expected_on))
    return tr(
        "Expected {x}, 80 % between {first} and {last}",
        x=day(expected_on),
        first=day(earliest_on),
        last=day(latest_on),
    )
