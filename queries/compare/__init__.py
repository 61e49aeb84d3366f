"""Questions about a few consortia side by side."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def compare_curves(*, as_of: date, consortia: Sequence[str]) -> Answer:
    """Return one row per consortium and day on which a share of its plan changes, by acronym and day.

    Columns: consortium_id, acronym, fictional, starts_precision, day, months since the start (30.44 days each);
    due_share (by the current plan) and delivered_share (0 to 1, of in_count; null after the day and where public
    sources are silent); in_count, dated (with a due date) and not_known (deliverables). A consortium without a known
    start or without a deliverable has no rows.
    """
    return ask(__file__, "compare_curves", as_of=as_of, consortia=list(consortia))


def compare_facts(*, as_of: date, consortia: Sequence[str]) -> Answer:
    """Return one row per consortium, by acronym, with counts, each share as a part and what it is out of.

    Columns: consortium_id, acronym, fictional, record_basis, stage, starts_on, partners (associated ones left out);
    deliverables: in_count, delivered of known, on_time_baseline of due_baseline, on_time_current of due_current (these
    wholes are 0 when the fate of one deliverable is not known); engagements, counted of these, with their headcount
    (persons; null when nobody counted), csos; cso_initiated of known_initiator, csos_retained of csos_active; reached
    of measured of indicators.
    """
    return ask(__file__, "compare_facts", as_of=as_of, consortia=list(consortia))


def compare_lateness(*, as_of: date, consortia: Sequence[str]) -> Answer:
    """Return one row per deliverable handed in or overdue, whose dates are known to the day, by acronym and code.

    Columns: acronym, code, title, current_due_on, first_submitted_on, days late (negative: early), is_so_far (open).
    """
    return ask(__file__, "compare_lateness", as_of=as_of, consortia=list(consortia))
