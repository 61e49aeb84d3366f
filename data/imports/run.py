"""Bring sheets into the store: read, check, compare, add, and keep the account, all in one transaction.

A run is complete or has not happened. Trying it out is the same run, rolled back at its end.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data.imports.account import Account, Findings, SheetAccount, Sum, problem_of, repaired_rows, take_over
from data.imports.cells import read_cells
from data.imports.context import Context
from data.imports.kind import Kind
from data.imports.load import BASE, Choice, Loading, add, compare
from data.imports.mapping import header_set
from data.imports.sheet import Remark, Sheet
from data.imports.sound import Sound, kept_sound
from data.imports.told import About, Cell, Question
from data.problems import Problem
from data.store import Store
from data.transaction import Change, Transaction

# The columns of an account's sum.
SUMS: tuple[Sum, ...] = ("rows_read", "accepted", "repaired", "rejected", "ignored")
# Rows of the sheets, done and in all.
Progress = Callable[[int, int], None]

EARLIER = """
select run_id from import_run where fingerprint = $fingerprint and not undone order by run_id desc limit 1
"""


@dataclass(frozen=True)
class Task:
    """A sheet, what it is about and which of its columns is which field; None leaves the sheet out.

    `ours` is what a workbook of ours says of itself.
    """

    sheet: Sheet
    kind: Kind | None
    mapping: Mapping[str, str]
    ours: About | None = None


@dataclass(frozen=True)
class Order:
    """What to import and what the user decided of it.

    `digests` has the SHA-256 of each file. `consortium_id` is that of rows that name none. `choices` and `otherwise`
    say what holds of rows that were changed here and in the file; `answers` which organisation is meant (source_key and
    organisation_id, null for a new one).
    """

    tasks: Sequence[Task]
    digests: Mapping[str, str]
    consortium_id: str | None = None
    empties_erase: bool = False
    choices: Mapping[tuple[str, str], Choice] = field(default_factory=dict)
    otherwise: Choice = "ask"
    answers: pl.DataFrame | None = None


@dataclass(frozen=True)
class Done:
    """What a run did, or would do; `run_id` is None where nothing was kept of it.

    `change` is None for a trial. `earlier` is the run that had brought the same already.
    """

    account: Account
    run_id: str | None
    change: Change | None
    cells: Sequence[Cell]
    conflicts: Sequence[Cell]
    questions: Sequence[Question] = ()
    earlier: str | None = None


class Cancelled(Problem):
    """The user stopped a run before its end."""

    def __init__(self) -> None:
        super().__init__("The import was stopped.", "Nothing was saved. Start it again when you like.")


class _TriedOut(Exception):
    """Ends the transaction of a trial, so that nothing of it stays."""


def run(store: Store, order: Order, *, who: str, today: date, on_progress: Progress | None = None) -> Done:
    """Import and return what was done; all of it or, when a Problem is raised, nothing.

    `on_progress` may raise Cancelled. A run that brings nothing and that was made before leaves no trace.
    """
    files = ", ".join(order.digests)

    def bring(sound: Sound) -> Done:
        done, change = store.write(
            lambda transaction: _brought(transaction, order, today, on_progress, sound),
            who=who,
            why=f"import of {files}"[:300],
            origin="import",
        )
        return Done(**vars(done) | {"change": change})

    return kept_sound(store, bring)


def try_out(store: Store, order: Order, *, who: str, today: date, on_progress: Progress | None = None) -> Done:
    """Return what importing would do; the store stays as it is."""
    done: list[Done] = []

    def bring(sound: Sound) -> Done:
        def work(transaction: Transaction) -> None:
            done[:] = [_brought(transaction, order, today, on_progress, sound)]
            raise _TriedOut

        try:
            store.write(work, who=who, why="trial of an import", origin="import")
        except _TriedOut:
            pass
        return Done(**vars(done[0]) | {"run_id": None})

    return kept_sound(store, bring)


def fingerprint(order: Order) -> str:
    """Return what tells one import from another: the files, what they were taken for and what was decided."""
    said = [
        sorted(order.digests.items()),
        [(one.sheet.file, one.sheet.title, one.kind and one.kind.name, sorted(one.mapping.items()))
         for one in order.tasks],
        order.consortium_id,
        order.empties_erase,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _brought(transaction: Transaction, order: Order, today: date, on_progress: Progress | None, sound: Sound) -> Done:
    loading = Loading(transaction, empties_erase=order.empties_erase, choices=order.choices, otherwise=order.otherwise)
    account = Account()
    questions: list[Question] = []
    total = sum(one.sheet.rows_read for one in order.tasks if one.kind)
    done = 0

    def step(rows: int) -> None:
        nonlocal done
        done += rows
        if on_progress:
            on_progress(min(done, total), total)

    step(0)
    sources = {name: f"import-{digest[:12]}" for name, digest in order.digests.items()}
    first: dict[str, str] = {}
    by_order = sorted(order.tasks, key=lambda one: one.kind.order if one.kind else 0)
    for task in by_order:
        source_id = sources[_file(task.sheet.file, sources)]
        context = Context(
            transaction,
            today,
            source_id,
            (task.ours.consortium_id if task.ours else None) or order.consortium_id,
            order.answers,
            task.sheet.decimal,
        )
        file = _file(task.sheet.file, sources)
        told_by = first.setdefault(source_id, file) if task.kind else file
        if told_by != file:
            account.sheets.append(_same_file(task, told_by))
            step(task.sheet.rows_read)
            continue
        account.sheets.append(_sheet_brought(task, context, loading, step, sound))
        questions += context.questions
    place = {(one.sheet.file, one.sheet.title): number for number, one in enumerate(order.tasks)}
    account.sheets.sort(key=lambda one: place[one.file, one.sheet])
    run_id, earlier = _keep(transaction, order, account, sources)
    if run_id:
        sound.check(transaction)
    return Done(account, run_id, None, loading.cells, loading.conflicts, questions, earlier)


def _sheet_brought(
    task: Task, context: Context, loading: Loading, step: Callable[[int], None], sound: Sound
) -> SheetAccount:
    sheet, kind = task.sheet, task.kind
    account = SheetAccount(
        sheet.file, sheet.title, kind.name if kind else None, sheet.header_row, sheet.columns, sheet.rows_read
    )
    if kind is None:
        account.ignored = sheet.rows_read
        return account
    _refuse_incomplete(task, kind)
    take_over(account, [*sheet.remarks, *_not_kept(sheet, kind)], task.mapping)
    repaired = repaired_rows(sheet.remarks)
    for rows in [sheet.rows()] if kind.at_once else sheet.batches(kind.batch):
        findings = context.findings = Findings(account, rows, task.mapping, repaired)
        if kind.leave_out:
            kind.leave_out(rows, findings)
        read = read_cells(findings.left(rows), kind, task.mapping, context)
        compared = [
            compare(entity, _based(found, task), loading, findings, is_subject=entity == kind.entity)
            for entity, found in kind.rows(read, context).items()
        ]
        for one in compared:
            if one:
                sound.leave_out(one, findings)
        # A row goes in as a whole: only now it is known of all its entities whether it does.
        for one in compared:
            if one:
                add(one, loading, findings)
        findings.close()
        step(rows.height)
    if not account.adds_up():
        raise AssertionError(f"the account of {sheet.title} does not add up: {account}")
    return account


def _not_kept(sheet: Sheet, kind: Kind) -> list[Remark]:
    """Return a remark for each column that is known and not kept."""
    return [
        Remark(
            "ignored", "column not kept", sheet.title, None, column, None, None,
            Problem("The column is not kept: {reason}", "Nothing is to be done.", reason=reason),
        )
        for column, reason in kind.not_kept.items()
        if column in sheet.columns
    ]  # fmt: skip


def _same_file(task: Task, same: str) -> SheetAccount:
    """Return the account of a sheet of a file that holds the same as another one of the import, `same`."""
    sheet = task.sheet
    account = SheetAccount(
        sheet.file, sheet.title, task.kind.name if task.kind else None, sheet.header_row, sheet.columns, sheet.rows_read
    )
    account.ignored = sheet.rows_read
    problem = Problem("The file holds the same as {file}.", "Nothing is to be done.", file=same)
    take_over(account, [Remark("ignored", "same file", sheet.title, None, None, None, None, problem)], task.mapping)
    return account


def _based(rows: pl.DataFrame, task: Task) -> pl.DataFrame:
    base = task.ours.base_version if task.ours else None
    return rows if base is None else rows.with_columns(pl.lit(base, pl.Int64).alias(BASE))


def _refuse_incomplete(task: Task, kind: Kind) -> None:
    lacking = [field for field in kind.needed() if field.name not in task.mapping]
    if lacking:
        raise Problem(
            "The table “{sheet}” has no column for “{field}”, without which it cannot be read.",
            "Say which of its columns that is, give the column that name, or choose another kind of table.",
            sheet=task.sheet.title,
            field=lacking[0].title,
        )
    strangers = [column for column in task.mapping.values() if column not in task.sheet.columns]
    if strangers:
        raise Problem(
            "The table “{sheet}” has no column “{column}”.",
            "Choose one of its columns.",
            sheet=task.sheet.title,
            column=strangers[0][:80],
        )


def _keep(
    transaction: Transaction, order: Order, account: Account, sources: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """Keep the account with the run, unless nothing was brought that an earlier run had not; return both runs' ids."""
    marked = fingerprint(order)
    if transaction.row_count == 0:
        earlier = transaction.fetch(EARLIER, {"fingerprint": marked})["run_id"]
        if len(earlier):
            return None, str(earlier[0])
    run_id = str(transaction.version)
    files = list(order.digests)
    source = {"run_id": run_id, "source_id": sources[files[0]]}
    transaction.append(
        "source_document",
        [
            {"source_id": source_id, "title": name, "language": "und", "kind": "imported file"}
            for source_id, name in {sources[name]: name for name in reversed(files)}.items()
        ],
    )  # fmt: skip
    transaction.append(
        "import_run",
        [
            source
            | {"files": ", ".join(files), "fingerprint": marked, "undone": False}
            | {name: account.total(name) for name in SUMS}
        ],
    )
    for one in account.sheets:
        at = source | {"file": one.file, "sheet": one.sheet, "source_id": sources[_file(one.file, sources)]}
        transaction.append(
            "import_sheet",
            [
                at
                | {"kind": one.kind, "header_row": one.header_row, "columns": json.dumps(one.columns)}
                | {name: getattr(one, name) for name in SUMS}
            ],
        )
        transaction.append(
            "import_entity",
            [
                at | {"entity": entity, "added": done.added, "changed": done.changed, "unchanged": done.same}
                for entity, done in one.entities.items()
            ],
        )
    _keep_remarks(transaction, account, source)
    _remember(transaction, order.tasks, source)
    return run_id, None


