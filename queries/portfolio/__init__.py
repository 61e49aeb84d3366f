"""Questions about all consortia together.

What takes the filters of portfolio_page speaks of all consortia that fit them, however many pages that are; what is
asked of `consortia` (ids) is asked of these only.
"""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def portfolio_page(
    *,
    as_of: date,
    with_fictional: bool = False,
    search: str = "",
    action_types: Sequence[str] = (),
    countries: Sequence[str] = (),
    stages: Sequence[str] = (),
    passed_over: int = 0,
    most: int = 25,
) -> Answer:
    """Return one row per consortium that fits the filters, by acronym: consortium_id, acronym.

    Of all that fit, the `most` that follow those `passed_over`. An empty filter leaves all.
    """
    return ask(
        __file__,
        "portfolio_page",
        as_of=as_of,
        with_fictional=with_fictional,
        search=search,
        action_types=list(action_types),
        countries=list(countries),
        stages=list(stages),
        passed_over=passed_over,
        most=most,
    )


def portfolio_list(*, as_of: date, consortia: Sequence[str]) -> Answer:
    """Return one row per consortium, by acronym.

    Columns: consortium_id, acronym, title, fictional, record_basis, action_type_id, action_type, programme, call_year,
    stage, coordinator; partners (the coordinator too), associated and countries on the day
    (each null where public sources name nobody); in_count, delivered, overdue, not_known (deliverables; null where
    nothing is known); selected_on, starts_on, ends_on and their precision; the earliest and latest day it can begin
    and end, as precisely as that is known (its selection where no start is known); grant_eur (euro), else the sum over
    the funding phases begun by the day, with phases and phases_with_grant.
    """
    return ask(__file__, "portfolio_list", as_of=as_of, consortia=list(consortia))


def portfolio_choices(*, as_of: date, with_fictional: bool = False) -> Answer:
    """Return one row per value a filter can take: field ('action_type', 'country', 'stage'), value, consortia.

    An action type comes with its title and programme.
    """
    return ask(__file__, "portfolio_choices", as_of=as_of, with_fictional=with_fictional)


def portfolio_headlines(
    *,
    as_of: date,
    with_fictional: bool = False,
    search: str = "",
    action_types: Sequence[str] = (),
    countries: Sequence[str] = (),
    stages: Sequence[str] = (),
) -> Answer:
    """Return one row of counts: consortia, organisations, organisations_with_country, countries, participations.

    Also running and with_grant (consortia) and grant_eur (euro, their sum; null where none is known). An organisation
    that takes part in several of the consortia is one organisation and several participations.
    """
    return ask(
        __file__,
        "portfolio_headlines",
        as_of=as_of,
        with_fictional=with_fictional,
        search=search,
        action_types=list(action_types),
        countries=list(countries),
        stages=list(stages),
    )


def portfolio_signals(*, as_of: date, consortia: Sequence[str]) -> Answer:
    """Return one row per consortium, by acronym, with each signal and what it is out of; null where none is on record.

    Counts: deliverables_overdue of deliverables_due, revisions_requested of deliverables_handed_in (null where only
    public sources speak), milestones_overdue of milestones_due, risks_materialised of risks, indicators_reached of
    indicators_measured (those with a target and a value), reports. Dates: next_report_due_on, last_event_on with its
    precision.
    """
    return ask(__file__, "portfolio_signals", as_of=as_of, consortia=list(consortia))


def portfolio_marks(*, as_of: date, consortia: Sequence[str]) -> Answer:
    """Return one row per deliverable, milestone or report with a due date, by consortium and due date.

    Columns: consortium_id, kind ('deliverable', 'milestone', 'report'), code, title (null of a report), due_on with
    its precision, state ('done', 'overdue', 'to come', 'not known'; of a report 'past' or 'to come').
    """
    return ask(__file__, "portfolio_marks", as_of=as_of, consortia=list(consortia))


def portfolio_roll_up(
    *,
    as_of: date,
    part: str,
    with_fictional: bool = False,
    search: str = "",
    action_types: Sequence[str] = (),
    countries: Sequence[str] = (),
    stages: Sequence[str] = (),
) -> Answer:
    """Return one row per part: `part` is 'action_type', 'country' or 'year' (of start); years in their order.

    Columns: part (null, last, where not known), title and programme of an action type; organisations, consortia,
    participations; deliverables: in_count, known (of consortia of which the fate of all is known), of these
    delivered, due by the current plan and on_time. A country has the organisations in it and what they lead.
    """
    return ask(
        __file__,
        "portfolio_roll_up",
        as_of=as_of,
        part=part,
        with_fictional=with_fictional,
        search=search,
        action_types=list(action_types),
        countries=list(countries),
        stages=list(stages),
    )
