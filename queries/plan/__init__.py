"""Questions of whoever changes the plan."""

from datetime import date

from queries import Answer, ask


def plan_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per deliverable known on the day, by number, with what can be changed of it.

    Columns: deliverable_id, code, title, work_package, lead_id, deliverable_type, dissemination_level, objective,
    due_on (current, known to due_precision), progress (whole percent), submitted_on (the latest), status.
    """
    return ask(__file__, "plan_list", consortium=consortium, as_of=as_of)


def plan_choices(*, consortium: str) -> Answer:
    """Return one row per value a field can take: field ('work_package', 'lead_id', 'objective'), value, name.

    The name of a lead partner is unlike any other's; where two partners share one, their ids stand behind it.
    """
    return ask(__file__, "plan_choices", consortium=consortium)


def month_list(*, consortium: str) -> Answer:
    """Return one row per month of the consortium's life and the year after it: month_number, due_on, due_precision.

    There is none where the start is not known; where the end is not, 60 months are taken.
    """
    return ask(__file__, "month_list", consortium=consortium)
