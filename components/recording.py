"""The form in which a user records what happened to a deliverable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

import polars as pl
import streamlit as st

from components import boundary, page
from components.frame import EARLIEST_DAY, LATEST_DAY
from components.labels import EVENT, named
from components.markdown import plain, points
from components.words import day, tr
from data.changes.events import MOVES_STATUS, Conflict, Event, Meanwhile, possible_events
from data.problems import Problem

LOCAL_USER = "local user"


@dataclass
class Open:
    """The form as one user has it open: since which version of the store, and what came between.

    `turn` numbers the forms, so that what was typed is kept until it is saved and gone afterwards.
    """

    deliverable_id: str
    seen_version: int
    turn: int
    conflict: Conflict | None = None


def form(
    row: Mapping[str, Any],
    history: page.Numbers,
    every: pl.DataFrame,
    as_of: date,
    *,
    record: Callable[..., object],
    undo: Callable[..., object],
) -> None:
    """Draw the form for the deliverable `row` and save by `record` and `undo` what the user asks for.

    `history` is its history, `every` has the deliverables it can be merged into. What is refused is said in a sentence
    and everything typed is kept; when somebody else changed the deliverable meanwhile, that is shown first.
    """
    if said := st.session_state.pop("said_after_saving", None):
        st.toast(said, icon=":material/check:")
    opened = _opened(row["deliverable_id"], history.version)
    page.section(tr("Record an event"), tr("Nothing is overwritten: a later event follows, or the last is taken back."))
    _offer_to_take_back(opened, history.rows, undo)
    event_key = f"recorded_event_{opened.turn}"
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
    with st.form(f"recording_{opened.turn}"):
        typed = _fields(row, event, every, as_of, opened.turn)
        wants_to_save = st.form_submit_button(tr("Save"), type="primary")
    if wants_to_save:
        _save(opened, typed, record)
    if opened.conflict:
        _tell(opened.conflict)
        if st.button(tr("Save all the same"), key=f"save_all_the_same_{opened.turn}"):
            opened.seen_version = opened.conflict.version
            _save(opened, typed, record)


def _opened(deliverable_id: str, version: int) -> Open:
    held: Open | None = st.session_state.get("recording")
    if held is None or held.deliverable_id != deliverable_id:
        held = Open(deliverable_id, version, held.turn + 1 if held else 0)
        st.session_state["recording"] = held
    return held


def _last_move(history: pl.DataFrame) -> str | None:
    moves = history.filter(~pl.col("is_taken_back") & pl.col("event").is_in(MOVES_STATUS))["event"]
    return moves[0] if len(moves) else None


def _fields(row: Mapping[str, Any], event: str, every: pl.DataFrame, as_of: date, turn: int) -> dict[str, Any]:
    others = every.filter(pl.col("deliverable_id") != row["deliverable_id"])
    code_of = dict(zip(others["deliverable_id"], others["code"], strict=True))
    typed: dict[str, Any] = {"deliverable_id": row["deliverable_id"], "event": event}
    typed["effective_on"] = _day_field(tr("Day"), min(as_of, _today()), f"recorded_day_{turn}")
    if event == "rescheduled":
        typed["due_on"] = _day_field(tr("New due date"), row["current_due_on"], f"recorded_due_{turn}")
    if event == "drafted":
        done = st.number_input(
            tr("Progress"), 0, 100, round((row["progress"] or 0) * 100), 5, format="%d %%", key=f"recorded_part_{turn}"
        )
        typed["progress"] = None if done is None else done / 100
    if event == "merged":
        typed["merged_into_id"] = st.selectbox(
            tr("Merged into"), list(code_of), index=None, format_func=code_of.__getitem__, key=f"recorded_into_{turn}"
        )
    typed["reason"] = st.text_area(tr("Reason"), key=f"recorded_reason_{turn}")
    return typed


def _day_field(label: str, value: date | None, key: str) -> date | None:
    return st.date_input(label, value=value, min_value=EARLIEST_DAY, max_value=LATEST_DAY, format="YYYY-MM-DD", key=key)


def _save(opened: Open, typed: Mapping[str, Any], record: Callable[..., object]) -> None:
    def save() -> None:
        if typed["effective_on"] is None:
            raise Problem("The field “Day” is empty.", "Choose the day on which it happened.")
        record(Event(**typed), who=LOCAL_USER, today=_today(), seen_version=opened.seen_version)

    opened.conflict = _attempt(opened, save, tr("Saved: {event}", event=named(EVENT, typed["event"])))


def _offer_to_take_back(opened: Open, history: pl.DataFrame, undo: Callable[..., object]) -> None:
    if history.filter(~pl.col("is_taken_back") & (pl.col("event") != "planned")).is_empty():
        return
    if st.button(tr("Take back the event recorded last"), key=f"take_back_{opened.turn}", icon=":material/undo:"):
        conflict = _attempt(
            opened,
            lambda: undo(opened.deliverable_id, who=LOCAL_USER, seen_version=opened.seen_version),
            tr("Taken back. The history keeps what was recorded."),
        )
        if conflict:
            # Told once, the user may take back what is now the last.
            opened.seen_version = conflict.version
            _tell(conflict)


def _attempt(opened: Open, save: Callable[[], object], said: str) -> Conflict | None:
    try:
        save()
    except Problem as problem:
        boundary.answer(problem)
        return problem if isinstance(problem, Conflict) else None
    return _open_anew(opened, said)


def _open_anew(opened: Open, said: str) -> NoReturn:
    # The page opens the form at the version just made.
    st.session_state["recording"] = Open("", 0, opened.turn)
    st.session_state["said_after_saving"] = said
    st.rerun()


def _tell(conflict: Conflict) -> None:
    st.markdown(tr("**Changed meanwhile**"))
    points(*(_sentence(change) for change in conflict.changes))


def _sentence(change: Meanwhile) -> str:
    who, when = plain(change.recorded_by), day(change.recorded_at.date())
    if change.event is None:
        return tr("{who} changed the description of the deliverable on {when}.", who=who, when=when)
    event, on = named(EVENT, change.event), day(change.effective_on)
    if change.withdrawn:
        return tr("{who} took back “{event}” of {on} on {when}.", who=who, event=event, on=on, when=when)
    return tr("{who} recorded “{event}” of {on} on {when}.", who=who, event=event, on=on, when=when)


def _today() -> date:
    return datetime.now().astimezone().date()
