"""Record what happened to a deliverable, change many at once, add one, link to it, take the last event back.

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
    MOVES_STATUS,
    OPEN_EVENTS,
    Conflict,
    DeliverableChange,
    DeliverableFields,
    Event,
    Meanwhile,
    NewDeliverable,
    possible_events,
)
from data.changes.limits import LONGEST_CODE
from data.problems import Problem, Word
from data.transaction import Change, Transaction

NEEDS_REASON = ("rescheduled", "returned", "removed")
DELIVERABLE_TYPES = ("R", "DEM", "DEC", "DATA", "DMP", "ETHICS", "SECURITY", "OTHER")
DISSEMINATION_LEVELS = ("PU", "SEN", "R-UE/EU-R", "C-UE/EU-C", "S-UE/EU-S", "CO", "CI")
# Event -> the field that only it has.
OWN_FIELD = {"rescheduled": "due_on", "drafted": "progress", "merged": "merged_into_id"}
# Field -> what it is called where many are changed at once.
CHANGED_FIELD = {"due_on": Word("Due date"), "progress": Word("Progress"), "submitted_on": Word("Submitted on")}

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
    event.deliverable_id,
    event.event_id,
    event.event,
    event.effective_on,
    event.position,
    max(record.version) as version
from deliverable_event as event
inner join deliverable_event_history as record on event.event_id = record.event_id
where event.deliverable_id = any($deliverable_ids)
group by event.deliverable_id, event.event_id, event.event, event.effective_on, event.position
order by event.effective_on, event.position, event.event_id
"""
MEANWHILE = """
with added as (
    select deliverable_id, event, effective_on, withdrawn, version
    from deliverable_event_history
    where deliverable_id = any($deliverable_ids)
    union all
    select deliverable_id, null as event, null as effective_on, withdrawn, version
    from deliverable_history
    where deliverable_id = any($deliverable_ids)
)
select
    deliverable.code,
    added.event,
    added.effective_on,
    added.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from added
inner join change on added.version = change.version
inner join deliverable on added.deliverable_id = deliverable.deliverable_id
where added.version > $seen_version
order by deliverable.code, added.version, added.effective_on, added.event
"""
PRESENT = "select * from deliverable where deliverable_id = any($deliverable_ids)"
PRESENT_LINK = "select * from deliverable_link where deliverable_id = $deliverable_id and url = $url"
PRESENT_EVENT = "select * from deliverable_event where event_id = $event_id"
STATUS_NOW = "select status from deliverable_state(cast('9999-12-31' as date)) where deliverable_id = $deliverable_id"
HAS_CODE = "select code from deliverable where consortium_id = $consortium_id and code = $code"


def record_event(event: Event, *, who: str, today: date, seen_version: int) -> Change:
    """Record `event` and return the change of the store.

    `seen_version` is the store's version the user looked at. Raise Conflict when somebody saved the deliverable since,
    Problem when the event cannot have happened so; nothing is saved then.
    """
    code = _known_code(event.deliverable_id)

    def work(transaction: Transaction) -> None:
        deliverable = _deliverable(transaction, event.deliverable_id)
        _nothing_since(transaction, [event.deliverable_id], seen_version)
        lifetime = checked.lifetime(transaction, deliverable["consortium_id"])
        recorded = _recorded(transaction, [event.deliverable_id])
        happened = _event_row(transaction, event, deliverable, recorded, lifetime, today)
        transaction.append("source_document", [SOURCE])
        transaction.append("deliverable_event", [happened])

    _, change = store.write(work, who=who, why=f"{code}: {event.event}", origin="app")
    return change


def change_many(changes: Sequence[DeliverableChange], *, on: date, who: str, today: date, seen_version: int) -> Change:
    """Change fields of several deliverables, all or none, and return the change of the store.

    Title, work package, lead, type, level and objective are corrected. Another due date is a rescheduling and another
    progress a draft on the day `on`, a day of submission a submission on that day. Raise Conflict when somebody saved
    one of the deliverables since `seen_version`, Problem about the first one that cannot be changed so.
    """

    def work(transaction: Transaction) -> None:
        named = [change.deliverable_id for change in changes]
        _nothing_since(transaction, named, seen_version)
        present = {
            row["deliverable_id"]: row for row in transaction.fetch(PRESENT, {"deliverable_ids": named}).to_dicts()
        }
        consortia = {row["consortium_id"] for row in present.values()}
        lifetimes = {consortium: checked.lifetime(transaction, consortium) for consortium in consortia}
        recorded = _recorded(transaction, named)
        corrected: list[dict[str, Any]] = []
        happened: list[dict[str, Any]] = []
        for change in changes:
            deliverable = _one_deliverable([row for row in [present.get(change.deliverable_id)] if row])
            try:
                if described := _described(transaction, deliverable["consortium_id"], change.fields):
                    corrected.append(deliverable | described | {"source_id": SOURCE["source_id"]})
                lifetime = lifetimes[deliverable["consortium_id"]]
                for event in _events(change, on):
                    so_far = [row for row in [*recorded, *happened] if row["deliverable_id"] == change.deliverable_id]
                    happened.append(_event_row(transaction, event, deliverable, so_far, lifetime, today, many=True))
            except Problem as problem:
                problem.about = deliverable["code"]
                raise
        transaction.append("source_document", [SOURCE])
        transaction.append("deliverable", corrected)
        transaction.append("deliverable_event", happened)

    _, change = store.write(work, who=who, why=f"{len(changes)} deliverables changed", origin="app")
    return change


