"""A small form in the place where something is to be settled: a button opens it, saving or cancelling closes it."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from components import saving, sign_in
from components.frame import chosen
from components.words import tr
from data.problems import Problem, Word

FORM = "settling"
Typed = dict[str, Any]


def offer(label: str, about: str, version: int, *, owner: str | None = None, plan: bool = False) -> None:
    """Draw the button that opens the form `about` something; nothing while it is open, or for who may not save it.

    `version` is the store's version the reader looks at; `owner` and `plan` as in sign_in.may_change.
    """
    if not sign_in.may_change(chosen().consortium_id, owner, plan=plan):
        sign_in.say_why_not()
    elif not _is_open(about):
        # Of all forms only one is open, so a button that opens one closes the others.
        st.button(
            label,
            key=f"settle_{about}",
            icon=":material/edit:",
            on_click=_turn_to,
            args=(about, version),
        )


def form(
    label: str,
    about: str,
    version: int,
    *,
    fields: Callable[[saving.Opened], Typed],
    save: Callable[[Typed, int], object],
    owner: str | None = None,
    plan: bool = False,
) -> None:
    """Draw the form `about` something while it is open; `fields` draws what is typed and `save` takes it.

    `save` is also given the version of the store that the user has seen. What it refuses is said, and kept.
    """
    if not (_is_open(about) and sign_in.may_change(chosen().consortium_id, owner, plan=plan)):
        return
    opened = saving.opened(FORM, about, version)
    with st.form(opened.key("form")):
        st.markdown(f"**{label}**")
        typed = fields(opened)
        with st.container(horizontal=True):
            wants_to_save = st.form_submit_button(tr("Save"), type="primary")
            st.form_submit_button(tr("Cancel"), on_click=_turn_to, args=("", version))
    saving.submit(opened, wants_to_save, lambda seen_version: save(typed, seen_version), tr("Saved."))


def pick(label: str, options: Iterable[str], key: str, name_of: Callable[[str], str] = str) -> str | None:
    """Draw a list to choose from and return what is chosen, None as long as nothing is: what is saved is meant."""
    chosen: str | None = st.selectbox(label, list(options), index=None, format_func=name_of, key=key)
    return chosen


def picked(chosen: str | None, field: Word) -> str:
    """Return what was chosen; raise Problem when nothing was."""
    if chosen is None:
        raise Problem("The field “{field}” is empty.", "Choose one from the list.", field=field)
    return chosen


def _turn_to(about: str, version: int) -> None:
    saving.opened(FORM, about, version)


def _is_open(about: str) -> bool:
    held: saving.Opened | None = st.session_state.get(FORM)
    return held is not None and held.about == about
