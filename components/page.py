"""What every page is made of: its heading, headlines, charts with the numbers behind them, and empty states."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import plotly.graph_objects as go
import polars as pl
import pydeck
import streamlit as st

from components.frame import Chosen
from components.theme import CHART_INK
from components.words import day, number, plural, tr

# Pixels: six figures beside each other on a wide screen, two on a phone.
FIGURE_WIDTH = 150
CHART_SETTINGS = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d"]}


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
                st.badge(chosen.acronym, color="blue")
            st.badge(tr("as of {day}", day=day(shown_day)), icon=":material/event:", color="gray")
    st.caption(lead)


def section(title: str, note: str | None = None) -> None:
    """Show the title of a part of the page and, under it, what to know when reading it."""
    st.header(title, anchor=False)
    if note:
        st.caption(note)


def headlines(figures: Sequence[Headline]) -> None:
    """Show a row of figures that wraps on a narrow screen."""
    with st.grid(min_column_width=FIGURE_WIDTH):
        for figure in figures:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(figure.label, figure.value, help=figure.help)
                if figure.note:
                    st.caption(figure.note)


def show_chart(chart: go.Figure | pydeck.Deck, *, key: str, alt: str, numbers: Numbers) -> None:
    """Draw a chart with a text that says what it shows, and offer the numbers behind it."""
    if isinstance(chart, pydeck.Deck):
        st.pydeck_chart(chart, key=key, alt=alt, height=480)
    else:
        ink = CHART_INK[st.context.theme.type == "dark"]
        chart.update_layout(font_color=ink, legend_font_color=ink)
        chart.update_xaxes(tickfont_color=ink)
        chart.update_yaxes(tickfont_color=ink)
        st.plotly_chart(chart, key=key, alt=alt, config=CHART_SETTINGS)
    numbers_behind(numbers, key=key)


def numbers_behind(numbers: Numbers, *, key: str) -> None:
    """Offer the rows and the query behind a figure; drawn only once opened."""
    behind = st.expander(tr("The numbers behind it"), key=f"{key}_numbers", icon=":material/table:", on_change="rerun")
    if not behind.open:
        return
    with behind:
        st.caption(
            plural("{n} row, store version {version}.", "{n} rows, store version {version}.", numbers.rows.height,
                   version=number(numbers.version))
        )  # fmt: skip
        st.dataframe(numbers.rows, hide_index=True, alt=numbers.what)
        st.download_button(
            tr("Download as CSV"),
            data=lambda: numbers.rows.write_csv().encode("utf-8-sig"),
            file_name=f"{key}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            icon=":material/download:",
        )
        st.code(numbers.sql, language="sql")
        st.json({name: str(value) for name, value in numbers.parameters.items()}, expanded=False)


def nothing_recorded(what: str, how: str) -> None:
    """Say that nothing of the kind is on record yet, and how it comes to be."""
    st.info(f"**{what}** {how}", icon=":material/inbox:")


def nothing_matches(what: str) -> None:
    """Say that the filters leave nothing, and what to do about it."""
    st.info(f"**{what}** " + tr("Remove a filter to see more."), icon=":material/filter_alt_off:")
