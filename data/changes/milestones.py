"""Record what happened to a milestone, add one, take the last event back.

Everything is checked inside the transaction that saves it: what is refused leaves the store as it was.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.events import (
    MILESTONE_ENDS,
    MILESTONE_EVENTS,
    Conflict,
    Meanwhile,
    MilestoneEvent,
    NewMilestone,
    possible_milestone_events,
)
from data.changes.limits import LONGEST_CODE
from data.problems import Problem, Word
from data.transaction import Change, Transaction

NEEDS_REASON = ("rescheduled", "explained", "removed")

MILESTONE = "select milestone_id, consortium_id, code from milestone where milestone_id = $milestone_id"
EVENTS = """
select
    event.event_id,
    event.event,
    event.effective_on,
    event.position,
    max(record.version) as version
from milestone_event as event
inner join milestone_event_history as record on event.event_id = record.event_id
where event.milestone_id = $milestone_id
group by event.event_id, event.event, event.effective_on, event.position
order by event.effective_on, event.position, event.event_id
"""
MEANWHILE = """
with added as (
    select event, effective_on, withdrawn, version
    from milestone_event_history
    where milestone_id = $milestone_id
    union all
    select null as event, null as effective_on, withdrawn, version
    from milestone_history
    where milestone_id = $milestone_id
)
select
    milestone.code,
    added.event,
    added.effective_on,
    added.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from added
