"""Files a page offers for download."""

from collections.abc import Mapping, Sequence
from datetime import date

from data.exports.calendar import deliverable_calendar
from data.exports.workbook import deliverable_workbook


def calendar_file(*, consortium: str, as_of: date) -> bytes:
    """Return the due dates of deliverables, milestones and reports as an iCalendar file.

    No SQL of its own: the exports have theirs, on the same definitions.
    """
    return deliverable_calendar(consortium=consortium, as_of=as_of)


def workbook_file(
    *, consortium: str, as_of: date, only: Sequence[str] | None = None, filters: Mapping[str, str] | None = None
) -> bytes:
    """Return the table of deliverables as an Excel workbook: those of the ids in `only`, all when it is None.

    `filters` says in words (label -> value) how they were chosen. No SQL of its own: the exports have theirs, on the
    same definitions.
    """
    return deliverable_workbook(consortium=consortium, as_of=as_of, only=only, filters=filters)
