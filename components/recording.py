"""The form in which a user records what happened to a deliverable."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.labels import EVENT, named
from components.words import tr
from data.changes.events import MOVES_STATUS, Event, possible_events


@sign_in.for_writers()
def form(
    row: Mapping[str, Any],
    history: page.Numbers,
    every: Callable[[], page.Numbers],
    as_of: date,
    *,
    record: Callable[..., object],
    undo: Callable[..., object],
) -> None:
    """Draw the form for the deliverable `row` and save by `record` and `undo` what the user asks for.

    `history` is its history, `every` asks for the deliverables it can be merged into. What is refused is said in a
    sentence and everything typed is kept; when somebody else changed the deliverable meanwhile, that is shown first.
    """
    saving.say_what_was_saved()
    opened = saving.opened("recorded", row["deliverable_id"], history.version)
    page.section(tr("Record an event"), tr("Nothing is overwritten: a later event follows, or the last is taken back."))
    if not history.rows.filter(~pl.col("is_taken_back") & (pl.col("event") != "planned")).is_empty():
        saving.offer_to_take_back(
            opened, lambda version: undo(opened.about, who=saving.LOCAL_USER, seen_version=version)
        )
    event_key = opened.key("event")
    held = st.session_state.get(event_key)
    possible = possible_events(_last_move(history.rows))
    # Somebody else's change may rule out what is chosen; it stays until the user chooses otherwise.
    options = [*possible, *([held] if held and held not in possible else [])]
    if not options:
        st.caption(tr("Nothing follows once a deliverable is accepted, merged or removed."))
        return
    event = st.selectbox(
        tr("Event"), options, format_func=lambda code: named(EVENT, code), key=event_key, required=True
    )
    with st.form(opened.key("form")):
        typed = _fields(row, event, every, as_of, opened)
        wants_to_save = st.form_submit_button(tr("Save"), type="primary")

    def save(seen_version: int) -> None:
        effective_on = saving.given_day(typed["effective_on"])
        said = Event(**typed | {"effective_on": effective_on})
        record(said, who=saving.LOCAL_USER, today=saving.today(), seen_version=seen_version)

    saving.submit(opened, wants_to_save, save, tr("Saved: {event}", event=named(EVENT, event)))


def _last_move(history: pl.DataFrame) -> str | None:
    moves = history.filter(~pl.col("is_taken_back") & pl.col("event").is_in(MOVES_STATUS))["event"]
    return moves[0] if len(moves) else None


def _fields(
    row: Mapping[str, Any], event: str, every: Callable[[], page.Numbers], as_of: date, form: saving.Opened
) -> dict[str, Any]:
    typed: dict[str, Any] = {"deliverable_id": row["deliverable_id"], "event": event}
    typed["effective_on"] = saving.day_field(tr("Day"), min(as_of, saving.today()), form.key("day"))
    if event == "rescheduled":
        typed["due_on"] = saving.day_field(tr("New due date"), row["current_due_on"], form.key("due"))
    if event == "drafted":
        done = st.number_input(
            tr("Progress"),
            0,
            100,
            round((row["progress"] or 0) * 100),
            5,
            key=form.key("part"),
            icon=":material/percent:",
        )
        typed["progress"] = None if done is None else done / 100
    if event == "merged":
        others = every().rows.filter(pl.col("deliverable_id") != row["deliverable_id"])
        code_of = dict(zip(others["deliverable_id"], others["code"], strict=True))
        typed["merged_into_id"] = st.selectbox(
            tr("Merged into"), list(code_of), index=None, format_func=code_of.__getitem__, key=form.key("into")
        )
    typed["reason"] = st.text_area(tr("Reason"), key=form.key("reason"))
    return typed
