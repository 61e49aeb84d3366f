"""Questions about indicators, what they are measured against, and the objectives they serve."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def indicator_choices(*, consortium: str) -> Answer:
    """Return one row per value a filter can take: field ('results_level', 'objective'), value, indicators."""
    return ask(__file__, "indicator_choices", consortium=consortium)


def indicator_list(
    *, consortium: str, as_of: date, results_levels: Sequence[str] = (), objectives: Sequence[str] = ()
) -> Answer:
    """Return one row per indicator that fits the filters: activities, outputs, outcomes, impact.

    Columns: indicator_id, code, title, results_level, objective, unit (of baseline, target and actual), direction,
    accumulation, target_on, progress (1 is the target reached; raw, neither capped nor floored; null when not
    defined) and progress_state (why), observed_on with its precision, recorded_on, respondents, evidence_level (0 to
    3), evidence, disaggregation_axis, parts_incomplete (null without a breakdown), note, source. An indicator without
    a target is a finding.
    """
    return ask(
        __file__,
        "indicator_list",
        consortium=consortium,
        as_of=as_of,
        results_levels=list(results_levels),
        objectives=list(objectives),
    )


def impact_headlines(
    *, consortium: str, as_of: date, results_levels: Sequence[str] = (), objectives: Sequence[str] = ()
) -> Answer:
    """Return one row: how many of the indicators that fit the filters are how far.

    Columns: indicators, with_target, with_value, with_progress (defined), reached, documented
    (evidence level 2 or 3), with_breakdown, with_incomplete_breakdown.
    """
    return ask(
        __file__,
        "impact_headlines",
        consortium=consortium,
        as_of=as_of,
        results_levels=list(results_levels),
        objectives=list(objectives),
    )


def indicator_course(*, indicator: str, as_of: date) -> Answer:
    """Return one row per observation of an indicator's total, the earliest first.

    Columns: observed_on with its precision, value, numerator and denominator, actual (what stood after it, by the
    indicator's rule), respondents and evidence_level of that actual, evidence, recorded_on, source.
    """
    return ask(__file__, "indicator_course", indicator=indicator, as_of=as_of)


def indicator_parts(*, indicator: str, as_of: date) -> Answer:
    """Return one row per axis and category of the indicator's actual.

    Columns: axis, category, actual (in the indicator's unit), respondents, is_incomplete (of the axis: its parts do
    not sum to the total; null for percentages without counts, of which nobody can tell). Where the parts sum to less
    than the total, one more row with category null holds the rest.
    """
    return ask(__file__, "indicator_parts", indicator=indicator, as_of=as_of)


def objective_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per objective with what serves it.

    Columns: objective, statement, language, deliverables (in count), delivered, not_known (status not in public
    sources), deliverable_titles (list), indicators, with_value, source.
    """
    return ask(__file__, "objective_list", consortium=consortium, as_of=as_of)
