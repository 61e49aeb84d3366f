"""Questions about critical risks."""

from collections.abc import Sequence
from datetime import date

from queries import Answer, ask


def risk_list(*, consortium: str, as_of: date, search: str = "", levels: Sequence[str] = ()) -> Answer:
    """Return one row per critical risk identified by the day that fits the filters, what is worst first.

    Columns: risk_id, code, description, foreseen, likelihood, severity, level, measures, lead_id, lead, work_package,
    identified_on; of the latest period that has a state of play: state_period, state_recorded_on, measures_applied,
    state_of_play, status ('materialised', 'not materialised', 'no state of play'); missing_periods (a list of the
    periods that ended or run without one). Likelihood, severity, measures and lead are as last corrected.
    """
    return ask(__file__, "risk_list", consortium=consortium, as_of=as_of, search=search, levels=list(levels))


def risk_headlines(*, consortium: str, as_of: date) -> Answer:
    """Return one row: critical risks identified by the day and what was said of them.

    Columns: identified; with_state (any state of play) and materialised (of these, by the latest period); high (by
    level); running_period (its number, null when none runs) and missing_now (without a state of play for it).
    """
    return ask(__file__, "risk_headlines", consortium=consortium, as_of=as_of)


def risk_history(*, risk: str, as_of: date) -> Answer:
    """Return one row per recording of a risk, the state of play of the latest period first.

    Columns: kind ('state of play', 'corrected', 'identified'); period, said_on (its own day, null for a correction),
    materialised, measures_applied and state_of_play of a state of play said by the day; likelihood, severity, measures
    and lead of the others, which hold on every day; recorded_by and recorded_at (UTC); is_replaced (by a later row).
    """
    return ask(__file__, "risk_history", risk=risk, as_of=as_of)


def level_list() -> Answer:
    """Return one row per likelihood and severity, each 'low', 'medium' or 'high', with the level they make."""
    return ask(__file__, "level_list")


def period_list(*, consortium: str, as_of: date) -> Answer:
    """Return one row per reporting period begun by the day, the latest first: period, starts_on, ends_on."""
    return ask(__file__, "period_list", consortium=consortium, as_of=as_of)
