"""Questions about deliverables and milestones."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def deliverable_list(
    *,
    consortium: str,
    as_of: date,
    search: str = "",
    statuses: Sequence[str] = (),
    work_packages: Sequence[str] = (),
    leads: Sequence[str] = (),
) -> Answer:
    """Return one row per deliverable that fits the filters, with its three clocks; what hurts most comes first.

    Columns: code, title, status, is_overdue, work_package, lead, deliverable_type, dissemination_level, objective,
    baseline_due_on, current_due_on and their precision, first_submitted_on, approved_on, days_late and slip_days
    (days, null when not known), progress (0 to 1), last_reason. An empty filter leaves all. `statuses` holding
    'overdue' also finds what is overdue for another reason (returned and past its date).
    """
    return ask(
        __file__,
        "deliverable_list",
        consortium=consortium,
        as_of=as_of,
        search=search,
        statuses=list(statuses),
        work_packages=list(work_packages),
        leads=list(leads),
    )


def deliverable_choices(*, consortium: str, as_of: date) -> Answer:
    """Return one row per value a filter can take: field ('status', 'work_package', 'lead'), value, deliverables."""
    return ask(__file__, "deliverable_choices", consortium=consortium, as_of=as_of)


def deliverable_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row: deliverables in count and their fate on the day.

    Columns: in_count, due_so_far, delivered, overdue, not_known; on_time and of_due for the baseline and the current
    clock (counts, so that the share can carry its n); median_slip_days and with_slip (its n); left_count (merged or
    removed).
    """
    return ask(__file__, "deliverable_headlines", consortium=consortium, as_of=as_of)


def deliverable_history(*, deliverable: str) -> Answer:
    """Return one row per event ever recorded of a deliverable, the latest day first, taken back or not.

    Columns: event, effective_on and due_on with their precision, progress (0 to 1), merged_into (its number), reason,
    recorded_by and recorded_at (UTC) of its first recording, is_taken_back, taken_back_by.
    """
    return ask(__file__, "deliverable_history", deliverable=deliverable)


def milestone_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per milestone: code, title, work_package, lead, due dates, achieved_on, explanation, status."""
    return ask(__file__, "milestone_list", consortium=consortium, as_of=as_of)
