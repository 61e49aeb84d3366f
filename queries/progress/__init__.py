"""Questions about progress: the plan against what was handed in, due dates that moved, lateness, and what changed."""

from datetime import date

from queries import Answer, ask


def delivery_curve(*, consortium: str, as_of: date) -> Answer:
    """Return one row per day on which a count of the delivery curve changes, and one for the day itself.

    Columns: day; planned_baseline, planned_current and delivered (deliverables, cumulative; null where nothing is
    known, delivered also null after the day); is_approximate (a date counted on this row is known to the month or
    year only and counts from the last day it may mean); in_count (all deliverables neither merged nor removed),
    undated (those of them without a current due date) and not_known (those of whose fate public sources are silent).
    No row where no deliverable has a date.
    """
    return ask(__file__, "delivery_curve", consortium=consortium, as_of=as_of)


def milestone_trend(*, consortium: str, as_of: date) -> Answer:
    """Return one row per due date a deliverable or milestone was ever given, in the order they took effect.

    Columns: kind ('deliverable', 'milestone'), code, title, event ('planned', 'rescheduled'), effective_on (the day
    the due date took effect), due_on and due_precision, reason, reschedulings (of this one so far), followed_until
    (the day it was handed in or achieved, else the day itself; the due date where public sources say no more).
    Merged and removed ones are left out.
    """
    return ask(__file__, "milestone_trend", consortium=consortium, as_of=as_of)


def lateness_by_partner(*, consortium: str, as_of: date) -> Answer:
    """Return one row per deliverable handed in or overdue whose dates are known to the day, by lead partner's name.

    Columns: lead (null when none is on record), code, title, current_due_on, first_submitted_on, days (after the
    current due date, negative when early), is_so_far (not handed in yet: the days still grow).
    """
    return ask(__file__, "lateness_by_partner", consortium=consortium, as_of=as_of)


def what_changed(*, consortium: str, changed_from: date, changed_to: date) -> Answer:
    """Return one row per event between two days of each deliverable, milestone and risk that moved.

    What moved by the passing of time alone has one row without event. Events of the first day are left out, those of
    the last are in. Columns: kind, code, title, status_before and status_after, due_before and due_after with their
    precision (null where there was none; status_before is null for what is new), effective_on and its precision,
    event, event_due_on (of a rescheduling), progress (of a draft, 0 to 1), reason (for a risk its state of play).
    """
    return ask(__file__, "what_changed", consortium=consortium, changed_from=changed_from, changed_to=changed_to)