def undo_last_event(deliverable_id: str, *, who: str, seen_version: int) -> Change:
    """Withdraw the event of a deliverable that was recorded last and return the change; its history keeps both.

    Raise Conflict when somebody saved the deliverable since `seen_version`, Problem when only its plan is left or
    a later answer stands on the event.
    """
    code = _known_code(deliverable_id)

    def work(transaction: Transaction) -> None:
        _deliverable(transaction, deliverable_id)
        _nothing_since(transaction, [deliverable_id], seen_version)
        recorded = _recorded(transaction, [deliverable_id])
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

    def work(transaction: Transaction) -> None:
        lifetime = checked.lifetime(transaction, added.consortium_id)
        checked.past_day(added.planned_on, today, lifetime["began_on"])
        scope = {"consortium_id": added.consortium_id}
        checked.free_code(transaction.fetch(HAS_CODE, scope | {"code": code}), code)
        described = _described(
            transaction,
            added.consortium_id,
            {
                "title": added.title,
                "work_package": added.work_package,
                "lead_id": added.lead_id,
                "deliverable_type": added.deliverable_type,
                "dissemination_level": added.dissemination_level,
                "objective": added.objective,
            },
        )
        due_on, due_precision = checked.planned_due(transaction, added.due_on, added.due_month, lifetime)
        deliverable_id = f"{added.consortium_id}-{uuid.uuid4().hex[:12]}"
        named = {
            "deliverable_id": deliverable_id,
            "consortium_id": added.consortium_id,
            "source_id": SOURCE["source_id"],
        }
        transaction.append("source_document", [SOURCE])
        transaction.append("deliverable", [named | described | {"code": code, "language": lifetime["language"]}])
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


def add_link(deliverable_id: str, *, url: str, title: str, on: date, who: str, today: date) -> Change:
    """Add the address of a file or page that belongs to a deliverable, on the day `on`, and return the change.

    Raise Problem when the address cannot be opened or stands there already, or the title or the day is wrong.
    """
    code = _known_code(deliverable_id)

    def work(transaction: Transaction) -> None:
        consortium_id = _deliverable(transaction, deliverable_id)["consortium_id"]
        link = {"deliverable_id": deliverable_id, "url": checked.web_address(url, Word("Address"))}
        said = checked.text(title, Word("Title"))
        checked.past_day(on, today, checked.lifetime(transaction, consortium_id)["began_on"])
        if not transaction.fetch(PRESENT_LINK, link).is_empty():
            raise Problem(
                "The field “Address” names a link that the deliverable has already.",
                "Remove that link first if its title is to change.",
            )
        described = {"consortium_id": consortium_id, "title": said, "added_on": on, "source_id": SOURCE["source_id"]}
        transaction.append("source_document", [SOURCE])
        transaction.append("deliverable_link", [link | described])

    _, change = store.write(work, who=who, why=f"{code}: link added", origin="app")
    return change


def withdraw_link(deliverable_id: str, *, url: str, who: str) -> Change:
    """Take a link from a deliverable and return the change; raise Problem when it has no such link."""
    code = _known_code(deliverable_id)

    def work(transaction: Transaction) -> None:
        present = transaction.fetch(PRESENT_LINK, {"deliverable_id": deliverable_id, "url": url})
        if present.is_empty():
            raise Problem("This link is not on record any more.", "Load the page again.")
        transaction.withdraw("deliverable_link", present)

    _, change = store.write(work, who=who, why=f"{code}: link removed", origin="app")
    return change


