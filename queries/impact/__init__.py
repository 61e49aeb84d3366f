"""Questions about indicators, what they are measured against, and the objectives they serve."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def indicator_choices(*, consortium: str) -> Answer:
    """Return one row per value a filter can take: field ('results_level', 'objective'), value, indicators."""
    return ask(__file__, "indicator_choices", consortium=consortium)


def indicator_list(
    *,
    consortium: str,
    as_of: date,
    since: date = date.min,
    until: date = date.max,
    results_levels: Sequence[str] = (),
    objectives: Sequence[str] = (),
) -> Answer:
    """Return one row per indicator that fits the filters: activities, outputs, outcomes, impact.

    `since` and `until` are a reporting period's first and last day. Columns: indicator_id, code, title, results_level,
    objective, unit (of baseline, target, in_period and actual), direction, accumulation, target_on, in_period (what the
    period itself brought: the sum of a periodic indicator, the last value of a cumulative one), actual (by the period's
    end), progress (1 is the target reached; raw, neither capped nor floored; null when not defined) and progress_state
    (why), observed_on with its precision, recorded_on, respondents, evidence_level (0 to 3), evidence,
    disaggregation_axis, parts_incomplete (null without a breakdown), note, source. Only what was recorded by the day
    counts. An indicator without a target is a finding.
    """
    return ask(
        __file__,
        "indicator_list",
        consortium=consortium,
        as_of=as_of,
        since=since,
        until=until,
        results_levels=list(results_levels),
        objectives=list(objectives),
    )


def impact_headlines(
    *,
    consortium: str,
    as_of: date,
    until: date = date.max,
    results_levels: Sequence[str] = (),
    objectives: Sequence[str] = (),
) -> Answer:
    """Return one row: how many of the indicators that fit the filters are how far at the day or the period's end.

    Columns: indicators, with_target, with_value, with_progress (defined), reached, documented
    (evidence level 2 or 3), with_breakdown, with_incomplete_breakdown, recorded_later (values of the time up to the
    day that were recorded after it, and are left out).
    """
    return ask(
        __file__,
        "impact_headlines",
        consortium=consortium,
        as_of=as_of,
        until=until,
        results_levels=list(results_levels),
        objectives=list(objectives),
    )


def period_choices(*, consortium: str, as_of: date) -> Answer:
    """Return one row per reporting period begun by the day, the earliest first: period, starts_on, ends_on."""
    return ask(__file__, "period_choices", consortium=consortium, as_of=as_of)


def result_choices(*, consortium: str) -> Answer:
    """Return one row per value a field can take: field ('objective', 'indicator_id', 'pilot_id'), value, name."""
    return ask(__file__, "result_choices", consortium=consortium)


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


def indicator_history(*, indicator: str, as_of: date) -> Answer:
    """Return one row per recording of a value of an indicator by the day, the latest value first.

    Columns: observed_on with its precision, axis and category ('total' for the whole), value, numerator, denominator,
    respondents, evidence_level, evidence, recorded_on, recorded_by, standing ('counts', 'replaced' or 'taken back').
    """
    return ask(__file__, "indicator_history", indicator=indicator, as_of=as_of)


def case_study_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per case study of a pilot project that has ended, the latest first.

    Columns: pilot_id, case_study_title, case_study_url, pilot, theme, partner, country, ended_on, source.
    """
    return ask(__file__, "case_study_list", consortium=consortium, as_of=as_of)


def quote_list(*, consortium: str, as_of: date, objectives: Sequence[str] = ()) -> Answer:
    """Return one row per quote said by the day, the latest first.

    Columns: quote_id, said_by (a role, one of the audiences), said_on, quote, language; what it is about, each null
    where it is not: pilot_id and pilot, indicator_id with its code and title, objective; source.
    """
    return ask(__file__, "quote_list", consortium=consortium, as_of=as_of, objectives=list(objectives))
