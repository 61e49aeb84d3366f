"""Take an import back: what it brought goes, what it replaced stands again, what changed since is told and stays.

So does what others have built on: a row that somebody's row names stays, with its parts. No check fails afterwards that
did not fail before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from data import access
from data.checks import EACH_REFERENCE, run_checks
from data.permission import PART_OF
from data.problems import Problem
from data.store import Store
from data.transaction import Change, Transaction

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
    """A row that stays as it is, because it or a row that names it was recorded since, by whom and when (UTC).

    By whom is null where whoever takes the import back may not read that row.
    """

    entity: str
    key: str
    recorded_by: str | None
    recorded_at: datetime


@dataclass(frozen=True)
class Undone:
    """What taking an import back did: entity -> rows taken back, and the rows that stay."""

    taken: dict[str, int]
    kept: Sequence[Kept]
    change: Change


@dataclass(frozen=True)
class _Reference:
    """A column by which rows of an entity name rows of another; both are found by a scope too (their consortium)."""

    entity: str
    named_by: str
    scope: str
    target: str
    target_column: str
    target_scope: str


def undo(store: Store, run_id: str, *, who: str) -> Undone:
    """Take back what a run brought, in one transaction with a history of its own, and return what was done.

    Raise Problem when there is no such run, it was taken back before, or a check would fail that holds now.
    """

    def work(transaction: Transaction) -> tuple[dict[str, int], list[Kept]]:
        found = transaction.fetch(RUN, {"run_id": run_id})
        if found.is_empty():
            raise Problem(
                "There is no import with the number {run}.", "Look at the list of imports for its number.", run=run_id
            )
        if found["undone"].item():
            raise Problem("The import {run} was taken back before.", "Nothing is to be done.", run=run_id)
        brought = _Brought(transaction, int(run_id))
        brought.keep_what_is_built_on()
        taken = {
            entity: transaction.take_back(entity, int(run_id), but=brought.staying(entity)) for entity in brought.rows
        }
        _refuse_broken(transaction, store, taken)
        transaction.append("import_run", found.with_columns(pl.lit(value=True).alias("undone")))
        return taken, brought.kept

    (taken, kept), change = store.write(work, who=who, why=f"import {run_id} taken back", origin="import")
    return Undone(taken, kept, change)


@dataclass
class _Brought:
    """What an import brought: entity -> its rows, and of those which no row stood before which stay all the same."""

    transaction: Transaction
    version: int
    rows: dict[str, pl.DataFrame] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    _stay: dict[str, pl.DataFrame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = self.transaction.fetch(EACH_REFERENCE.read_text(encoding="utf-8"))
        self._references = [
            _Reference(**row)
            for row in said.drop("key").iter_rows(named=True)
            if not {row["entity"], row["target"]} & {*NOT_TAKEN_BACK}
        ]
        for entity in self.transaction.entities:
            if entity in NOT_TAKEN_BACK:
                continue
            rows = self.transaction.brought(entity, self.version, self._columns(entity))
            if rows.is_empty():
                continue
            changed = rows.filter("is_changed")
            self._tell(entity, changed)
            rows = rows.drop("recorded_by", "recorded_at")
            self.rows[entity] = rows.filter(~pl.col("is_changed"))
            self._stay[entity] = rows.filter(pl.col("is_changed") & ~pl.col("stood_before"))

    def keep_what_is_built_on(self) -> None:
        """Let rows stay that others name, their parts with them, and what these name."""
        naming = {
            reference: self._naming(reference)
            for reference in self._references
            if reference.target in self.rows and self._going(reference.target).height
        }
        is_moving = True
        while is_moving:
            is_moving = False
            for reference, others in naming.items():
                by = others
                if reference.entity in self.rows:
                    keys = self._keys(reference.entity)
                    by = by.join(self._leaving(reference.entity), on=keys, how="anti")
                newest = by.unique(["name", "scope"], keep="first", maintain_order=True)
                named = self._going(reference.target).join(
                    newest.select(_name="name", _scope="scope", recorded_by="recorded_by", recorded_at="recorded_at"),
                    left_on=[reference.target_column, reference.target_scope],
                    right_on=["_name", "_scope"],
                    maintain_order="left",
                )
                if named.height:
                    self._tell(reference.target, named)
                    self._let_stay(reference.target, named)
                    is_moving = True
            for part, whole in PART_OF.items():
                if part in self.rows and whole in self._stay:
                    same = ["consortium_id", f"{whole}_id"]
                    parts = self._going(part).join(self._stay[whole], on=same, how="semi", maintain_order="left")
                    if parts.height:
                        self._let_stay(part, parts)
                        is_moving = True

    def staying(self, entity: str) -> pl.DataFrame:
        """Return the keys of an entity that stay."""
        return self._stay[entity].select(self._keys(entity))

    def _keys(self, entity: str) -> list[str]:
        return list(self.transaction.keys[entity])

    def _columns(self, entity: str) -> list[str]:
        """Return the columns by which rows of an entity are told apart, named, and found to be parts."""
        asked = [reference for reference in self._references if reference.target == entity]
        named = {one.target_column for one in asked} | {one.target_scope for one in asked}
        if entity in PART_OF:
            named |= {"consortium_id", f"{PART_OF[entity]}_id"}
        return [*self._keys(entity), *sorted(named - {*self._keys(entity)})]

    def _leaving(self, entity: str) -> pl.DataFrame:
        """Return the rows that will not say any more what they say now."""
        return self.rows[entity].join(self._stay[entity], on=self._keys(entity), how="anti", maintain_order="left")

    def _going(self, entity: str) -> pl.DataFrame:
        """Return the rows that will not be there any more."""
        return self._leaving(entity).filter(~pl.col("stood_before"))

    def _naming(self, reference: _Reference) -> pl.DataFrame:
        names = self._going(reference.target).select(name=reference.target_column, scope=reference.target_scope)
        return self.transaction.naming(reference.entity, reference.named_by, reference.scope, names.unique())

    def _let_stay(self, entity: str, rows: pl.DataFrame) -> None:
        self._stay[entity] = pl.concat([self._stay[entity], rows.select(self._stay[entity].columns)])

    def _tell(self, entity: str, rows: pl.DataFrame) -> None:
        key = pl.concat_str(pl.col(self._keys(entity)).cast(pl.String), separator="/").alias("key")
        told = rows.select(key, "recorded_by", "recorded_at")
        self.kept += [Kept(entity, **row) for row in told.iter_rows(named=True)]


def _refuse_broken(transaction: Transaction, store: Store, taken: Mapping[str, int]) -> None:
    """Raise Problem where a check fails that held before, also over rows that the writer may not read."""

    def failing(of: Store | Transaction) -> pl.DataFrame:
        return run_checks(of, severity="fail", added_to=taken, taken_from=taken)

    with transaction.seeing_everything():
        found = failing(transaction)
    if found.is_empty():
        return
    with access.acting_as(access.EVERYTHING):
        before = failing(store)
    if found.join(before, on=found.columns, how="anti", nulls_equal=True).is_empty():
        return
    readable = failing(transaction).join(before, on=found.columns, how="anti", nulls_equal=True)
    if readable.is_empty():
        raise Problem(
            "Another consortium works with what this import brought.",
            "Nothing was taken back. Ask an administrator of the dashboard.",
        )
    first = readable.row(0, named=True)
    raise Problem(
        "Somebody recorded more on what this import brought: without it the {entity} “{key}” {message}",
        "Nothing was taken back. Take that back first, {n} in all; then take the import back.",
        entity=first["entity"].replace("_", " "),
        key=first["key"][:80],
        message=first["message"],
        n=readable.height,
    )
