"""Take an import back: what it brought goes, what it replaced stands again, what changed since is told and stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from data.problems import Problem
from data.store import Change, Store, Transaction

# What tells of imports themselves and of where their rows came from; placements are made anew from what is placed.
NOT_TAKEN_BACK = (
    "import_run",
    "import_sheet",
    "import_entity",
    "import_remark",
    "import_rejected_row",
    "import_mapping",
    "placement",
    "placement_run",
    "source_document",
)
RUN = "select * from import_run where run_id = $run_id"


@dataclass(frozen=True)
class Kept:
    """A row that was changed since the import, by whom and when (UTC): it stays as it is."""

    entity: str
    key: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Undone:
    """What taking an import back did: entity -> rows taken back, and the rows that stay."""

    taken: dict[str, int]
    kept: Sequence[Kept]
    change: Change


def undo(store: Store, run_id: str, *, who: str) -> Undone:
    """Take back what a run brought, in one transaction with a history of its own, and return what was done.

    Raise Problem when there is no such run or it was taken back before.
    """

    def work(transaction: Transaction) -> tuple[dict[str, int], list[Kept]]:
        found = transaction.fetch(RUN, {"run_id": run_id})
        if found.is_empty():
            raise Problem(
                "There is no import with the number {run}.", "Look at the list of imports for its number.", run=run_id
            )
        if found["undone"].item():
            raise Problem("The import {run} was taken back before.", "Nothing is to be done.", run=run_id)
        taken: dict[str, int] = {}
        kept: list[Kept] = []
        for entity in transaction.entities:
            if entity in NOT_TAKEN_BACK:
                continue
            written, changed = transaction.written(entity, int(run_id))
            if written:
                kept += [Kept(entity, **row) for row in changed.iter_rows(named=True)]
                taken[entity] = transaction.take_back(entity, int(run_id))
        transaction.append("import_run", found.with_columns(pl.lit(value=True).alias("undone")))
        return taken, kept

    (taken, kept), change = store.write(work, who=who, why=f"import {run_id} taken back", origin="import")
    return Undone(taken, kept, change)
