"""Add a communication activity, record how it stands."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from data import store
from data.changes import checked
from data.changes.activities import AUDIENCES, STATES, CommunicationState, NewCommunicationActivity
from data.changes.checked import SOURCE
from data.changes.events import Conflict, Meanwhile
from data.changes.limits import LONGEST_CODE
from data.problems import Problem, Word
from data.transaction import Change, Transaction

LAST_STATES = ("delivered", "cancelled")
NEEDS_REASON = ("postponed", "cancelled")

ACTIVITY = """
select consortium_id, code from communication_activity where communication_activity_id = $communication_activity_id
"""
STATES_SO_FAR = """
select state, effective_on
from communication_activity_state
where communication_activity_id = $communication_activity_id
order by effective_on
"""
HAS_CODE = "select code from communication_activity where consortium_id = $consortium_id and code = $code"
MEANWHILE = """
with added as (
    select state as event, effective_on, withdrawn, version
    from communication_activity_state_history
    where communication_activity_id = $communication_activity_id
    union all
    select null as event, null as effective_on, withdrawn, version
    from communication_activity_history
    where communication_activity_id = $communication_activity_id
)
select
    activity.code,
    added.event,
    added.effective_on,
    added.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from added
inner join communication_activity as activity on activity.communication_activity_id = $communication_activity_id
inner join change on added.version = change.version
where added.version > $seen_version
order by added.version, added.effective_on, added.event
"""


def add_communication_activity(added: NewCommunicationActivity, *, who: str, today: date) -> Change:
    """Add a communication activity with its first state and return the change; raise Problem when a field is wrong."""
    code = checked.text(added.code, Word("Number"), longest=LONGEST_CODE)
    title = checked.text(added.title, Word("Title"))

    def work(transaction: Transaction) -> None:
        lifetime = checked.lifetime(transaction, added.consortium_id)
        if not transaction.fetch(HAS_CODE, {"consortium_id": added.consortium_id, "code": code}).is_empty():
            raise Problem("The field “Number” says {code}, which is taken.", "Choose another number.", code=code)
        checked.one_of(added.audience, AUDIENCES, Word("Audience"))
        checked.partner(transaction, added.consortium_id, added.lead_id)
        named = {
            "communication_activity_id": f"{added.consortium_id}-{uuid.uuid4().hex[:12]}",
            "consortium_id": added.consortium_id,
            "source_id": SOURCE["source_id"],
        }
        first = _state(added.first, today, lifetime)
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "communication_activity",
            [named | {"code": code, "title": title, "audience": added.audience, "lead_id": added.lead_id}],
        )
        transaction.append("communication_activity_state", [named | first])

    _, change = store.write(work, who=who, why=f"{code}: added", origin="app")
    return change


def record_communication_state(
    communication_activity_id: str, told: CommunicationState, *, who: str, today: date, seen_version: int
) -> Change:
    """Record how a communication activity stands and return the change; a second state of one day replaces the first.

    Raise Conflict when somebody saved the activity since `seen_version`, Problem when the state cannot follow on that
    day or a field is wrong.
    """
    named = {"communication_activity_id": communication_activity_id}
    _, code = _activity(store.fetch(ACTIVITY, named).rows())

    def work(transaction: Transaction) -> None:
        consortium_id, _ = _activity(transaction.fetch(ACTIVITY, named).rows())
        meanwhile = transaction.fetch(MEANWHILE, named | {"seen_version": seen_version}).to_dicts()
        if meanwhile:
            raise Conflict([Meanwhile(**row) for row in meanwhile])
        state = _state(told, today, checked.lifetime(transaction, consortium_id))
        _check_follows(told, transaction.fetch(STATES_SO_FAR, named).to_dicts())
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "communication_activity_state",
            [named | state | {"consortium_id": consortium_id, "source_id": SOURCE["source_id"]}],
        )

    _, change = store.write(work, who=who, why=f"{code}: {told.state}", origin="app")
    return change


def _activity(rows: Sequence[tuple[str, str]]) -> tuple[str, str]:
    if not rows:
        raise Problem("This communication activity is not on record.", "Load the page again and choose one.")
    return rows[0]


def _state(told: CommunicationState, today: date, lifetime: Mapping[str, Any]) -> dict[str, Any]:
    checked.one_of(told.state, STATES, Word("State"))
    reason = checked.lines(told.reason, Word("Reason"))
    checked.past_day(told.on, today, lifetime["began_on"])
    if told.state in NEEDS_REASON and reason is None:
        raise Problem(
            "The field “Reason” is empty, and this state needs one.", "Say in a sentence why it was put off or dropped."
        )
    return {"state": told.state, "effective_on": told.on, "reason": reason}


def _check_follows(told: CommunicationState, states: Sequence[Mapping[str, Any]]) -> None:
    if states and told.on < states[-1]["effective_on"]:
        raise Problem(
            "The field “Day” says {day}, before the state last recorded, of {earlier}.",
            "Choose that day or a later one.",
            day=told.on,
            earlier=states[-1]["effective_on"],
        )
    before = [row for row in states if row["effective_on"] < told.on]
    if not before:
        return
    last = before[-1]
    if last["state"] in LAST_STATES:
        raise Problem(
            "The field “State” cannot be set: nothing follows once a communication activity is delivered or cancelled.",
            "If that was recorded by mistake, record the right state for the same day, {day}.",
            day=last["effective_on"],
        )
    if last["state"] == told.state == "ongoing":
        raise Problem("The field “State” does not fit: this activity is ongoing already.", "Choose another state.")
