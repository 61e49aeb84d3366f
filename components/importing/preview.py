"""The third step: what would be done, what has to be decided first, and doing it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

import polars as pl
import streamlit as st

from components import boundary, page, saving
from components.importing import told
from components.importing.steps import Done, Work, back, begin_anew, go
from components.labels import MATCH_REASON, named
from components.markdown import plain
from components.tables import Column, show_table
from components.words import number, plural, tr
from data.imports.told import Question
from data.problems import Problem

NEW = ""


class Act(Protocol):
    """Try an import out, or do it."""

    def __call__(self, wanted: Any, *, who: str, today: date, on_progress: Callable[[int, int], None]) -> Done:
        """Return what was done, or would be."""
        ...


def show(held: Work, consortium_id: str, *, order: Callable[..., Any], try_out: Act, bring: Act) -> None:
    """Draw what importing would do, the questions that only the user can decide, and the button that imports."""
    wanted = order(held.chosen(), held.digests, **held.decided(consortium_id))
    asked = repr((held.columns_of, held.kind_of, held.decided(consortium_id)))
    if held.tried is None or held.tried_for != asked:
        held.tried = _attempt(try_out, wanted, tr("Trying it out …"))
        held.tried_for = asked
    if held.tried is None:
        back(held, "columns")
        return
    tried = held.tried
    page.headlines(told.headlines(tried, is_done=False), key="import_preview")
    told.brought(tried)
    _questions(held, tried.questions)
    _conflicts(held, tried)
    told.remarks(tried.account.remarks(), tried.account.counts(), key=held.key("remarks"))
    told.cells(tried, key=held.key("cells"))
    with st.container(horizontal=True):
        back(held, "columns")
        n = tried.account.total("accepted") + tried.account.total("repaired")
        wants_to = st.button(
            plural("Import {n} row", "Import {n} rows", n), type="primary", key=held.key("import"),
            disabled=not tried.account.total("rows_read"),
        )  # fmt: skip
    if wants_to:
        done = _attempt(bring, wanted, tr("Importing …"))
        if done:
            held.done, held.tried = done, None
            go(held, "account")
            st.rerun()


def account(held: Work, to_correct: Callable[[str], bytes | None]) -> None:
    """Draw what was done, with the account to take away and the rejected rows to correct."""
    done = held.done
    if done is None:
        go(held, "files")
        st.rerun()
    if done.run_id is None:
        st.success(
            tr("Nothing was saved: all of it stands here already, from import {run}.", run=done.earlier or "–"),
            icon=":material/check:",
        )
    else:
        st.success(tr("Import {run} is in.", run=done.run_id), icon=":material/check:")
    page.headlines(told.headlines(done, is_done=True), key="import_done")
    told.brought(done)
    rejected = done.account.total("rejected")
    if rejected and done.run_id:
        st.warning(
            plural(
                "{n} row was rejected. Take it as a file, correct it, and drop the file here again.",
                "{n} rows were rejected. Take them as a file, correct them, and drop the file here again.",
                rejected,
            ),
            icon=":material/warning:",
        )
        told.rows_to_correct(done.run_id, to_correct, key=held.key("rejected"))
    told.remarks(done.account.remarks(), done.account.counts(), key=held.key("account"))
    st.button(tr("Import another file"), type="primary", key=held.key("anew"), on_click=begin_anew, args=(held,))


def _attempt(act: Act, wanted: Any, said: str) -> Done | None:
    bar = st.progress(0.0, text=said)
    # Any other button, this one too, ends the run at its next step; nothing is saved then.
    stop = st.empty()
    stop.button(tr("Stop"), key="import_stop")

    def step(done: int, total: int) -> None:
        share = tr("{said} {n} of {total} rows", said=said, n=number(done), total=number(total))
        bar.progress(min(done / total, 1.0) if total else 1.0, text=share)

    try:
        return act(wanted, who=saving.LOCAL_USER, today=saving.today(), on_progress=step)
    except Problem as problem:
        boundary.answer(problem)
        return None
    finally:
        bar.empty()
        stop.empty()


def _questions(held: Work, questions: Sequence[Question]) -> None:
    """Draw each organisation that may be on record, and keep what the user says of it."""
    if not questions:
        return
    once = list({one.source_key: one for one in questions}.values())
    page.section(
        plural("{n} organisation to decide", "{n} organisations to decide", len(once)),
        tr("They may be on record under another name. Until you decide, their rows are rejected."),
    )
    with st.form(held.key("questions")):
        answers = {one.source_key: _answer(held, place, one) for place, one in enumerate(once)}
        if st.form_submit_button(tr("Decide"), type="primary"):
            held.answers |= {key: chosen or None for key, chosen in answers.items() if chosen is not None}
            st.rerun()


def _answer(held: Work, place: int, one: Question) -> str | None:
    """Draw one question; None as long as it is not decided, "" for a new organisation."""
    by_id = {candidate["organisation_id"]: candidate for candidate in one.candidates}

    def said(organisation_id: str) -> str:
        if organisation_id == NEW:
            return tr("A new organisation")
        offered = by_id[organisation_id]
        return tr(
            "{name}, {city}: {reasons}",
            name=plain(str(offered["name"])),
            city=plain(offered["city"] or "–"),
            reasons=", ".join(named(MATCH_REASON, reason) for reason in (offered["reasons"] or "").split("|")),
        )

    where = ", ".join(part for part in (one.city, one.country) if part) or "–"
    chosen: str | None = st.radio(
        tr("Row {n}: {name} ({where}) is", n=number(one.row), name=plain(one.name), where=plain(where)),
        [*by_id, NEW],
        index=None,
        format_func=said,
        key=held.key(f"question_{place}_{one.source_key}"),
    )
    return chosen


def _conflicts(held: Work, tried: Done) -> None:
    """Draw side by side what was changed here and in the file, and keep what the user chooses."""
    if not tried.conflicts:
        return
    page.section(
        plural("{n} cell changed on both sides", "{n} cells changed on both sides", len(tried.conflicts)),
        tr("Somebody changed it here after the file was made, and the file says otherwise."),
    )
    show_table(
        pl.DataFrame(
            [
                {"row": one.row, "key": one.key, "column": one.column.replace("_", " "), "base": one.base,
                 "here": one.here, "file": one.file}
                for one in tried.conflicts
            ],
            schema={"row": pl.Int64, **dict.fromkeys(("key", "column", "base", "here", "file"), pl.String)},
        ),
        [
            Column("row", tr("Row"), "number"),
            Column("key", tr("About")),
            Column("column", tr("Field")),
            Column("base", tr("Was")),
            Column("here", tr("Stands here")),
            Column("file", tr("In the file")),
        ],
        key=held.key("conflicts"),
        alt=tr("Cells that were changed here and in the file."),
    )  # fmt: skip
    options = {
        "ask": tr("Reject these rows"),
        "keep": tr("Keep what stands here"),
        "take": tr("Take what the file says"),
    }
    chosen = st.radio(
        tr("What holds"),
        list(options),
        index=list(options).index(held.otherwise),
        format_func=options.__getitem__,
        key=held.key("otherwise"),
        horizontal=True,
    )
    if chosen != held.otherwise:
        held.otherwise = chosen
        st.rerun()
