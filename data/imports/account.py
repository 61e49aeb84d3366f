"""The account of an import: what became of every row that was read, and why, in the user's words.

Rows read = accepted + repaired + rejected + ignored, for each sheet. The sums are always exact; of remarks that are
alike so many are kept as a person can read.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

from data.changes.limits import no_address
from data.imports.sheet import LONGEST_VALUE, ROW, Remark
from data.problems import Problem, Word

Outcome = Literal["accepted", "repaired", "rejected", "ignored"]
Sum = Literal["rows_read", "accepted", "repaired", "rejected", "ignored"]
# What takes a row away outweighs what was mended in it.
OUTCOMES: tuple[Outcome, ...] = ("rejected", "ignored", "repaired")
# Of repairs by one rule in one column, and of rows that are handed back to be corrected.
REPAIRS_KEPT = 500
ROWS_HANDED_BACK = 50_000
TO_CORRECT = "what to correct"

REMARK_SCHEMA: dict[str, pl.DataType] = {
    "outcome": pl.String(),
    "rule": pl.String(),
    "file": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "value": pl.String(),
    "became": pl.String(),
    "what": pl.String(),
    "way_out": pl.String(),
    "filled": pl.String(),
}


@dataclass
class Brought:
    """How many rows of an entity were added, changed, or said what was on record."""

    added: int = 0
    changed: int = 0
    same: int = 0

    def __str__(self) -> str:
        return f"{self.added} added, {self.changed} changed, {self.same} the same"


@dataclass
class SheetAccount:
    """What became of the rows of one sheet; `kind` is None where the sheet was left out."""

    file: str
    sheet: str
    kind: str | None
    header_row: int | None
    columns: tuple[str, ...]
    rows_read: int = 0
    accepted: int = 0
    repaired: int = 0
    rejected: int = 0
    ignored: int = 0
    entities: dict[str, Brought] = field(default_factory=dict)
    # (outcome, rule, column) -> remarks, also those that are not kept.
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    # Row -> its cells, by column.
    handed_back: dict[int, dict[str, str | None]] = field(default_factory=dict)

    def brought(self, entity: str) -> Brought:
        """Return what was brought of an entity, nothing at first."""
        return self.entities.setdefault(entity, Brought())

    def sum_in_words(self) -> str:
        """Return the sum as a line in English."""
        return (
            f"{self.rows_read} rows read = {self.accepted} accepted + {self.repaired} repaired + {self.rejected} "
            f"rejected + {self.ignored} ignored"
        )

    def adds_up(self) -> bool:
        """Return whether rows read = accepted + repaired + rejected + ignored."""
        return self.rows_read == self.accepted + self.repaired + self.rejected + self.ignored


@dataclass
class Account:
    """The account of one import, of all its sheets."""

    sheets: list[SheetAccount] = field(default_factory=list)

    def total(self, outcome: Sum) -> int:
        """Return how many rows of all sheets were read, or had this outcome."""
        return sum(int(getattr(sheet, outcome)) for sheet in self.sheets)

    def entities(self) -> dict[str, Brought]:
        """Return what was brought of each entity, over all sheets."""
        found: dict[str, Brought] = {}
        for sheet in self.sheets:
            for entity, brought in sheet.entities.items():
                total = found.setdefault(entity, Brought())
                total.added += brought.added
                total.changed += brought.changed
                total.same += brought.same
        return found

    def remarks(self) -> pl.DataFrame:
        """Return one row per remark that is kept, by file, sheet and row, with the columns of REMARK_SCHEMA.

        `filled` has the values of the sentences `what` and `way_out` as JSON.
        """
        rows = [remark | {"file": one.file, "sheet": one.sheet} for one in self.sheets for remark in one.remarks]
        return pl.DataFrame(rows, schema=REMARK_SCHEMA)

    def counts(self) -> pl.DataFrame:
        """Return one row per file, sheet, outcome, rule and column: how many `remarks` there are, kept or not."""
        return pl.DataFrame(
            [(one.file, one.sheet, *what, count) for one in self.sheets for what, count in sorted(one.counts.items())],
            schema=dict.fromkeys(("file", "sheet", "outcome", "rule", "column"), pl.String) | {"remarks": pl.Int64},
            orient="row",
        )


def in_words(remark: Mapping[str, Any]) -> str:
    """Return a remark in English: its outcome, row and column, the sentence and the way out."""
    where = ", ".join(
        part
        for part in (
            f"row {remark['row']}" if remark["row"] is not None else "",
            f"column {remark['column']}" if remark["column"] else "",
        )
        if part
    )
    return f"{remark['outcome']}{f', {where}' if where else ''}: {problem_of(remark)}"


def problem_of(remark: Mapping[str, Any]) -> Problem:
    """Return what a remark says, as the Problem it was made from."""
    values = {
        name: Word(value["word"]) if isinstance(value, dict) else value
        for name, value in json.loads(remark["filled"]).items()
    }
    return Problem.said_before(remark["what"], remark["way_out"], values)


class Findings:
    """What is found of the rows of one frame while they are read, checked and brought in.

    A row that is rejected or ignored once is out; what follows is done with `left`.
    """

    def __init__(
        self, account: SheetAccount, rows: pl.DataFrame, mapping: Mapping[str, str], repaired: pl.Series | None = None
    ) -> None:
        self.account = account
        self._rows = rows
        self._mapping = mapping
        self._found: dict[str, list[pl.Series]] = {outcome: [] for outcome in OUTCOMES}
        if repaired is not None and len(repaired):
            # What the reader of the file mended.
            self._found["repaired"].append(repaired.filter(repaired.is_in(rows[ROW].implode())))

    def left(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return those of `rows` that are neither rejected nor ignored."""
        for outcome in ("rejected", "ignored"):
            if out := self._found[outcome]:
                rows = rows.filter(~pl.col(ROW).is_in(pl.concat(out).implode()))
        return rows

    def reject(
        self, rows: pl.DataFrame, rule: str, field: str | None, problem: Problem | Callable[[Any], Problem]
    ) -> None:
        """Reject rows for what stands in a field; `rows` has ROW and, where the problem depends on it, `value`."""
        self._note("rejected", rows, rule, field, problem)

    def repair(
        self, rows: pl.DataFrame, rule: str, field: str | None, problem: Problem | Callable[[Any], Problem]
    ) -> None:
        """Say that a field was repaired; `rows` has ROW, `value` as it stood and what it `became`."""
        self._note("repaired", rows, rule, field, problem)

    def ignore(
        self, rows: pl.DataFrame, rule: str, field: str | None, problem: Problem | Callable[[Any], Problem]
    ) -> None:
        """Leave rows out; `rows` has ROW and, where the problem depends on it, `value`."""
        self._note("ignored", rows, rule, field, problem)

    def aside(self) -> "Findings":
        """Return findings of their own for a trial: nothing of them gets into the account."""
        one = self.account
        return Findings(SheetAccount(one.file, one.sheet, one.kind, one.header_row, one.columns), self._rows, {})

    def is_empty(self) -> bool:
        """Return whether nothing was found."""
        return not any(self._found.values())

    def close(self) -> None:
        """Count the rows by outcome, and keep the cells of the rejected ones so that they can be handed back."""
        taken = pl.Series(ROW, [], dtype=pl.UInt32)
        count: dict[str, int] = {}
        for outcome in OUTCOMES:
            found = [taken.clear(), *self._found[outcome]]
            rows = pl.concat(found).unique()
            rows = rows.filter(~rows.is_in(taken.implode()))
            taken = pl.concat([taken, rows])
            count[outcome] = len(rows)
            if outcome == "rejected" and len(rows):
                self._hand_back(rows)
        self.account.rejected += count["rejected"]
        self.account.ignored += count["ignored"]
        self.account.repaired += count["repaired"]
        self.account.accepted += self._rows.height - len(taken)

    def _note(
        self,
        outcome: Outcome,
        rows: pl.DataFrame,
        rule: str,
        field: str | None,
        problem: Problem | Callable[[Any], Problem],
    ) -> None:
        if rows.is_empty():
            return
        self._found[outcome].append(rows[ROW].cast(pl.UInt32))
        column = self._mapping.get(field, "") if field else ""
        kind = (outcome, rule, column)
        kept = ROWS_HANDED_BACK if outcome == "rejected" else REPAIRS_KEPT
        wanted = max(kept - self.account.counts[kind], 0)
        self.account.counts[kind] += rows.height
        for row in rows.head(wanted).iter_rows(named=True):
            value = row.get("value")
            said = problem if isinstance(problem, Problem) else problem(value)
            self.account.remarks.append(
                _remark(outcome, rule, row[ROW], column or None, value, row.get("became"), said)
            )

    def _hand_back(self, rejected: pl.Series) -> None:
        wanted = ROWS_HANDED_BACK - len(self.account.handed_back)
        read = list(dict.fromkeys(self._mapping.values()))
        rows = self._rows.filter(pl.col(ROW).is_in(rejected.implode())).head(max(wanted, 0)).select(ROW, *read)
        for row in rows.iter_rows(named=True):
            number = row.pop(ROW)
            self.account.handed_back[number] = {name: value and no_address(value) for name, value in row.items()}


