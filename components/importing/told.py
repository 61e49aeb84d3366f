"""What an import did, or would do: its sums, what is new or differs, and every remark on a row."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from components.boundary import sentences
from components.importing.steps import Done
from components.labels import ENTITY, named
from components.markdown import plain, points
from components.page import Headline, section
from components.tables import Column, show_table
from components.words import marked, number, plural, tr
from data.access import carried
from data.exports.comma_separated import comma_separated
from data.imports.account import problem_of

OUTCOME = {
    "rejected": marked("Rejected"),
    "repaired": marked("Repaired"),
    "ignored": marked("Left out"),
}
REMARKS_SHOWN = 500
SENTENCES_SHOWN = 25


def headlines(done: Done, *, is_done: bool) -> list[Headline]:
    """Return the sum of the account: rows read = accepted + repaired + rejected + left out, and what came of them."""
    account = done.account
    entities = account.entities().values()
    added, changed = sum(one.added for one in entities), sum(one.changed for one in entities)
    return [
        Headline(tr("Rows read"), number(account.total("rows_read")), tr("the four that follow, added up")),
        Headline(tr("Accepted"), number(account.total("accepted"))),
        Headline(tr("Repaired"), number(account.total("repaired")), tr("said below, each")),
        Headline(tr("Rejected"), number(account.total("rejected")), tr("said below, each")),
        Headline(tr("Left out"), number(account.total("ignored")), tr("blank, totals, told twice")),
        Headline(
            tr("Records added") if is_done else tr("Records to add"),
            number(added),
            plural("{n} changed", "{n} changed", changed)
            if is_done
            else plural("{n} to change", "{n} to change", changed),
        ),
    ]


def brought(done: Done) -> None:
    """Say for each entity how many records are new, differ, or say what stands here."""
    entities = done.account.entities()
    if entities:
        points(
            *(
                tr(
                    "{entity}: {added} new, {changed} changed, {same} the same",
                    entity=named(ENTITY, entity),
                    added=number(one.added),
                    changed=number(one.changed),
                    same=number(one.same),
                )
                for entity, one in entities.items()
            )
        )


def cells(done: Done, *, key: str) -> None:
    """Draw the first cells that are new or differ, with what stands here."""
    shown = [one for one in done.cells if not one.column.endswith("_id")]
    if not shown:
        return
    section(tr("What would change"), tr("The first records, cell by cell."))
    show_table(
        pl.DataFrame(
            [
                {"row": one.row, "entity": named(ENTITY, one.entity), "key": one.key,
                 "column": one.column.replace("_", " "), "here": one.here, "file": one.file}
                for one in shown
            ],
            schema={"row": pl.Int64, **dict.fromkeys(("entity", "key", "column", "here", "file"), pl.String)},
        ),
        [
            Column("row", tr("Row"), "number"),
            Column("entity", tr("Record")),
            Column("column", tr("Field")),
            Column("here", tr("Stands here")),
            Column("file", tr("Would be")),
            Column("key", tr("Id")),
        ],
        key=key,
        alt=tr("Cells that are new or differ, with what stands here and what the file says."),
        height=300,
    )  # fmt: skip


def remarks(found: pl.DataFrame, counts: pl.DataFrame | None, *, key: str) -> None:
    """Draw every remark that is kept, the rejected rows first, and offer them as a file."""
    if found.is_empty():
        st.caption(tr("No row was repaired, rejected or left out."))
        return
    total = found.height if counts is None else int(counts["remarks"].sum())
    section(plural("{n} remark on rows", "{n} remarks on rows", total))
    rows = in_words(found)
    shown = rows.head(REMARKS_SHOWN)
    if shown.height < total:
        st.caption(
            tr("The first {n} of {total} are shown; the rejected ones come first.", n=number(shown.height),
               total=number(total))
        )  # fmt: skip
    # As sentences, for a table cuts them off, on a phone above all.
    points(*(_sentence(row) for row in rows.filter(pl.col("outcome") == named(OUTCOME, "rejected")).head(
        SENTENCES_SHOWN).iter_rows(named=True)))  # fmt: skip
    columns = [
        Column("row", tr("Row"), "number", width="small"),
        Column("outcome", tr("Became"), width="small"),
        Column("column", tr("Column")),
        Column("value", tr("Value")),
        Column("what", tr("What is wrong, or was done"), width="large"),
        Column("way_out", tr("Way out"), width="large"),
        Column("became", tr("Read as")),
        Column("sheet", tr("Table")),
    ]
    show_table(shown, columns, key=key, alt=tr("Remarks on rows, each with its reason and the way out."))
    st.download_button(
        tr("Download the remarks"),
        data=lambda: comma_separated(rows),
        file_name="import_remarks.csv",
        mime="text/csv",
        key=f"{key}_csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _sentence(row: dict[str, Any]) -> str:
    said = {name: plain(str(row[name] or "–")) for name in ("column", "what", "way_out")}
    if row["row"] is None:
        return f"{said['what']} {said['way_out']}"
    if not row["column"]:
        return tr("**Row {n}:** {what} {way_out}", n=number(row["row"]), what=said["what"], way_out=said["way_out"])
    return tr(
        "**Row {n}, {column}:** {what} {way_out}",
        n=number(row["row"]),
        column=said["column"],
        what=said["what"],
        way_out=said["way_out"],
    )


def in_words(found: pl.DataFrame) -> pl.DataFrame:
    """Return one row per remark in the reader's words, the rejected rows first, then repaired, then left out.

    Columns: row, outcome, column, value, what, way_out, became, sheet, file.
    """
    said = []
    for remark in found.iter_rows(named=True):
        what, way_out = sentences(problem_of(remark))
        said.append(
            {name: remark[name] for name in ("row", "column", "value", "became", "sheet", "file")}
            | {"outcome": remark["outcome"], "what": what, "way_out": way_out}
        )
    order = {outcome: place for place, outcome in enumerate(OUTCOME)}
    said.sort(key=lambda one: (order[one["outcome"]], one["file"], one["sheet"], one["row"] or 0))
    return pl.DataFrame(
        [one | {"outcome": named(OUTCOME, one["outcome"])} for one in said],
        schema={
            "row": pl.Int64,
            **dict.fromkeys(("outcome", "column", "value", "what", "way_out", "became", "sheet", "file"), pl.String),
        },
    )


def rows_to_correct(run_id: str, made: Callable[[str], bytes | None], *, key: str) -> None:
    """Offer the rejected rows of an import as a workbook to correct."""
    st.download_button(
        tr("Download the rejected rows"),
        data=carried(lambda: made(run_id) or b""),
        file_name=f"import_{run_id}_rejected.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        key=key,
        on_click="ignore",
        icon=":material/download:",
    )
