"""Decide whether two organisations on record are one, and take that back; nothing is joined by it."""

from typing import Any

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.events import Conflict, Meanwhile
from data.problems import Problem, Word
from data.transaction import Change, Transaction

DECISIONS = ("same", "different")

ON_RECORD = "select organisation_id from organisation where organisation_id in $organisations"
PRESENT = "select * from duplicate_decision where first_id = $first_id and second_id = $second_id"
MEANWHILE = """
select
    null as code,
    null as event,
    null as effective_on,
    record.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from duplicate_decision_history as record
inner join change on record.version = change.version
where record.first_id = $first_id and record.second_id = $second_id and record.version > $seen_version
order by change.version
"""


def decide(one_id: str, other_id: str, decision: str, *, who: str, seen_version: int) -> Change:
    """Record that two organisations are the 'same' or 'different', in place of any decision, and return the change.

    Raise Conflict when somebody decided since `seen_version`, Problem when one is not on record or both are one row.
    """
    row = decided(one_id, other_id, decision)

    def work(transaction: Transaction) -> None:
        checked.one_of(decision, DECISIONS, Word("Decision"))
        found = transaction.fetch(ON_RECORD, {"organisations": [one_id, other_id]})
        if found.height != 2:
            raise Problem("This pair of organisations is not on record.", "Load the page again and choose another.")
        _nothing_since(transaction, row, seen_version)
        transaction.append("source_document", [SOURCE])
        transaction.append("duplicate_decision", [row])

    why = f"{row['first_id']}, {row['second_id']}: {decision} organisations"
    return store.write(work, who=who, why=why, origin="app")[1]


def take_back_decision(one_id: str, other_id: str, *, who: str, seen_version: int) -> Change:
    """Take back what was decided of two organisations and return the change; the records keep it.

    Raise Conflict when somebody decided since `seen_version`, Problem when nothing is decided.
    """
    row = decided(one_id, other_id, "different")

    def work(transaction: Transaction) -> None:
        _nothing_since(transaction, row, seen_version)
        present = transaction.fetch(PRESENT, {"first_id": row["first_id"], "second_id": row["second_id"]})
        if present.is_empty():
            raise Problem("Nothing is decided about these two organisations.", "There is nothing to take back.")
        transaction.withdraw("duplicate_decision", present)

    why = f"{row['first_id']}, {row['second_id']}: decision taken back"
    return store.write(work, who=who, why=why, origin="app")[1]


def decided(one_id: str, other_id: str, decision: str) -> dict[str, Any]:
    """Return the row of a decision: whichever is named first, the smaller id stands first."""
    first_id, second_id = sorted((one_id, other_id))
    return {"first_id": first_id, "second_id": second_id, "decision": decision, "source_id": SOURCE["source_id"]}


def _nothing_since(transaction: Transaction, row: dict[str, Any], seen_version: int) -> None:
    asked = {"first_id": row["first_id"], "second_id": row["second_id"], "seen_version": seen_version}
    rows = transaction.fetch(MEANWHILE, asked).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**one) for one in rows])
