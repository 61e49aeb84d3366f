"""Questions about milestones."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def milestone_list(*, consortium: str, as_of: date, search: str = "", statuses: Sequence[str] = ()) -> Answer:
    """Return one row per milestone that fits the filters: overdue, open, achieved, removed; each by due date.

    Columns: milestone_id, code, title, status, work_package, lead_id, lead, means_of_verification,
    baseline_due_on, current_due_on, achieved_on, explanation. An empty filter leaves all.
    """
    return ask(__file__, "milestone_list", consortium=consortium, as_of=as_of, search=search, statuses=list(statuses))


def milestone_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row: milestones in count (not removed) and their fate on the day.

    Columns: in_count; due_so_far (by the current due date) and achieved_of_due; achieved_early (achieved, not yet due);
    overdue, explained_overdue (of these), due_soon (within 30 days).
    """
    return ask(__file__, "milestone_headlines", consortium=consortium, as_of=as_of)


def milestone_history(*, milestone: str) -> Answer:
    """Return one row per event ever recorded of a milestone, the latest day first, taken back or not.

    Columns: event, effective_on, due_on, reason, recorded_by and recorded_at (UTC) of its first recording,
    is_taken_back, taken_back_by.
    """
    return ask(__file__, "milestone_history", milestone=milestone)
