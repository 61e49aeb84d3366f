"""Questions about eligibility: what the rules of an action ask of a consortium, and what of it holds.

A part of a rule is known by its rule_id, its part (the name of the demand in the rule) and its kind (of organisation,
where one demand holds several; else null). Its verdict is 'met', 'not met', 'to confirm' (would not hold, but was not
seen in a primary source) or 'not known'. Numbers count coordinators and partners, are months of a duration and euro of
a grant; `found` is what is certain, `found_most` what it is at most; null where the store cannot tell.
"""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def eligibility_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per rule and part of it, the rule nearest to being met first; no row where no rule is known.

    Columns: rule_id, label, first_call_year, last_call_year, country_pool, confidence, source (title of the document
    that says so), requirements (JSON text), rule_verdict; part, kind, is_unconfirmed, at_least, at_most, one_of (what
    the rule says), needed, found, found_most, verdict.
    """
    return ask(__file__, "eligibility_list", consortium=consortium, as_of=as_of)


def eligibility_without(*, consortium: str, as_of: date, organisations: Sequence[str]) -> Answer:
    """Return one row per rule and part of it, as it is and as it would be without the organisations (ids).

    Columns: rule_id, part, kind, found_before, verdict_before; rule_verdict, needed, found, found_most and verdict
    without them; flips (whether the verdict is another).
    """
    return ask(__file__, "eligibility_without", consortium=consortium, as_of=as_of, organisations=list(organisations))


def single_points_of_failure(*, consortium: str, as_of: date) -> Answer:
    """Return one row per partner and part of the nearest rule that holds only while this partner is in, by name.

    Columns: organisation_id, name (null: not named), rule_id, label, requirements, part, kind, needed, found,
    found_without, verdict_without (never 'met').
    """
    return ask(__file__, "single_points_of_failure", consortium=consortium, as_of=as_of)


def eligibility_course(*, consortium: str, as_of: date) -> Answer:
    """Return one row per rule, part of it and day on which partners joined or left; the day itself is the last.

    Columns: rule_id, requirements, part, kind, from_day, until_day (the last day before the next change), needed,
    found, found_most, verdict.
    """
    return ask(__file__, "eligibility_course", consortium=consortium, as_of=as_of)


def eligibility_scope(*, consortium: str) -> Answer:
    """Return one row: action_type_id, action_type, call_year; first and last call year rules are on record for.

    rules_of_action counts the rules of its action type, rules_of_year those of them that hold for its call year.
    """
    return ask(__file__, "eligibility_scope", consortium=consortium)


def eligibility_count(*, with_fictional: bool = False) -> Answer:
    """Return one row with how many consortia there are to check: consortia."""
    return ask(__file__, "eligibility_count", with_fictional=with_fictional)


def eligibility_portfolio(
    *, as_of: date, with_fictional: bool = False, passed_over: int = 0, most: int = 100
) -> Answer:
    """Return one row per consortium, by acronym: consortium_id, acronym, fictional, action_type, call_year, rule.

    confidence ('seen', 'part', 'memory') of the rule; parts and how many of them are met, not_met, to_confirm,
    not_known; verdict of the rule, or why there is none: 'no action type', 'no call year', 'no rule'. Of all consortia
    the `most` that follow those `passed_over`.
    """
    return ask(
        __file__,
        "eligibility_portfolio",
        as_of=as_of,
        with_fictional=with_fictional,
        passed_over=passed_over,
        most=most,
    )
