"""Earlier imports: what they brought, their account, and the way back."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from components import boundary, page, saving
from components.importing import told
from components.labels import ENTITY, named
from components.markdown import plain, points
from components.tables import Column, choose_row
from components.words import day, marked, number, plural, tr
from data.problems import Problem

STANDING = {True: marked("taken back"), False: marked("in")}


def table(runs: pl.DataFrame) -> dict[str, Any] | None:
    """Draw every import and return the one the reader opened, None when none is."""
    page.section(tr("Earlier imports"))
    if runs.is_empty():
        st.caption(tr("Nothing was imported yet."))
        return None
    standing = {undone: tr(STANDING[undone]) for undone in STANDING}
    rows = runs.with_columns(
        pl.col("undone")
        .replace_strict(list(standing), list(standing.values()), return_dtype=pl.String)
        .alias("standing")
    )
    return choose_row(
        rows,
        [
            Column("run_id", tr("No."), width="small"),
            Column("recorded_at", tr("When (UTC)"), "date"),
            Column("files", tr("Files"), width="medium"),
            Column("standing", tr("Standing"), width="small"),
            Column("rows_read", tr("Rows read"), "number"),
            Column("added", tr("Added"), "number"),
            Column("changed", tr("Changed"), "number"),
            Column("rejected", tr("Rejected"), "number"),
            Column("recorded_by", tr("By"), width="small"),
        ],
        subject="run",
        alt=tr("Earlier imports, the newest first."),
    )


def detail(
    run: dict[str, Any],
    *,
    remarks: Callable[[str], pl.DataFrame],
    to_correct: Callable[[str], bytes | None],
    take_back: Callable[..., Any],
) -> None:
    """Draw the account of an import and the button that takes it back by `take_back`."""
    run_id = run["run_id"]
    page.section(tr("Import {run}: {files}", run=run_id, files=plain(run["files"])))
    st.caption(
        tr(
            "{read} rows read = {accepted} accepted + {repaired} repaired + {rejected} rejected + {ignored} left out; "
            "{day}, {who}",
            read=number(run["rows_read"]),
            accepted=number(run["accepted"]),
            repaired=number(run["repaired"]),
            rejected=number(run["rejected"]),
            ignored=number(run["ignored"]),
            day=day(run["recorded_at"].date()),
            who=plain(run["recorded_by"]),
        )
    )
    if run["rejected"]:
        told.rows_to_correct(run_id, to_correct, key=f"import_rejected_{run_id}")
    if run["undone"]:
        st.caption(tr("This import was taken back."))
    else:
        with st.popover(tr("Take this import back"), icon=":material/undo:"):
            st.markdown(
                tr(
                    "What it added goes, what it changed becomes what it was. What somebody changed or built on since "
                    "stays and is told. The records keep every step."
                )
            )
            if st.button(tr("Take it back"), type="primary", key=f"import_undo_{run_id}"):
                _take_back(run_id, take_back)
    told.remarks(remarks(run_id), None, key=f"import_run_{run_id}")


def say_what_was_kept() -> None:
    """Say once which rows stayed when an import was taken back."""
    kept = st.session_state.pop("import_kept", None)
    if kept:
        st.warning(tr("Changed or built on by somebody since, and therefore left as it is:"), icon=":material/info:")
        points(*kept)


def _take_back(run_id: str, take_back: Callable[..., Any]) -> None:
    try:
        undone = take_back(run_id, who=saving.LOCAL_USER)
    except Problem as problem:
        boundary.answer(problem)
        return
    somebody = tr("another consortium")
    st.session_state["import_kept"] = [
        tr(
            "{entity} {key}, by {who}",
            entity=named(ENTITY, one.entity),
            key=plain(one.key),
            who=plain(one.recorded_by or somebody),
        )
        for one in undone.kept
    ]
    n = sum(undone.taken.values())
    st.session_state["said_after_saving"] = plural("Taken back: {n} record.", "Taken back: {n} records.", n)
    st.rerun()
