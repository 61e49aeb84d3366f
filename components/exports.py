"""What a reader can take along: due dates for the calendar, the table for a spreadsheet."""

from datetime import date
from functools import partial
from typing import Protocol

import streamlit as st

from components.frame import Chosen
from components.words import tr

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileOf(Protocol):
    """Make a file of one consortium as of a day."""

    def __call__(self, *, consortium: str, as_of: date) -> bytes:
        """Return the bytes of the file."""
        ...


def downloads(chosen: Chosen, *, calendar: FileOf | None = None, workbook: FileOf | None = None) -> None:
    """Offer the files, each made only once its button is pressed."""
    named = f"{chosen.consortium_id}_{chosen.as_of.isoformat()}"
    with st.container(horizontal=True, gap="small"):
        if workbook:
            st.download_button(
                tr("Deliverables for Excel"),
                data=partial(workbook, consortium=chosen.consortium_id, as_of=chosen.as_of),
                file_name=f"deliverables_{named}.xlsx",
                mime=XLSX,
                key="download_workbook",
                on_click="ignore",
                icon=":material/table:",
            )
        if calendar:
            st.download_button(
                tr("Due dates for the calendar"),
                data=partial(calendar, consortium=chosen.consortium_id, as_of=chosen.as_of),
                file_name=f"due_dates_{named}.ics",
                mime="text/calendar",
                key="download_calendar",
                on_click="ignore",
                icon=":material/calendar_add_on:",
                help=tr("An iCalendar file. Importing a later one moves the dates instead of doubling them."),
            )
