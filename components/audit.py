"""What the page of changes is made of: its filters, headlines and table."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from components import filters
from components.frame import EARLIEST_DAY, LATEST_DAY
from components.labels import ENTITY, ORIGIN, named, names
from components.page import Headline
from components.tables import Column, show_table
from components.words import number, plural, tr

MOST = 5_000
DAYS_BACK = 365


def filter_bar(choices: pl.DataFrame, as_of: date) -> dict[str, Any]:
    """Draw the filters and return what is asked for, as change_list takes it; by default the year up to the day."""

    def of(field: str) -> list[str]:
        return choices.filter(pl.col("field") == field)["value"].to_list()

    with st.container(horizontal=True, gap="small"):
        since = _day(tr("From"), max(as_of - timedelta(days=DAYS_BACK), EARLIEST_DAY), "changes_from")
        until = _day(tr("Until"), as_of, "changes_until")
        people = filters.several(tr("Recorded by"), of("people"), key="changes_by")
        origins = filters.several(tr("Came from"), of("origins"), key="changes_origin", named=_origin)
        entities = filters.several(tr("Holds"), of("entities"), key="changes_of", named=_entity)
    return {"since": since, "until": until, "people": people, "origins": origins, "entities": entities}


def headlines(rows: pl.DataFrame) -> list[Headline]:
    """Return how many changes are listed, by how many people, with how many rows."""
    reached = tr("the newest {n}; narrow the time for earlier ones", n=number(MOST)) if rows.height == MOST else None
    return [
        Headline(tr("Changes"), number(rows.height), reached),
        Headline(tr("Recorded by"), number(rows["recorded_by"].n_unique()), tr("people and programs")),
        Headline(tr("Rows"), number(int(rows["row_count"].sum())), tr("added; none is ever overwritten")),
    ]


def table(rows: pl.DataFrame) -> None:
    """Draw the table of changes."""
    shown = rows.with_columns(
        pl.col("recorded_at").dt.strftime("%Y-%m-%d %H:%M:%S"),
        names("origin", ORIGIN),
        pl.Series("holds", [_holds(one) for one in rows["content"].to_list()], pl.String),
    )
    show_table(
        shown,
        [
            Column("version", tr("Version"), "number", width="small"),
            Column("recorded_at", tr("Recorded at (UTC)"), "text"),
            Column("recorded_by", tr("Recorded by")),
            Column("reason", tr("Why"), width="large"),
            Column("origin", tr("Came from")),
            Column("files", tr("File")),
            Column("holds", tr("Holds"), width="large"),
        ],
        key="changes",
        alt=plural("Table of {n} change of the store.", "Table of {n} changes of the store.", rows.height),
    )


def _holds(content: Sequence[Mapping[str, Any]] | None) -> str | None:
    """Return what a change holds in words; None where it was not noted."""
    if content is None:
        return None
    return "; ".join(
        tr("{entity}: {added} added, {withdrawn} taken back", entity=_entity(part["entity"]), added=part["added"],
           withdrawn=part["withdrawn"])
        if part["withdrawn"] else tr("{entity}: {added} added", entity=_entity(part["entity"]), added=part["added"])
        for part in content
    )  # fmt: skip


def _entity(code: str) -> str:
    return named(ENTITY, code)


def _origin(code: str) -> str:
    return named(ORIGIN, code)


def _day(label: str, value: date, key: str) -> date:
    chosen: date = st.date_input(
        label, value=value, min_value=EARLIEST_DAY, max_value=LATEST_DAY, format="YYYY-MM-DD", key=key
    )
    return chosen