def take_over(account: SheetAccount, remarks: Iterable[Remark], mapping: Mapping[str, str]) -> None:
    """Count what the reader of the file said of its rows; what it ignored or rejected is out of the batches."""
    read = set(mapping.values())
    for one in remarks:
        kind = (one.outcome, one.rule, one.column or "")
        account.counts[kind] += 1
        if one.outcome != "repaired" and one.row is not None:
            setattr(account, one.outcome, getattr(account, one.outcome) + 1)
        kept = ROWS_HANDED_BACK if one.outcome == "rejected" else REPAIRS_KEPT
        if account.counts[kind] <= kept:
            account.remarks.append(
                _remark(one.outcome, one.rule, one.row, one.column, one.value, one.became, one.problem)
            )
        if one.outcome == "rejected" and one.row is not None and one.cells:
            account.handed_back[one.row] = {
                name: no_address(cell) for name, cell in zip(account.columns, one.cells, strict=False) if name in read
            }


def repaired_rows(remarks: Iterable[Remark]) -> pl.Series:
    """Return the numbers of the rows that the reader repaired."""
    found = {one.row for one in remarks if one.outcome == "repaired" and one.row is not None}
    return pl.Series(ROW, sorted(found), dtype=pl.UInt32)


def _remark(
    outcome: Outcome, rule: str, row: int | None, column: str | None, value: Any, became: Any, problem: Problem
) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "rule": rule,
        "row": row,
        "column": column,
        "value": _shown(value),
        "became": _shown(became),
        "what": problem.what,
        "way_out": problem.way_out,
        "filled": json.dumps({name: _kept(one) for name, one in problem.values.items()}, ensure_ascii=False),
    }


def _kept(value: object) -> Any:
    if isinstance(value, Word):
        return {"word": str(value)}
    if isinstance(value, date):
        return value.isoformat()
    return no_address(value) if isinstance(value, str) else value


def _shown(value: Any) -> str | None:
    return None if value is None else no_address(str(value)[:LONGEST_VALUE])
