"""What a reader sees when something goes wrong: a sentence and the way out, never a traceback."""

import logging
import uuid
from collections.abc import Callable

import streamlit as st

from components.markdown import plain
from components.words import tr
from data.problems import Problem, Word

log = logging.getLogger("dashboard")


def sentences(problem: Problem, said: Callable[[str], str] = str) -> tuple[str, str]:
    """Return what is wrong and the way out, in the reader's language; `said` makes text of what users typed."""
    values = {
        name: tr(value) if isinstance(value, Word) else said(value) if isinstance(value, str) else value
        for name, value in problem.values.items()
    }
    return tr(problem.what, **values), tr(problem.way_out, **values)


def answer(failure: Exception) -> bool:
    """Show what a failure means to the reader and return True: it is answered.

    A Problem is told with its way out; anything else gets a number under which the log says more.
    """
    if isinstance(failure, Problem):
        what, way_out = sentences(failure, plain)
        about = f"{plain(failure.about)}: " if failure.about else ""
        st.error(f"**{about}{what}** {way_out}", icon=":material/error:")
        return True
    number = uuid.uuid4().hex[:8]
    log.error("unexpected failure %s", number, exc_info=failure)
    st.error(
        tr(
            "**Something went wrong on this page.** Nothing was changed. Load the page again; if it stays, "
            "tell whoever runs the dashboard the number {number}: the log says more under it.",
            number=number,
        ),
        icon=":material/error:",
    )
    return True
