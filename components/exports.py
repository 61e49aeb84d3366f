"""What a reader can take along: due dates for the calendar, tables for a spreadsheet, workbooks to fill in."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Protocol

import streamlit as st

from components.frame import Chosen
from components.words import tr
from data.access import carried

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
                data=carried(partial(workbook, consortium=chosen.consortium_id, as_of=chosen.as_of)),
                file_name=f"deliverables_{named}.xlsx",
                mime=XLSX,
                key="download_workbook",
                on_click="ignore",
                icon=":material/table:",
            )
        if calendar:
            st.download_button(
                tr("Due dates for the calendar"),
                data=carried(partial(calendar, consortium=chosen.consortium_id, as_of=chosen.as_of)),
                file_name=f"due_dates_{named}.ics",
                mime="text/calendar",
                key="download_calendar",
                on_click="ignore",
                icon=":material/calendar_add_on:",
                help=tr("An iCalendar file. Importing a later one moves the dates instead of doubling them."),
            )


def filled_workbook(chosen: Chosen, partners: Mapping[str, str], make: Callable[..., bytes], *, key: str) -> None:
    """Offer the workbook to fill in, of all of the consortium or of one of its `partners` (id -> name).

    `make` takes `consortium` and `partner` (an id, or None) and returns the bytes of the file.
    """
    partner = st.selectbox(
        tr("Whose rows"),
        [None, *partners],
        format_func=lambda one: partners[one] if one else tr("The whole consortium"),
        key=f"{key}_partner",
        required=True,
    )
    st.download_button(
        tr("Workbook for this partner") if partner else tr("Workbook of the consortium"),
        data=carried(partial(make, consortium=chosen.consortium_id, partner=partner)),
        file_name=f"{'_'.join(part for part in (chosen.consortium_id, partner) if part)}_to_fill_in.xlsx",
        mime=XLSX,
        key=key,
        on_click="ignore",
        icon=":material/edit_document:",
    )


def empty_workbook(make: Callable[..., bytes], *, key: str) -> None:
    """Offer the workbook to fill in without any row, for a consortium that is not on record yet."""
    st.download_button(
        tr("Empty workbook"),
        data=carried(make),
        file_name="consortium_to_fill_in.xlsx",
        mime=XLSX,
        key=key,
        on_click="ignore",
        icon=":material/note_add:",
    )
