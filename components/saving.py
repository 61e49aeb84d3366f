"""What the forms that save have in common: nothing typed is lost, refusals and what others saved are told in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NoReturn

import polars as pl
import streamlit as st

from components import boundary
from components.frame import EARLIEST_DAY, LATEST_DAY
from components.labels import COMMUNICATION_STATE, EVENT, RESULT_EVENT, RISK_EVENT, named
from components.markdown import plain, points
from components.words import day, tr
from data.changes.events import Conflict, Meanwhile
from data.problems import Problem

LOCAL_USER = "local user"
# So many turns of a form have keys of their own, then they come again: Streamlit keeps a description of every key that
# a session has had. With fewer, a browser that was not told of the turns between yet could send what it holds of one
# of them.
TURNS = 4
# Takes the version of the store that the user has seen.
Save = Callable[[int], object]


@dataclass
class Opened:
    """A form as one user has it open: about what, since which version of the store, and what came between.

    `turn` numbers the forms, so that what was typed is kept until it is saved and gone afterwards; `keys` are those of
    all turns.
    """

    form: str
    about: str
    seen_version: int
    turn: int
    keys: set[str] = field(default_factory=set)
    conflict: Conflict | None = None

    def key(self, name: str) -> str:
        """Return the key of the field `name` of the form, another one each turn."""
        key = f"{self.form}_{name}_{self.turn % TURNS}"
        self.keys.add(key)
        return key

    def next(self, about: str, version: int) -> "Opened":
        """Return the form of the next turn, with nothing typed."""
        following = Opened(self.form, about, version, self.turn + 1, self.keys)
        for key in self.keys:
            # Left from an earlier turn when no page was drawn to its end since.
            if key.endswith(f"_{following.turn % TURNS}"):
                st.session_state.pop(key, None)
        return following


def opened(form: str, about: str, version: int) -> Opened:
    """Return the form as the user has it open; opened anew at `version` when it was about something else."""
    held: Opened | None = st.session_state.get(form)
    if held is None or held.about != about:
        held = held.next(about, version) if held else Opened(form, about, version, 0)
        st.session_state[form] = held
    return held


def submit(form: Opened, wants_to_save: bool, save: Save, said: str) -> None:
    """Save by `save` when the user wants to and say `said`; then the form opens anew.

    What is refused is told and everything typed is kept. When somebody else saved the same thing meanwhile, what
    changed is shown and the user may save all the same.
    """
    if wants_to_save:
        form.conflict = _attempt(form, save, said)
    if form.conflict:
        _tell(form.conflict)
        if st.button(tr("Save all the same"), key=form.key("all_the_same")):
            form.seen_version = form.conflict.version
            form.conflict = _attempt(form, save, said)


def offer_to_take_back(form: Opened, undo: Save, label: str | None = None) -> None:
    """Draw the button that takes back, by `undo`, the event recorded last, or what `label` says."""
    shown = label or tr("Take back the event recorded last")
    if st.button(shown, key=form.key("take_back"), icon=":material/undo:"):
        conflict = _attempt(form, undo, tr("Taken back. The history keeps what was recorded."))
        if conflict:
            # Told once, the user may take back what is now the last.
            form.seen_version = conflict.version
            _tell(conflict)


def say_what_was_saved() -> None:
    """Say once what the run before saved."""
    if said := st.session_state.pop("said_after_saving", None):
        st.toast(said, icon=":material/check:")


def day_field(label: str, value: date | None, key: str, *, explained: str | None = None) -> date | None:
    """Draw a field for a day and return the day, None when it is empty."""
    typed: date | None = st.date_input(
        label, value=value, min_value=EARLIEST_DAY, max_value=LATEST_DAY, format="YYYY-MM-DD", key=key, help=explained
    )
    return typed


def choice(label: str, choices: pl.DataFrame, field: str, key: str, *, held: str | None = None) -> str | None:
    """Draw a field whose values are those of `field` in plan_choices and return the value, None when it is empty.

    `held` is what stands there; it stays to be chosen even where it is among them no longer.
    """
    name_of: dict[str, str] = dict(choices.filter(pl.col("field") == field).select("value", "name").iter_rows())
    if held is not None:
        name_of.setdefault(held, held)
    chosen: str | None = st.selectbox(
        label,
        list(name_of),
        index=list(name_of).index(held) if held is not None else None,
        format_func=name_of.__getitem__,
        key=key,
        placeholder=tr("Choose one"),
    )
    return chosen


def given_day(typed: date | None) -> date:
    """Return the day typed; raise Problem when there is none."""
    if typed is None:
        raise Problem("The field “Day” is empty.", "Choose the day on which it happened.")
    return typed


def today() -> date:
    """Return the day on the clock of this machine."""
    return datetime.now().astimezone().date()


def _attempt(form: Opened, save: Save, said: str) -> Conflict | None:
    try:
        save(form.seen_version)
    except Problem as problem:
        boundary.answer(problem)
        return problem if isinstance(problem, Conflict) else None
    return open_anew(form, said)


def open_anew(form: Opened, said: str) -> NoReturn:
    """Let the page open the form afresh, at the newest version and with nothing typed, and say `said`."""
    st.session_state[form.form] = Opened(form.form, "", 0, form.turn, form.keys)
    st.session_state["said_after_saving"] = said
    st.rerun()


def _tell(conflict: Conflict) -> None:
    st.markdown(tr("**Changed meanwhile**"))
    points(
        *(
            f"{plain(change.code)}: {_sentence(change)}" if change.code else _sentence(change)
            for change in conflict.changes
        )
    )


def _sentence(change: Meanwhile) -> str:
    who, when = plain(change.recorded_by), day(change.recorded_at.date())
    if change.event is None:
        return tr("{who} changed the description on {when}.", who=who, when=when)
    event, on = named(EVENT | RISK_EVENT | COMMUNICATION_STATE | RESULT_EVENT, change.event), day(change.effective_on)
    if change.withdrawn:
        return tr("{who} took back “{event}” of {on} on {when}.", who=who, event=event, on=on, when=when)
    return tr("{who} recorded “{event}” of {on} on {when}.", who=who, event=event, on=on, when=when)
