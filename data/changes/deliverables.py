"""Record what happened to a deliverable, add one, take the last event back.

Everything is checked inside the transaction that saves it: what is refused leaves the store as it was.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from data import store
from data.changes import checked
from data.changes.checked import LONGEST_CODE, SOURCE
from data.changes.events import MOVES_STATUS, OPEN_EVENTS, Conflict, Event, Meanwhile, NewDeliverable, possible_events
from data.problems import Problem, Word
from data.store import Change, Transaction

LAST_MONTH = 240

NEEDS_REASON = ("rescheduled", "returned", "removed")
DELIVERABLE_TYPES = ("R", "DEM", "DEC", "DATA", "DMP", "ETHICS", "SECURITY", "OTHER")
DISSEMINATION_LEVELS = ("PU", "SEN", "R-UE/EU-R", "C-UE/EU-C", "S-UE/EU-S", "CO", "CI")
# Event -> the field that only it has.
OWN_FIELD = {"rescheduled": "due_on", "drafted": "progress", "merged": "merged_into_id"}

DELIVERABLE = """
select
    deliverable.deliverable_id,
    deliverable.consortium_id,
    deliverable.code
from deliverable
where deliverable.deliverable_id = $deliverable_id
"""
EVENTS = """
select
    event.event_id,
    event.event,
    event.effective_on,
    event.position,
    max(record.version) as version
from deliverable_event as event
inner join deliverable_event_record as record on event.event_id = record.event_id
where event.deliverable_id = $deliverable_id
group by event.event_id, event.event, event.effective_on, event.position
order by event.effective_on, event.position, event.event_id
"""
MEANWHILE = """
with added as (
    select event, effective_on, withdrawn, version
    from deliverable_event_record
    where deliverable_id = $deliverable_id
    union all
    select null as event, null as effective_on, withdrawn, version
    from deliverable_record
    where deliverable_id = $deliverable_id
)
select
    added.event,
    added.effective_on,
    added.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from added
