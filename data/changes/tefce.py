"""Record how a consortium judges its own community engagement, cell by cell, and take a judgement back.

Everything is checked inside the transaction that saves it: what is refused leaves the store as it was.
"""

from datetime import date
from typing import Any

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.events import Conflict, Meanwhile
from data.changes.results import ASSESSED_LEVELS, CRITERIA, DIMENSIONS, AssessedCell
from data.problems import Problem, Word
from data.transaction import Change, Transaction

MEANWHILE = """
select
    'cell' as event,
    cell.assessed_on as effective_on,
    cell.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from tefce_cell_history as cell
inner join change on cell.version = change.version
where
    cell.consortium_id = $consortium_id
    and cell.dimension = $dimension
    and cell.criterion = $criterion
    and cell.version > $seen_version
order by cell.version, cell.assessed_on
"""
OF_THE_DAY = """
select *
from tefce_cell
where
    consortium_id = $consortium_id
    and dimension = $dimension
    and criterion = $criterion
    and assessed_on = $assessed_on
"""


def record_cell(said: AssessedCell, *, who: str, today: date, seen_version: int) -> Change:
    """Record how one dimension is judged by one criterion on a day and return the change of the store.

    A judgement of the same day is replaced; its record stays. Raise Conflict when somebody judged the cell since
    `seen_version`, Problem when a field is wrong or nothing differs.
    """
    level, evidence = Word("Level"), Word("Evidence")
    judged = {
        "level": checked.filled(said.level, level),
        "evidence": checked.no_person(
            checked.filled(checked.lines(said.evidence, evidence), evidence),
            evidence,
        ),
    }
    for number, allowed, field in (
        (said.dimension, DIMENSIONS, Word("Dimension")),
        (said.criterion, CRITERIA, Word("Criterion")),
        (judged["level"], ASSESSED_LEVELS, level),
    ):
        if number not in allowed:
            raise Problem(
                "The field “{field}” says {value}, which is not among its values.",
                "Choose one from the list.",
                field=field,
                value=number,
            )
    key = _key(said.consortium_id, said.dimension, said.criterion)

    def work(transaction: Transaction) -> None:
        consortium = checked.lifetime(transaction, said.consortium_id)
        _nothing_since(transaction, key, seen_version)
        checked.past_day(said.assessed_on, today, consortium["began_on"])
        held = transaction.fetch(OF_THE_DAY, key | {"assessed_on": said.assessed_on}).to_dicts()
        if held and held[0] | judged == held[0]:
            raise Problem("Nothing differs from what is on record.", "Change a field, or leave the form.")
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "tefce_cell", [key | judged | {"assessed_on": said.assessed_on, "source_id": SOURCE["source_id"]}]
        )

    _, change = store.write(work, who=who, why=f"self-assessment {said.dimension}.{said.criterion}", origin="app")
    return change


def take_back_cell(
    consortium_id: str, *, dimension: int, criterion: int, assessed_on: date, who: str, seen_version: int
) -> Change:
    """Take back the judgement of a cell on a day and return the change; the history keeps it.

    Raise Conflict when somebody judged the cell since `seen_version`, Problem when there is no such judgement.
    """
    key = _key(consortium_id, dimension, criterion)

    def work(transaction: Transaction) -> None:
        _nothing_since(transaction, key, seen_version)
        held = transaction.fetch(OF_THE_DAY, key | {"assessed_on": assessed_on})
        if held.is_empty():
            raise Problem("This judgement is not on record.", "Load the page again and choose the cell.")
        transaction.withdraw("tefce_cell", held)

    _, change = store.write(work, who=who, why=f"self-assessment {dimension}.{criterion}: taken back", origin="app")
    return change


def _key(consortium_id: str, dimension: int, criterion: int) -> dict[str, Any]:
    return {"consortium_id": consortium_id, "dimension": dimension, "criterion": criterion}


def _nothing_since(transaction: Transaction, key: dict[str, Any], seen_version: int) -> None:
    rows = transaction.fetch(MEANWHILE, key | {"seen_version": seen_version}).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**row) for row in rows])
