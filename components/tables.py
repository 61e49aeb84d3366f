"""Tables: which columns, under which names, shown how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig


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
        rows.select([column.name for column in columns]),
        hide_index=True,
        column_config={column.name: column_settings(column) for column in columns},
        key=key,
        alt=alt,
        height=height or "auto",
        placeholder="–",
    )


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
