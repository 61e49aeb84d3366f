"""Questions about deliverables."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def deliverable_list(  # noqa: PLR0913 - one argument per filter of the page
    *,
    consortium: str,
    as_of: date,
    search: str = "",
    statuses: Sequence[str] = (),
    work_packages: Sequence[str] = (),
    leads: Sequence[str] = (),
    types: Sequence[str] = (),
    levels: Sequence[str] = (),
    periods: Sequence[str] = (),
) -> Answer:
    """Return one row per deliverable that fits the filters, with its three clocks; what hurts most comes first.

    Columns: code, title, status, is_overdue, is_in_count, work_package, lead_id, lead, deliverable_type,
    dissemination_level, objective, baseline_due_on, current_due_on and their precision, period (the reporting period
    it is due in), first_submitted_on, approved_on, days_late and slip_days (days, null when not known), progress
    (0 to 1), last_reason. An empty filter leaves all. `statuses` holding 'overdue' also finds what is overdue for
    another reason (returned and past its date).
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
        types=list(types),
        levels=list(levels),
        periods=list(periods),
    )


def deliverable_choices(*, consortium: str, as_of: date) -> Answer:
    """Return one row per value a filter can take, with its number of deliverables.

    Columns: field ('status', 'work_package', 'lead', 'type', 'level' or 'period'), value (text), deliverables.
    """
    return ask(__file__, "deliverable_choices", consortium=consortium, as_of=as_of)


def deliverable_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row: deliverables in count and their fate on the day.

    Columns: in_count, due_so_far, with_due (have a due date), delivered, overdue, not_known; on_time and of_due for the
    baseline and the current clock (counts, so that the share can carry its n); median_slip_days and with_slip (its n);
    left_count (merged or removed).
    """
    return ask(__file__, "deliverable_headlines", consortium=consortium, as_of=as_of)


def deliverable_history(*, deliverable: str) -> Answer:
    """Return one row per event ever recorded of a deliverable, the latest day first, taken back or not.

    Columns: event, effective_on and due_on with their precision, progress (0 to 1), merged_into (its number), reason,
    recorded_by and recorded_at (UTC) of its first recording, is_taken_back, taken_back_by.
    """
    return ask(__file__, "deliverable_history", deliverable=deliverable)


def deliverable_links(*, deliverable: str, as_of: date) -> Answer:
    """Return one row per address at which the deliverable, or what belongs to it, can be read on the day.

    Columns: kind ('published', 'link' added here, 'channel' of dissemination), title, url, added_on (null: not known).
    """
    return ask(__file__, "deliverable_links", deliverable=deliverable, as_of=as_of)


def deliverable_justifications(*, deliverable: str, as_of: date) -> Answer:
    """Return one row per justification of the deliverable's delay told by the day: recorded_on, justification."""
    return ask(__file__, "deliverable_justifications", deliverable=deliverable, as_of=as_of)


def deliverable_risks(*, deliverable: str, as_of: date) -> Answer:
    """Return one row per critical risk of the deliverable's work package that was known on the day.

    Columns: risk_id, code, description, level ('low', 'medium', 'high'), status ('materialised', 'not materialised',
    'no state of play'), state_of_play with its day state_recorded_on, null where none was recorded yet.
    """
    return ask(__file__, "deliverable_risks", deliverable=deliverable, as_of=as_of)
