"""Questions the overview asks: what the consortium is, what is due, what changed lately."""

from datetime import date

from queries import Answer, ask


def consortium_profile(*, consortium: str, as_of: date) -> Answer:
    """Return one row: what is known of the consortium on the day.

    Columns: acronym, title, action_type, call_year, agreement_number, selected_on, starts_on, ends_on with their
    precision, stage, grant_eur (euro, null when not known), summary, website, coordinator, partners and
    countries (null where public sources name nobody), associated, without_country (participants), pilots, active_csos,
    engagements, deliverables, indicators, next_report_due_on, next_report_period, source.
    """
    return ask(__file__, "consortium_profile", consortium=consortium, as_of=as_of)


def due_list(*, consortium: str, as_of: date, days: int) -> Answer:
    """Return one row per deliverable, milestone or report that is overdue or due within `days` days.

    Columns: kind ('deliverable', 'milestone', 'report'), code, title, lead, due_on, due_precision, status,
    days_to_due (below 0 when overdue). What is longest overdue comes first.
    """
    return ask(__file__, "due_list", consortium=consortium, as_of=as_of, days=days)


def recent_events(*, consortium: str, as_of: date, days: int) -> Answer:
    """Return one row per event of a deliverable or milestone that took effect in the last `days` days, newest first.

    Columns: effective_on, kind, code, title, event, due_on (the new due date of a rescheduling), reason.
    """
    return ask(__file__, "recent_events", consortium=consortium, as_of=as_of, days=days)


def objective_list(*, consortium: str) -> Answer:
    """Return one row per objective of the consortium: objective, statement, language, deliverables, indicators."""
    return ask(__file__, "objective_list", consortium=consortium)