def _event_row(
    transaction: Transaction,
    event: Event,
    deliverable: dict[str, Any],
    recorded: Sequence[dict[str, Any]],
    lifetime: dict[str, Any],
    today: date,
    *,
    many: bool = False,
) -> dict[str, Any]:
    """Return the row of an event, checked against those `recorded` before; `many` names fields as the grid does."""
    field = CHANGED_FIELD[OWN_FIELD.get(event.event, "submitted_on")] if many else Word("Event")
    day_field = checked.DAY
    if many:
        day_field = field if event.event == "submitted" else Word("As of")
    reason = checked.lines(event.reason, Word("Reason"))
    _check_order(event, recorded, field)
    checked.past_day(event.effective_on, today, lifetime["began_on"], day_field)
    _check_after(event, recorded, day_field)
    _check_own_fields(event, reason)
    checked.due_day(event.due_on, lifetime)
    _check_merged(transaction, event, deliverable)
    return {
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


def _events(change: DeliverableChange, on: date) -> list[Event]:
    fields = change.fields
    for name, field in CHANGED_FIELD.items():
        if name in fields and fields.get(name) is None:
            raise Problem(
                "The field “{field}” is empty, though something is recorded in it.",
                "Type a value; to take back what is recorded, open the deliverable on the page of deliverables.",
                field=field,
            )
    # A submission closes the deliverable, so what else is said of it comes first.
    events = []
    if "due_on" in fields:
        events.append(Event(change.deliverable_id, "rescheduled", on, due_on=fields["due_on"], reason=change.reason))
    if "progress" in fields:
        events.append(Event(change.deliverable_id, "drafted", on, progress=fields["progress"]))
    if submitted_on := fields.get("submitted_on"):
        events.append(Event(change.deliverable_id, "submitted", submitted_on))
    return events


def _described(transaction: Transaction, consortium_id: str, fields: DeliverableFields) -> dict[str, str | None]:
    """Return the fields that say what a deliverable is, checked; the dated ones are left out."""
    found: dict[str, str | None] = {}
    if "title" in fields:
        found["title"] = checked.text(fields["title"], Word("Title"))
    if "work_package" in fields:
        found["work_package"] = checked.work_package(transaction, consortium_id, fields["work_package"])
    if "lead_id" in fields:
        found["lead_id"] = checked.partner(transaction, consortium_id, fields["lead_id"])
    if "deliverable_type" in fields:
        found["deliverable_type"] = checked.one_of(fields["deliverable_type"], DELIVERABLE_TYPES, Word("Type"))
    if "dissemination_level" in fields:
        level = checked.one_of(fields["dissemination_level"], DISSEMINATION_LEVELS, Word("Dissemination level"))
        found["dissemination_level"] = level
    if "objective" in fields:
        found["objective"] = checked.objective(transaction, consortium_id, fields["objective"])
    return found


def _known_code(deliverable_id: str) -> str:
    rows = store.fetch(DELIVERABLE, {"deliverable_id": deliverable_id})
    return str(_one_deliverable(rows.to_dicts())["code"])


def _deliverable(transaction: Transaction, deliverable_id: str) -> dict[str, Any]:
    return _one_deliverable(transaction.fetch(DELIVERABLE, {"deliverable_id": deliverable_id}).to_dicts())


def _one_deliverable(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        raise Problem("This deliverable is not on record.", "Load the page again and choose one from the table.")
    return rows[0]


def _recorded(transaction: Transaction, deliverable_ids: Sequence[str]) -> list[dict[str, Any]]:
    return transaction.fetch(EVENTS, {"deliverable_ids": list(deliverable_ids)}).to_dicts()


def _nothing_since(transaction: Transaction, deliverable_ids: Sequence[str], seen_version: int) -> None:
    asked = {"deliverable_ids": list(deliverable_ids), "seen_version": seen_version}
    rows = transaction.fetch(MEANWHILE, asked).to_dicts()
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


def _check_order(event: Event, recorded: Sequence[dict[str, Any]], field: Word) -> None:
    moves = _status_moves(recorded)
    last = moves[-1]["event"] if moves else None
    if event.event in possible_events(last):
        return
    if last in ("approved", "merged", "removed"):
        raise Problem(
            "The field “{field}” cannot be set: nothing follows once a deliverable is approved, merged or removed.",
            "If that was recorded by mistake, take back the last event first.",
            field=field,
        )
    if event.event in ("approved", "returned"):
        raise Problem(
            "The field “{field}” does not fit: a deliverable is approved or returned only after it was submitted.",
            "Record the submission first.",
            field=field,
        )
    if last == "submitted" and event.event in OPEN_EVENTS:
        raise Problem(
            "The field “{field}” does not fit: this deliverable is submitted and waits for an answer.",
            "Record that it was approved or returned, or take back the submission.",
            field=field,
        )
    raise Problem("The field “{field}” does not name an event to record.", "Choose one from the list.", field=field)


def _check_after(event: Event, recorded: Sequence[dict[str, Any]], field: Word) -> None:
    planned = [row["effective_on"] for row in recorded if row["event"] == "planned"]
    if not planned or event.effective_on < min(planned):
        raise Problem(
            "The field “{field}” says {day}, before the deliverable was planned.",
            "Choose a later day.",
            field=field,
            day=event.effective_on,
        )
    moves = _status_moves(recorded)
    if moves and event.effective_on < moves[-1]["effective_on"]:
        raise Problem(
            "The field “{field}” says {day}, before the last submission or answer on {earlier}.",
            "Choose that day or a later one.",
            field=field,
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