inner join change on added.version = change.version
where added.version > $seen_version
order by added.version, added.effective_on, added.event
"""
PRESENT_EVENT = "select * from deliverable_event where event_id = $event_id"
STATUS_NOW = "select status from deliverable_state(cast('9999-12-31' as date)) where deliverable_id = $deliverable_id"
MONTH_DUE_ON = "select month_due_on($starts_on, $month_number) as due_on"
HAS_CODE = "select code from deliverable where consortium_id = $consortium_id and code = $code"


def record_event(event: Event, *, who: str, today: date, seen_version: int) -> Change:
    """Record `event` and return the change of the store.

    `seen_version` is the store's version the user looked at. Raise Conflict when somebody saved the deliverable since,
    Problem when the event cannot have happened so; nothing is saved then.
    """
    code = _known_code(event.deliverable_id)

    def work(transaction: Transaction) -> None:
        deliverable = _deliverable(transaction, event.deliverable_id)
        _nothing_since(transaction, event.deliverable_id, seen_version)
        lifetime = checked.lifetime(transaction, deliverable["consortium_id"])
        recorded = transaction.fetch(EVENTS, {"deliverable_id": event.deliverable_id}).to_dicts()
        reason = checked.lines(event.reason, Word("Reason"))
        _check_order(event, recorded)
        checked.past_day(event.effective_on, today, lifetime["began_on"])
        _check_after(event, recorded)
        _check_own_fields(event, reason)
        checked.due_day(event.due_on, lifetime)
        _check_merged(transaction, event, deliverable)
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "deliverable_event",
            [
                {
                    "event_id": f"{event.deliverable_id}-{uuid.uuid4().hex[:12]}",
                    "deliverable_id": event.deliverable_id,
                    "consortium_id": deliverable["consortium_id"],
                    "event": event.event,
                    "effective_on": event.effective_on,
                    "effective_precision": "day",
                    "position": max((row["position"] for row in recorded), default=0) + 1,
                    "due_on": event.due_on,
                    "due_precision": "day" if event.due_on else None,
                    "progress": event.progress,
                    "merged_into_id": event.merged_into_id,
                    "reason": reason,
                    "source_id": SOURCE["source_id"],
                }
            ],
        )

    _, change = store.write(work, who=who, why=f"{code}: {event.event}", origin="app")
    return change


def undo_last_event(deliverable_id: str, *, who: str, seen_version: int) -> Change:
    """Withdraw the event of a deliverable that was recorded last and return the change; its history keeps both.

    Raise Conflict when somebody saved the deliverable since `seen_version`, Problem when only its plan is left or
    a later answer stands on the event.
    """
    code = _known_code(deliverable_id)

    def work(transaction: Transaction) -> None:
        _deliverable(transaction, deliverable_id)
        _nothing_since(transaction, deliverable_id, seen_version)
        recorded = transaction.fetch(EVENTS, {"deliverable_id": deliverable_id}).to_dicts()
        last = max(recorded, key=lambda row: (row["version"], row["effective_on"], row["position"]), default=None)
        if last is None or last["event"] == "planned":
            raise Problem(
                "Only the plan of this deliverable is left, and no event to take back.",
                "To take the deliverable out of the plan, record the event “Removed by amendment”.",
            )
        if _is_possible(recorded) and not _is_possible([row for row in recorded if row is not last]):
            raise Problem(
                "The event recorded last cannot be taken back: a later one stands on it.",
                "Record what happened since as a further event.",
            )
        transaction.withdraw("deliverable_event", transaction.fetch(PRESENT_EVENT, {"event_id": last["event_id"]}))

    _, change = store.write(work, who=who, why=f"{code}: last event taken back", origin="app")
    return change


def add_deliverable(added: NewDeliverable, *, who: str, today: date) -> Change:
    """Add a deliverable with its plan and return the change of the store.

    Raise Problem when a field is wrong, the number is taken, or neither a due date nor a month is given.
    """
    code = checked.text(added.code, Word("Number"), longest=LONGEST_CODE)
    title = checked.text(added.title, Word("Title"))

    def work(transaction: Transaction) -> None:
        lifetime = checked.lifetime(transaction, added.consortium_id)
        checked.past_day(added.planned_on, today, lifetime["began_on"])
        _check_named(transaction, added, code)
        _check_kind(added)
        due_on, due_precision = _due(transaction, added, lifetime)
        checked.due_day(due_on, lifetime)
        deliverable_id = f"{added.consortium_id}-{uuid.uuid4().hex[:12]}"
        named = {
            "deliverable_id": deliverable_id,
            "consortium_id": added.consortium_id,
            "source_id": SOURCE["source_id"],
        }
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "deliverable",
            [
                named
                | {
                    "code": code,
                    "title": title,
                    "work_package": added.work_package,
                    "deliverable_type": added.deliverable_type,
                    "dissemination_level": added.dissemination_level,
                    "lead_id": added.lead_id,
                    "language": lifetime["language"],
                }
            ],
        )
        transaction.append(
            "deliverable_event",
            [
                named
                | {
                    "event_id": f"{deliverable_id}-planned",
                    "event": "planned",
                    "effective_on": added.planned_on,
                    "effective_precision": "day",
                    "position": 1,
                    "due_on": due_on,
                    "due_precision": due_precision,
                    "due_month": added.due_month,
                }
            ],
        )

    _, change = store.write(work, who=who, why=f"{code}: added", origin="app")
    return change


def _known_code(deliverable_id: str) -> str:
    rows = store.fetch(DELIVERABLE, {"deliverable_id": deliverable_id})
    return str(_one_deliverable(rows.to_dicts())["code"])


def _deliverable(transaction: Transaction, deliverable_id: str) -> dict[str, Any]:
    return _one_deliverable(transaction.fetch(DELIVERABLE, {"deliverable_id": deliverable_id}).to_dicts())


def _one_deliverable(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        raise Problem("This deliverable is not on record.", "Load the page again and choose one from the table.")
    return rows[0]


def _nothing_since(transaction: Transaction, deliverable_id: str, seen_version: int) -> None:
    rows = transaction.fetch(MEANWHILE, {"deliverable_id": deliverable_id, "seen_version": seen_version}).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**row) for row in rows])


def _status_moves(recorded: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in recorded if row["event"] in MOVES_STATUS]


def _is_possible(recorded: Sequence[dict[str, Any]]) -> bool:
    last: str | None = None
    for row in _status_moves(recorded):
        if row["event"] not in possible_events(last):
            return False
        last = row["event"]
    return True


def _check_order(event: Event, recorded: Sequence[dict[str, Any]]) -> None:
    moves = _status_moves(recorded)
    last = moves[-1]["event"] if moves else None
    if event.event in possible_events(last):
        return
    if last in ("approved", "merged", "removed"):
        raise Problem(
            "The field “Event” cannot be set: nothing follows once a deliverable is approved, merged or removed.",
            "If that was recorded by mistake, take back the last event first.",
        )
    if event.event in ("approved", "returned"):
        raise Problem(
            "The field “Event” does not fit: a deliverable is approved or returned only after it was submitted.",
            "Record the submission first.",
        )
    if last == "submitted" and event.event in OPEN_EVENTS:
        raise Problem(
            "The field “Event” does not fit: this deliverable is submitted and waits for an answer.",
            "Record that it was approved or returned, or take back the submission.",
        )
    raise Problem("The field “Event” does not name an event to record.", "Choose one from the list.")


def _check_after(event: Event, recorded: Sequence[dict[str, Any]]) -> None:
    planned = [row["effective_on"] for row in recorded if row["event"] == "planned"]
    if not planned or event.effective_on < min(planned):
        raise Problem(
            "The field “Day” says {day}, before the deliverable was planned.",
            "Choose a later day.",
            day=event.effective_on,
        )
    moves = _status_moves(recorded)
    if moves and event.effective_on < moves[-1]["effective_on"]:
        raise Problem(
            "The field “Day” says {day}, before the last submission or answer on {earlier}.",
            "Choose that day or a later one.",
            day=event.effective_on,
            earlier=moves[-1]["effective_on"],
        )


def _check_own_fields(event: Event, reason: str | None) -> None:
    if any(getattr(event, field) is not None for kind, field in OWN_FIELD.items() if kind != event.event):
        raise Problem(
            "One of the fields “New due date”, “Progress” and “Merged into” is filled in for another event.",
            "Empty the field that does not belong to the event and save again.",
        )
    if event.event == "rescheduled" and event.due_on is None:
        raise Problem("The field “New due date” is empty.", "Choose the day on which it is due now.")
    if event.event == "drafted" and (event.progress is None or not 0 <= event.progress <= 1):
        raise Problem(
            "The field “Progress” is not between 0 and 100 %.", "Give how much of the draft is done, from 0 to 100 %."
        )
    if event.event == "merged" and event.merged_into_id is None:
        raise Problem("The field “Merged into” is empty.", "Choose the deliverable that takes it in.")
    if event.event in NEEDS_REASON and not reason:
        raise Problem(
            "The field “Reason” is empty, and this event needs one.",
            "Say in a sentence why, for those who read the history later.",
        )


def _check_merged(transaction: Transaction, event: Event, deliverable: dict[str, Any]) -> None:
    if event.merged_into_id is None:
        return
    other = transaction.fetch(DELIVERABLE, {"deliverable_id": event.merged_into_id}).to_dicts()
    if not other or other[0]["consortium_id"] != deliverable["consortium_id"] or other[0] == deliverable:
        raise Problem(
            "The field “Merged into” does not name another deliverable of this consortium.",
            "Choose one from the list.",
        )
    ((status,),) = transaction.fetch(STATUS_NOW, {"deliverable_id": event.merged_into_id}).rows() or [("removed",)]
    if status in ("merged", "removed"):
        raise Problem(
            "The field “Merged into” names {code}, which is itself merged or removed.",
            "Choose a deliverable that still counts.",
            code=other[0]["code"],
        )


def _check_named(transaction: Transaction, added: NewDeliverable, code: str) -> None:
    scope = {"consortium_id": added.consortium_id}
    if not transaction.fetch(HAS_CODE, scope | {"code": code}).is_empty():
        raise Problem("The field “Number” says {code}, which is taken.", "Choose another number.", code=code)
    checked.work_package(transaction, added.consortium_id, added.work_package)
    checked.partner(transaction, added.consortium_id, added.lead_id)


def _check_kind(added: NewDeliverable) -> None:
    checked.one_of(added.deliverable_type, DELIVERABLE_TYPES, Word("Type"))
    checked.one_of(added.dissemination_level, DISSEMINATION_LEVELS, Word("Dissemination level"))


def _due(transaction: Transaction, added: NewDeliverable, lifetime: dict[str, Any]) -> tuple[date, str]:
    month = added.due_month
    if month is not None and not 1 <= month <= LAST_MONTH:
        raise Problem(
            "The field “Month” says {month}, which is not a month of the project.",
            "Give a month number from 1 to {last}.",
            month=month,
            last=LAST_MONTH,
        )
    if added.due_on is not None:
        return added.due_on, "day"
    if month is None:
        raise Problem("The field “Due date” is empty.", "Give a due date or a month number.")
    if lifetime["starts_on"] is None:
        raise Problem(
            "The field “Month” cannot become a date: the start of the consortium is not known.", "Give a due date."
        )
    asked = {"starts_on": lifetime["starts_on"], "month_number": month}
    return transaction.fetch(MONTH_DUE_ON, asked).item(), lifetime["starts_precision"] or "day"
