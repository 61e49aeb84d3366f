"""What a reader sees when something goes wrong: a sentence and the way out, never a traceback."""

import logging
import uuid

import streamlit as st

from components.words import tr

log = logging.getLogger("dashboard")


def say(what: str, way_out: str, values: dict[str, object]) -> None:
    """Show a problem the reader can mend, in the reader's language."""
    st.error(f"**{tr(what, **values)}** {tr(way_out, **values)}", icon=":material/error:")


def say_unexpected(failure: Exception) -> None:
    """Show that something failed here, with a number that finds it in the log."""
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
