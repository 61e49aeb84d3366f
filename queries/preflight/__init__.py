"""Questions about what keeps a report from being locked."""

from datetime import date

from queries import Answer, ask


def preflight_periods(*, consortium: str, as_of: date) -> Answer:
    """Return one row per reporting period, the one whose report is due next first, then by nearness of the report.

    Columns: period, starts_on, ends_on, report_due_on, days_to_report (negative once past). No row where only public
    sources speak: they do not say what is still open.
    """
    return ask(__file__, "preflight_periods", consortium=consortium, as_of=as_of)


def preflight_list(*, consortium: str, as_of: date, period: int) -> Answer:
    """Return one row per item that blocks the report on `period`, by responsible partner and due date.

    Columns: kind ('deliverable', 'milestone', 'risk', 'indicator', 'data management plan', 'communication activity',
    'participation'), item_id, code (null where the kind has none), title, due_on, is_past, sentence (a code of what to
    do), responsible_id and responsible (null when nobody is known).
    """
    return ask(__file__, "preflight_list", consortium=consortium, as_of=as_of, period=period)


def justified_delay_list(*, consortium: str, as_of: date, period: int) -> Answer:
    """Return one row per deliverable due in `period` that is late, open and justified, the longest due first.

    Columns: deliverable_id, code, title, lead (null when none is on record), current_due_on, recorded_on (of the latest
    justification), justification.
    """
    return ask(__file__, "justified_delay_list", consortium=consortium, as_of=as_of, period=period)
