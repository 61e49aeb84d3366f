"""Add a critical risk, correct one, record its state of play for a reporting period.

Everything is checked inside the transaction that saves it: what is refused leaves the store as it was.
"""

import uuid
from datetime import date
from typing import Any

import polars as pl

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.events import LEVELS, Conflict, Meanwhile, NewRisk, RiskCorrection, StateOfPlay
from data.changes.limits import LONGEST_CODE
from data.problems import Problem, Word
from data.transaction import Change, Transaction

RISK = "select * from risk where risk_id = $risk_id"
MEANWHILE = """
with added as (
    select 'state of play' as event, recorded_on as effective_on, withdrawn, version
    from risk_state_history
    where risk_id = $risk_id
    union all
    select null as event, null as effective_on, withdrawn, version
    from risk_history
    where risk_id = $risk_id
)
select
    risk.code,
    added.event,
    added.effective_on,
    added.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from added
inner join risk on risk.risk_id = $risk_id
inner join change on added.version = change.version
where added.version > $seen_version
order by added.version, added.effective_on, added.event
"""
HAS_CODE = "select code from risk where consortium_id = $consortium_id and code = $code"
PERIOD = "select starts_on from reporting_period where consortium_id = $consortium_id and period = $period"


def add_risk(added: NewRisk, *, who: str, today: date) -> Change:
    """Add a critical risk and return the change of the store; raise Problem when a field is wrong or a number taken."""
    code = checked.text(added.code, Word("Number"), longest=LONGEST_CODE)
    row = {
        "consortium_id": added.consortium_id,
        "code": code,
        "description": checked.filled(checked.lines(added.description, Word("Description")), Word("Description")),
        "foreseen": checked.filled(added.foreseen, Word("Foreseen in the proposal")),
        "identified_on": added.identified_on,
        "work_package": added.work_package,
        **_judged(added),
        "source_id": SOURCE["source_id"],
    }

    def work(transaction: Transaction) -> None:
        consortium = checked.lifetime(transaction, added.consortium_id)
        checked.past_day(added.identified_on, today, consortium["began_on"])
        checked.free_code(
            transaction.fetch(HAS_CODE, {"consortium_id": added.consortium_id, "code": code}),
            code,
        )
        checked.work_package(transaction, added.consortium_id, added.work_package)
        checked.partner(transaction, added.consortium_id, added.lead_id)
        transaction.append("source_document", [SOURCE])
        transaction.append("risk", [{"risk_id": f"{added.consortium_id}-{uuid.uuid4().hex[:12]}", **row}])

    _, change = store.write(work, who=who, why=f"{code}: added", origin="app")
    return change


def change_risk(correction: RiskCorrection, *, who: str, seen_version: int) -> Change:
    """Correct likelihood, severity, measures and lead of a risk and return the change; the records keep what stood.

    Raise Conflict when somebody saved the risk since `seen_version`, Problem when a field is wrong or none differs.
    """
    code = _risk(store.fetch(RISK, {"risk_id": correction.risk_id}))["code"]
    judged = _judged(correction)

    def work(transaction: Transaction) -> None:
        risk = _risk(transaction.fetch(RISK, {"risk_id": correction.risk_id}))
        _nothing_since(transaction, correction.risk_id, seen_version)
        checked.partner(transaction, risk["consortium_id"], correction.lead_id)
        if risk | judged == risk:
            raise Problem(
                "Nothing differs from what is on record.",
                "Change “Likelihood”, “Severity”, “Measures” or “Lead partner”, or leave the form.",
            )
        transaction.append("source_document", [SOURCE])
        transaction.append("risk", [risk | judged | {"source_id": SOURCE["source_id"]}])

    _, change = store.write(work, who=who, why=f"{code}: corrected", origin="app")
    return change


def record_state_of_play(said: StateOfPlay, *, who: str, today: date, seen_version: int) -> Change:
    """Record the state of play of a risk for a reporting period and return the change.

    A second one for the same period replaces the first, whose record stays. Raise Conflict when somebody saved the
    risk since `seen_version`, Problem when a field is wrong or the period had not begun on the day.
    """
    code = _risk(store.fetch(RISK, {"risk_id": said.risk_id}))["code"]
    state = {
        "risk_id": said.risk_id,
        "period": checked.filled(said.period, Word("Reporting period")),
        "recorded_on": said.recorded_on,
        "materialised": checked.filled(said.materialised, Word("Materialised")),
        "measures_applied": checked.filled(said.measures_applied, Word("Measures applied")),
        "state_of_play": checked.filled(
            checked.lines(said.state_of_play, Word("State of play")), Word("State of play")
        ),
        "source_id": SOURCE["source_id"],
    }

    def work(transaction: Transaction) -> None:
        risk = _risk(transaction.fetch(RISK, {"risk_id": said.risk_id}))
        _nothing_since(transaction, said.risk_id, seen_version)
        scope = {"consortium_id": risk["consortium_id"]}
        consortium = checked.lifetime(transaction, risk["consortium_id"])
        checked.past_day(said.recorded_on, today, consortium["began_on"])
        _check_since(said, transaction.fetch(PERIOD, scope | {"period": said.period}), risk)
        transaction.append("source_document", [SOURCE])
        transaction.append("risk_state", [state | scope])

    _, change = store.write(work, who=who, why=f"{code}: state of play", origin="app")
    return change


def _judged(said: NewRisk | RiskCorrection) -> dict[str, Any]:
    return {
        "likelihood": checked.filled(checked.one_of(said.likelihood, LEVELS, Word("Likelihood")), Word("Likelihood")),
        "severity": checked.filled(checked.one_of(said.severity, LEVELS, Word("Severity")), Word("Severity")),
        "measures": checked.filled(checked.lines(said.measures, Word("Measures")), Word("Measures")),
        "lead_id": said.lead_id,
    }


def _risk(rows: pl.DataFrame) -> dict[str, Any]:
    if rows.is_empty():
        raise Problem("This risk is not on record.", "Load the page again and choose one from the table.")
    return rows.row(0, named=True)


def _nothing_since(transaction: Transaction, risk_id: str, seen_version: int) -> None:
    rows = transaction.fetch(MEANWHILE, {"risk_id": risk_id, "seen_version": seen_version}).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**row) for row in rows])


def _check_since(said: StateOfPlay, period: pl.DataFrame, risk: dict[str, Any]) -> None:
    if period.is_empty():
        raise Problem(
            "The field “Reporting period” says {period}, which this consortium does not have.",
            "Choose one of its reporting periods.",
            period=said.period,
        )
    starts_on = period.item()
    if said.recorded_on < starts_on:
        raise Problem(
            "The field “Day” says {day}, before reporting period {period} began on {starts_on}.",
            "Choose a later day or an earlier period.",
            day=said.recorded_on,
            period=said.period,
            starts_on=starts_on,
        )
    if said.recorded_on < risk["identified_on"]:
        raise Problem(
            "The field “Day” says {day}, before the risk was identified on {identified_on}.",
            "Choose a later day.",
            day=said.recorded_on,
            identified_on=risk["identified_on"],
        )