def _keep_remarks(transaction: Transaction, account: Account, source: Mapping[str, str]) -> None:
    remarks = account.remarks().with_row_index("position")
    transaction.append(
        "import_remark",
        remarks.rename({"row": "at_row", "column": "in_column", "value": "cell"}).with_columns(
            **{name: pl.lit(value) for name, value in source.items()}
        ),
    )
    transaction.append(
        "import_rejected_row",
        [
            dict(source)
            | {
                "file": one.file,
                "sheet": one.sheet,
                "at_row": row,
                "cells": json.dumps(cells, ensure_ascii=False),
                "to_correct": to_correct.get(row, ""),
            }
            for one in account.sheets
            for to_correct in [_to_correct(one)]
            for row, cells in sorted(one.handed_back.items())
        ],
    )


def _to_correct(account: SheetAccount) -> dict[int, str]:
    """Return for each rejected row what is to be corrected, its sentences one after the other."""
    said: dict[int, list[str]] = {}
    for remark in account.remarks:
        if remark["outcome"] == "rejected" and remark["row"] is not None:
            where = f"{remark['column']}: " if remark["column"] else ""
            said.setdefault(remark["row"], []).append(f"{where}{problem_of(remark)}")
    return {row: " ".join(sentences) for row, sentences in said.items()}


def _remember(transaction: Transaction, tasks: Sequence[Task], source: Mapping[str, str]) -> None:
    """Keep which column was taken for which field, for tables with the same headers."""
    for task in tasks:
        if task.kind is None or task.kind.by_own_names:
            continue
        field_of = {column: field for field, column in task.mapping.items()}
        transaction.append(
            "import_mapping",
            [
                {
                    "kind": task.kind.name,
                    "headers": header_set(task.sheet.columns),
                    "header": column,
                    "field": field_of.get(column, ""),
                    "source_id": source["source_id"],
                }
                for column in task.sheet.columns
            ],
        )


def _file(named: str, given: Iterable[str]) -> str:
    """Return which of the files `given` holds the table `named`, that of the archive where it stands in one."""
    return max((file for file in given if f"{named}/".startswith(f"{file}/")), key=len)
