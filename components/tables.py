"""Tables: which columns, under which names, shown how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode
from zlib import crc32

import polars as pl
import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

# What a link column shows of an address made by `rows_behind`.
SAID_OF_LINK = "#(.*)$"


@dataclass(frozen=True)
class Column:
    """One column of a table: the frame's column, the name over it and how its values are shown."""

    name: str
    label: str
    kind: Literal["text", "number", "date", "progress", "link", "check"] = "text"
    help: str | None = None
    width: Literal["small", "medium", "large"] | None = None
    format: str | None = None


def show_table(rows: pl.DataFrame, columns: Sequence[Column], *, key: str, alt: str, height: int | None = None) -> None:
    """Draw the named columns of `rows` in their order, with sorting, search and download by the reader."""
    st.dataframe(
        _sent(rows, columns),
        hide_index=True,
        column_config={column.name: column_settings(column) for column in columns},
        key=key,
        alt=alt,
        height=height or "auto",
        placeholder="–",
    )


def choose_row(rows: pl.DataFrame, columns: Sequence[Column], *, subject: str, alt: str) -> dict[str, Any] | None:
    """Draw the named columns of `rows` and return the row the reader opened, None when none is.

    `subject` is what a row is about: the column `<subject>_id` names it, and it stays open in another order or filter.
    """
    ids = rows[f"{subject}_id"].to_list()
    opened = st.session_state.get(f"opened_{subject}")
    # A choice is a place in the order, so another order is another table.
    selected = st.dataframe(
        _sent(rows, columns),
        hide_index=True,
        column_config={column.name: column_settings(column) for column in columns},
        key=f"{subject}_table_{crc32(repr(ids).encode()):x}_{st.session_state.get(f'opened_{subject}_elsewhere', 0)}",
        alt=alt,
        placeholder="–",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [ids.index(opened)]}} if opened in ids else None,
    )["selection"]["rows"]
    if selected or opened in ids:
        st.session_state[f"opened_{subject}"] = ids[selected[0]] if selected else None
    return rows.row(selected[0], named=True) if selected else None


def _sent(rows: pl.DataFrame, columns: Sequence[Column]) -> pa.Table:
    """Return the named columns as they are sent: Streamlit would take what is not Arrow through pandas."""
    return rows.select([column.name for column in columns]).to_arrow()


def open_row(subject: str, about: str) -> None:
    """Let the row `about` be the opened one when the table about `subject` is drawn next."""
    st.session_state[f"opened_{subject}"] = about
    # The table remembers what was chosen in it; only another table takes another choice.
    st.session_state[f"opened_{subject}_elsewhere"] = st.session_state.get(f"opened_{subject}_elsewhere", 0) + 1


def opened_row(subject: str) -> str | None:
    """Return the id of the row about `subject` that is open, None when none is."""
    about: str | None = st.session_state.get(f"opened_{subject}")
    return about


def known_day(column: str, precision: str | None = None) -> pl.Expr:
    """Return a day as ISO text, as precise as its precision column says, so that sorting by it is sorting by time."""
    known = pl.col(precision) if precision else pl.lit("day")
    return (
        pl.when(known == "year")
        .then(pl.col(column).dt.strftime("%Y"))
        .when(known == "month")
        .then(pl.col(column).dt.strftime("%Y-%m"))
        .otherwise(pl.col(column).dt.strftime("%Y-%m-%d"))
    )


def rows_behind(page: str, said: str, **query: str | list[str]) -> str:
    """Return the address of the page where the rows behind `said` stand, for a link column that shows `said`."""
    return f"/{page}?{urlencode(query, doseq=True, quote_via=quote)}#{said}"


def column_settings(column: Column) -> ColumnConfig:
    """Return how Streamlit is to show a column."""
    kinds = st.column_config
    if column.kind == "number":
        return kinds.NumberColumn(
            column.label, help=column.help, width=column.width, format=column.format or "localized"
        )
    if column.kind == "date":
        return kinds.DateColumn(column.label, help=column.help, width=column.width, format=column.format or "localized")
    if column.kind == "progress":
        return kinds.ProgressColumn(
            column.label,
            help=column.help,
            width=column.width,
            format=column.format or "percent",
            min_value=0,
            max_value=1,
        )
    if column.kind == "link":
        return kinds.LinkColumn(column.label, help=column.help, width=column.width, display_text=column.format)
    if column.kind == "check":
        return kinds.CheckboxColumn(column.label, help=column.help, width=column.width)
    return kinds.TextColumn(column.label, help=column.help, width=column.width)
