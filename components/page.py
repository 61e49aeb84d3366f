"""What every page is made of: its heading, headlines, charts with the numbers behind them, and empty states."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Protocol

import plotly.graph_objects as go
import polars as pl
import pydeck
import streamlit as st

from components.charts.drawing import Drawing
from components.frame import Chosen
from components.labels import capitalised
from components.markdown import badge, points
from components.theme import CHART_INK
from components.words import day, number, plural, tr
from data.exports.comma_separated import comma_separated

# Pixels: six figures beside each other on a wide screen, two on a phone.
FIGURE_WIDTH = 150
# Plotly asks another host for outlines of the world even for a map that has its own: an empty file of ours answers.
CHART_SETTINGS = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["lasso2d", "select2d"],
    "topojsonURL": "app/static/topo/",
}


class Numbers(Protocol):
    """Rows and how they came about, as the queries answer."""

    @property
    def rows(self) -> pl.DataFrame: ...
    @property
    def sql(self) -> str: ...
    @property
    def parameters(self) -> dict[str, Any]: ...
    @property
    def version(self) -> int: ...
    @property
    def what(self) -> str: ...


@dataclass(frozen=True)
class Headline:
    """One figure at the top of a page; `note` says what it is out of."""

    label: str
    value: str
    note: str | None = None
    help: str | None = None


def heading(title: str, chosen: Chosen | None, *, lead: str, as_of: date | None = None) -> None:
    """Show the page's title, what it answers, and whose numbers of which day these are.

    A page about more than the chosen consortium has no `chosen`, and an `as_of` when its numbers are of a day.
    """
    st.title(title, anchor=False)
    shown_day = chosen.as_of if chosen else as_of
    if shown_day:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if chosen and chosen.fictional:
                st.badge(tr("Demonstration (fictional)"), icon=":material/science:", color="orange")
            if chosen:
                badge(chosen.acronym, "blue")
            st.badge(tr("as of {day}", day=day(shown_day)), icon=":material/event:", color="gray")
    st.caption(lead)


def section(title: str, note: str | None = None) -> None:
    """Show the title of a part of the page and, under it, what to know when reading it."""
    st.header(title, anchor=False)
    if note:
        st.caption(note)


def headlines(figures: Sequence[Headline], numbers: Sequence[Numbers] = (), *, key: str = "headlines") -> None:
    """Show a row of figures that wraps on a narrow screen, and offer the numbers they are made of."""
    with st.grid(min_column_width=FIGURE_WIDTH):
        for figure in figures:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(figure.label, figure.value, help=figure.help)
                if figure.note:
                    st.caption(figure.note)
    if numbers:
        numbers_behind(*numbers, key=key, explained=figures)


def show_chart(
    chart: go.Figure | pydeck.Deck | Drawing,
    *,
    key: str,
    alt: str,
    numbers: Numbers,
    choose: Callable[[str], None] | None = None,
) -> None:
    """Draw a chart with a text that says what it shows, and offer the numbers behind it.

    `choose` is called with the location of a region that the reader clicks on.
    """
    if isinstance(chart, Drawing):
        st.html(f'<div role="img" aria-label="{escape(alt)}">{chart}</div>')
    elif isinstance(chart, pydeck.Deck):
        st.pydeck_chart(chart, key=key, alt=alt, height=480)
    else:
        _in_ink(chart, CHART_INK[st.context.theme.type == "dark"])

        def clicked() -> None:
            marks = st.session_state[key]["selection"]["points"]
            if choose and marks:
                choose(marks[0]["location"])

        if choose:
            st.plotly_chart(chart, key=key, alt=alt, config=CHART_SETTINGS, on_select=clicked, selection_mode="points")
        else:
            st.plotly_chart(chart, key=key, alt=alt, config=CHART_SETTINGS)
    numbers_behind(numbers, key=key)


def _in_ink(chart: go.Figure, ink: str) -> None:
    """Write a chart in the page's ink; one by one, since Plotly takes three times as long over an update of many."""
    layout = chart.layout
    layout.font.color = layout.legend.font.color = ink
    layout.xaxis.tickfont.color = layout.yaxis.tickfont.color = ink


def numbers_behind(*numbers: Numbers, key: str, explained: Sequence[Headline] = ()) -> None:
    """Offer the rows and the queries behind figures, with what each figure means; drawn only once opened."""
    behind = st.expander(tr("The numbers behind it"), key=f"{key}_numbers", icon=":material/table:", on_change="rerun")
    if not behind.open:
        return
    with behind:
        if meanings := [f"**{figure.label}**: {figure.help}" for figure in explained if figure.help]:
            points(*meanings)
        for place, answer in enumerate(numbers):
            _behind(answer, f"{key}_{place}" if place else key)


def _behind(numbers: Numbers, key: str) -> None:
    rows = numbers.rows
    as_of = numbers.parameters.get("as_of")
    st.markdown(f"**{capitalised(numbers.what)}**")
    st.caption(
        plural("n = {n} row, store version {version}", "n = {n} rows, store version {version}", rows.height,
               version=number(numbers.version))
        + (" · " + tr("as of {day}", day=day(as_of)) if as_of else "")
    )  # fmt: skip
    st.dataframe(rows.to_arrow(), hide_index=True, alt=numbers.what)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            tr("Download as CSV"),
            data=lambda: _table(rows),
            file_name=f"{key}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.download_button(
            tr("Download as Parquet"),
            data=lambda: _parquet(rows),
            file_name=f"{key}.parquet",
            mime="application/vnd.apache.parquet",
            key=f"{key}_parquet",
            on_click="ignore",
            icon=":material/download:",
        )
    asked_with = [
        f"-- {name}: {json.dumps(value, ensure_ascii=False, default=str)}" for name, value in numbers.parameters.items()
    ]
    # Without colours: Streamlit's own for SQL are too pale to be read by all.
    st.code("\n".join([numbers.sql.rstrip(), "", *asked_with]), language=None, wrap_lines=True)


def _table(rows: pl.DataFrame) -> bytes:
    """Return the rows as a CSV file, with lists as JSON text: a cell of it holds one value."""
    nested = [name for name, kind in rows.schema.items() if kind.is_nested()]
    flat = rows.with_columns(
        pl.Series(name, [None if one is None else json.dumps(one, ensure_ascii=False, default=str)
                         for one in rows[name].to_list()], dtype=pl.String)
        for name in nested
    )  # fmt: skip
    return comma_separated(flat)


def _parquet(rows: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    rows.write_parquet(file)
    return file.getvalue()


def nothing_recorded(what: str, how: str) -> None:
    """Say that nothing of the kind is on record yet, and how it comes to be."""
    st.info(f"**{what}** {how}", icon=":material/inbox:")


def nothing_matches(what: str) -> None:
    """Say that the filters leave nothing, and what to do about it."""
    st.info(f"**{what}** " + tr("Remove a filter to see more."), icon=":material/filter_alt_off:")
