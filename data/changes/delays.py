"""Justify the delay of a deliverable, take a justification back."""

from datetime import date

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.events import Conflict, Meanwhile
from data.problems import Problem, Word
from data.transaction import Change, Transaction

DELIVERABLE = "select consortium_id, code from deliverable where deliverable_id = $deliverable_id"
IS_LATE = "select is_overdue from deliverable_state($day) where deliverable_id = $deliverable_id"
PRESENT = "select * from delay_justification where deliverable_id = $deliverable_id and recorded_on = $recorded_on"
MEANWHILE = """
with added as (
    select event, effective_on, withdrawn, version
    from deliverable_event_history
    where deliverable_id = $deliverable_id
    union all
    select 'delay justified' as event, recorded_on as effective_on, withdrawn, version
    from delay_justification_history
    where deliverable_id = $deliverable_id
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
inner join deliverable on deliverable.deliverable_id = $deliverable_id
inner join change on added.version = change.version
where added.version > $seen_version
order by added.version, added.effective_on, added.event
"""


def justify_delay(
    deliverable_id: str, justification: str | None, on: date, *, who: str, today: date, seen_version: int
) -> Change:
    """Record on the day `on` why a deliverable is late and return the change; a second one of that day replaces it.

    Raise Conflict when something happened to the deliverable since `seen_version`, Problem when it was not open past
    its current due date on that day, or when a field is wrong.
    """

    def work(transaction: Transaction) -> None:
        consortium_id, _ = _deliverable(transaction.fetch(DELIVERABLE, {"deliverable_id": deliverable_id}).rows())
        _nothing_since(transaction, deliverable_id, seen_version)
        said = checked.lines(justification, Word("Justification"))
        if said is None:
            raise Problem(
                "The field “Justification” is empty.", "Say in a sentence or two why it is late, for the funder."
            )
        checked.past_day(on, today, checked.lifetime(transaction, consortium_id)["began_on"])
        late = transaction.fetch(IS_LATE, {"deliverable_id": deliverable_id, "day": on})
        if late.is_empty() or not late.item():
            raise Problem(
                "The field “Day” says {day}, when this deliverable was not late.",
                "Choose a day after its due date on which it was still open.",
                day=on,
            )
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "delay_justification",
            [
                {
                    "deliverable_id": deliverable_id,
                    "consortium_id": consortium_id,
                    "recorded_on": on,
                    "justification": said,
                    "source_id": SOURCE["source_id"],
                }
            ],
        )

    _, change = store.write(work, who=who, why=f"{_code(deliverable_id)}: delay justified", origin="app")
    return change


def take_back_justification(deliverable_id: str, recorded_on: date, *, who: str, seen_version: int) -> Change:
    """Withdraw the justification of one day and return the change; the records keep it.

    Raise Conflict when something happened to the deliverable since `seen_version`, Problem when there is none.
    """

    def work(transaction: Transaction) -> None:
        _nothing_since(transaction, deliverable_id, seen_version)
        present = transaction.fetch(PRESENT, {"deliverable_id": deliverable_id, "recorded_on": recorded_on})
        if present.is_empty():
            raise Problem("This justification is not on record.", "Load the page again.")
        transaction.withdraw("delay_justification", present)

    _, change = store.write(work, who=who, why=f"{_code(deliverable_id)}: justification taken back", origin="app")
    return change


def _code(deliverable_id: str) -> str:
    _, code = _deliverable(store.fetch(DELIVERABLE, {"deliverable_id": deliverable_id}).rows())
    return code


def _deliverable(rows: list[tuple[str, str]]) -> tuple[str, str]:
    if not rows:
        raise Problem("This deliverable is not on record.", "Load the page again and choose one from the table.")
    return rows[0]


def _nothing_since(transaction: Transaction, deliverable_id: str, seen_version: int) -> None:
    rows = transaction.fetch(MEANWHILE, {"deliverable_id": deliverable_id, "seen_version": seen_version}).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**row) for row in rows])
