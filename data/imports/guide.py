"""What the page of imports asks for, step by step: what a file is, which column is which, what would be done, do it."""

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from data.imports.account import TO_CORRECT
from data.imports.choosing import FITS_FROM, columns_of, fits, remembered_columns, rows_of
from data.imports.files import read_file
from data.imports.kept import rejected_rows, remarks_of, run_list
from data.imports.kind import Kind, Recognised
from data.imports.kinds import KINDS, kind_named
from data.imports.mapping import Proposed
from data.imports.package import is_package
from data.imports.places import placed
from data.imports.run import Done, Order, Progress, Task, run, try_out
from data.imports.sheet import ROW, Sheet
from data.imports.told import About
from data.imports.undo import Undone, undo
from data.problems import Problem
from data.regions.placing import place_all
from data.store import opened

SAMPLES = 3
ANSWERS = {"source_key": pl.String, "organisation_id": pl.String}


def kinds() -> Sequence[Kind]:
    """Return every kind of table there is, in the order in which they are offered."""
    return KINDS


def look(
    name: str, content: bytes, on_progress: Callable[[float], None] | None = None
) -> tuple[list[Sheet], About | None]:
    """Return the sheets of a file that a user gave, and what it says of itself if it is a workbook of ours.

    Raise Problem when it cannot be read, or is a data package, which is a store and no table.
    """
    if is_package(io.BytesIO(content)):
        raise Problem(
            "The file {file} is a data package: a whole store, not a table.",
            "Bring it in on the machine of the dashboard, with: python -m data import {file}",
            file=name,
        )
    return rows_of(read_file(name, content, on_progress=on_progress), opened())


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def recognise(sheet: Sheet) -> list[tuple[str, Recognised, bool]]:
    """Return the name of every kind, the best first, with how well a sheet fits it and whether it fits well enough."""
    return [
        (fit.kind.name, fit.recognised, not fit.recognised.missing and fit.recognised.score >= FITS_FROM)
        for fit in fits(sheet)
    ]


def columns(sheet: Sheet, kind: str) -> list[Proposed]:
    """Return which column of a sheet is which field of a kind, as the user said before or as names say."""
    return columns_of(sheet, kind_named(kind), remembered_columns(opened(), kind_named(kind), sheet))


def samples(sheet: Sheet) -> dict[str, str]:
    """Return for each column of a sheet its first values that differ, as one text."""
    rows = next(sheet.batches(1000), pl.DataFrame(schema={ROW: pl.UInt32, **dict.fromkeys(sheet.columns, pl.String)}))
    return {
        name: " · ".join(rows[name].drop_nulls().unique(maintain_order=True).head(SAMPLES).str.slice(0, 40))
        for name in sheet.columns
    }


def order(
    chosen: Sequence[tuple[Sheet, str | None, Mapping[str, str], About | None]],
    digests: Mapping[str, str],
    *,
    consortium_id: str,
    empties_erase: bool,
    otherwise: Any,
    answers: Mapping[str, str | None],
) -> Order:
    """Return what the user wants imported: sheets with kind and columns, and what was decided."""
    return Order(
        [Task(sheet, kind_named(kind) if kind else None, mapping, ours) for sheet, kind, mapping, ours in chosen],
        digests,
        consortium_id,
        empties_erase=empties_erase,
        otherwise=otherwise,
        answers=pl.DataFrame(list(answers.items()), schema=ANSWERS, orient="row") if answers else None,
    )


def preview(wanted: Order, *, who: str, today: date, on_progress: Progress) -> Done:
    """Return what importing would do; the store stays as it is. Raise Problem when it is refused."""
    return try_out(opened(), wanted, who=who, today=today, on_progress=on_progress)


def bring(wanted: Order, *, who: str, today: date, on_progress: Progress) -> Done:
    """Import, place what came in its regions, and return what was done. Raise Problem when it is refused."""
    done = run(opened(), wanted, who=who, today=today, on_progress=on_progress)
    not_placed = placed(opened(), who=who, origin="import")
    if not_placed:
        raise not_placed
    return done


def take_back(run_id: str, *, who: str) -> Undone:
    """Take an import back, place anew what it changed, and return what was done."""
    undone = undo(opened(), run_id, who=who)
    place_all(opened(), who=who, origin="import")
    return undone


def earlier() -> pl.DataFrame:
    """Return one row per import, the newest first; see kept.run_list."""
    return run_list(opened())


def remarks(run_id: str) -> pl.DataFrame:
    """Return one row per remark that is kept of an import; see kept.remarks_of."""
    return remarks_of(opened(), run_id)


def to_correct(run_id: str) -> bytes | None:
    """Return the rejected rows of an import as a workbook, one sheet per table; None when it has none."""
    files = rejected_rows(opened(), run_id)
    if not files:
        return None
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        for number, ((_, title), rows) in enumerate(files.items(), start=1):
            name = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:26].strip() or "Rows"
            page = book.add_worksheet(name if len(files) == 1 else f"{name} {number}")
            page.freeze_panes(1, 0)
            for place, column in enumerate(rows.columns):
                is_ours = column == TO_CORRECT
                page.set_column(place, place, 80 if is_ours else 20)
                page.write_string(0, place, column, bold)
                for line, value in enumerate(rows[column], start=1):
                    if value is not None:
                        page.write_string(line, place, value, wrapped if is_ours else None)
    return target.getvalue()