inner join milestone on milestone.milestone_id = $milestone_id
inner join change on added.version = change.version
where added.version > $seen_version
order by added.version, added.effective_on, added.event
"""
PRESENT_EVENT = "select * from milestone_event where event_id = $event_id"
HAS_CODE = "select code from milestone where consortium_id = $consortium_id and code = $code"


def record_milestone_event(event: MilestoneEvent, *, who: str, today: date, seen_version: int) -> Change:
    """Record `event` and return the change of the store.

    `seen_version` is the store's version the user looked at. Raise Conflict when somebody saved the milestone since,
    Problem when the event cannot have happened so; nothing is saved then.
    """
    code = _known_code(event.milestone_id)

    def work(transaction: Transaction) -> None:
        milestone = _milestone(transaction, event.milestone_id)
        _nothing_since(transaction, event.milestone_id, seen_version)
        consortium = checked.lifetime(transaction, milestone["consortium_id"])
        recorded = transaction.fetch(EVENTS, {"milestone_id": event.milestone_id}).to_dicts()
        reason = checked.lines(event.reason, Word("Reason"))
        _check_order(event, recorded)
        checked.past_day(event.effective_on, today, consortium["began_on"])
        _check_planned(event, recorded)
        _check_own_fields(event, reason)
        checked.due_day(event.due_on, consortium)
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "milestone_event",
            [
                {
                    "event_id": f"{event.milestone_id}-{uuid.uuid4().hex[:12]}",
                    "milestone_id": event.milestone_id,
                    "consortium_id": milestone["consortium_id"],
                    "event": event.event,
                    "effective_on": event.effective_on,
                    "position": max((row["position"] for row in recorded), default=0) + 1,
                    "due_on": event.due_on,
                    "reason": reason,
                    "source_id": SOURCE["source_id"],
                }
            ],
        )

    _, change = store.write(work, who=who, why=f"{code}: {event.event}", origin="app")
    return change


def undo_last_milestone_event(milestone_id: str, *, who: str, seen_version: int) -> Change:
    """Withdraw the event of a milestone that was recorded last and return the change; its history keeps both.

    Raise Conflict when somebody saved the milestone since `seen_version`, Problem when only its plan is left.
    """
    code = _known_code(milestone_id)

    def work(transaction: Transaction) -> None:
        _milestone(transaction, milestone_id)
        _nothing_since(transaction, milestone_id, seen_version)
        recorded = transaction.fetch(EVENTS, {"milestone_id": milestone_id}).to_dicts()
        last = max(recorded, key=lambda row: (row["version"], row["effective_on"], row["position"]), default=None)
        if last is None or last["event"] == "planned":
            raise Problem(
                "Only the plan of this milestone is left, and no event to take back.",
                "To take the milestone out of the plan, record the event “Removed by amendment”.",
            )
        transaction.withdraw("milestone_event", transaction.fetch(PRESENT_EVENT, {"event_id": last["event_id"]}))

    _, change = store.write(work, who=who, why=f"{code}: last event taken back", origin="app")
    return change


def add_milestone(added: NewMilestone, *, who: str, today: date) -> Change:
    """Add a milestone with its plan and return the change of the store.

    Raise Problem when a field is wrong, the number is taken, or neither a due date nor a month is given.
    """
    code = checked.text(added.code, Word("Number"), longest=LONGEST_CODE)
    title = checked.text(added.title, Word("Title"))
    means_of_verification = checked.lines(added.means_of_verification, Word("Means of verification"))

    def work(transaction: Transaction) -> None:
        consortium = checked.lifetime(transaction, added.consortium_id)
        scope = {"consortium_id": added.consortium_id}
        checked.past_day(added.planned_on, today, consortium["began_on"])
        checked.free_code(transaction.fetch(HAS_CODE, scope | {"code": code}), code)
        checked.work_package(transaction, added.consortium_id, added.work_package)
        checked.partner(transaction, added.consortium_id, added.lead_id)
        due_on, _ = checked.planned_due(transaction, added.due_on, added.due_month, consortium)
        named = scope | {
            "milestone_id": f"{added.consortium_id}-{uuid.uuid4().hex[:12]}",
            "source_id": SOURCE["source_id"],
        }
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "milestone",
            [
                named
                | {
                    "code": code,
                    "title": title,
                    "work_package": added.work_package,
                    "lead_id": added.lead_id,
                    "means_of_verification": means_of_verification,
                }
            ],
        )
        transaction.append(
            "milestone_event",
            [
                named
                | {
                    "event_id": f"{named['milestone_id']}-planned",
                    "event": "planned",
                    "effective_on": added.planned_on,
                    "position": 1,
                    "due_on": due_on,
                }
            ],
        )

    _, change = store.write(work, who=who, why=f"{code}: added", origin="app")
    return change


def _known_code(milestone_id: str) -> str:
    return str(_one_milestone(store.fetch(MILESTONE, {"milestone_id": milestone_id}).to_dicts())["code"])


def _milestone(transaction: Transaction, milestone_id: str) -> dict[str, Any]:
    return _one_milestone(transaction.fetch(MILESTONE, {"milestone_id": milestone_id}).to_dicts())


def _one_milestone(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        raise Problem("This milestone is not on record.", "Load the page again and choose one from the table.")
    return rows[0]


def _nothing_since(transaction: Transaction, milestone_id: str, seen_version: int) -> None:
    rows = transaction.fetch(MEANWHILE, {"milestone_id": milestone_id, "seen_version": seen_version}).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**row) for row in rows])


def _check_order(event: MilestoneEvent, recorded: Sequence[dict[str, Any]]) -> None:
    ended = next((row["event"] for row in recorded if row["event"] in MILESTONE_ENDS), None)
    if event.event in possible_milestone_events(ended):
        return
    if event.event in MILESTONE_EVENTS:
        raise Problem(
            "The field “Event” cannot be set: nothing follows once a milestone is achieved or removed.",
            "If that was recorded by mistake, take back the last event first.",
        )
    raise Problem("The field “Event” does not name an event to record.", "Choose one from the list.")


def _check_planned(event: MilestoneEvent, recorded: Sequence[dict[str, Any]]) -> None:
    planned = [row["effective_on"] for row in recorded if row["event"] == "planned"]
    if not planned or event.effective_on < min(planned):
        raise Problem(
            "The field “Day” says {day}, before the milestone was planned.",
            "Choose a later day.",
            day=event.effective_on,
        )


def _check_own_fields(event: MilestoneEvent, reason: str | None) -> None:
    if event.event != "rescheduled" and event.due_on is not None:
        raise Problem(
            "The field “New due date” is filled in for another event.", "Empty the field or record a rescheduling."
        )
    if event.event == "rescheduled" and event.due_on is None:
        raise Problem("The field “New due date” is empty.", "Choose the day on which it is due now.")
    if event.event in NEEDS_REASON and not reason:
        raise Problem(
            "The field “Reason” is empty, and this event needs one.",
            "Say in a sentence why, for those who read the history later.",
        )
