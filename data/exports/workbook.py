"""The table of deliverables as an Excel workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Literal

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from data.exports import Subject, one_line, rows, status_name, subject
from data.exports.comma_separated import BEGINS_FORMULA

LONGEST_CELL = 32_767
DAY_FORMAT = {"day": "yyyy-mm-dd", "month": "yyyy-mm", "year": "yyyy"}


@dataclass(frozen=True)
class Column:
    """One column: the row's field, the name over it, its width in characters and what kind of value it holds."""

    name: str
    label: str
    width: int
    kind: Literal["text", "number", "share", "day"] = "text"
    precision: str | None = None


COLUMNS = (
    Column("code", "No.", 8),
    Column("title", "Title", 48),
    Column("status_shown", "Status", 22),
    Column("work_package", "Work package", 14),
    Column("lead", "Lead partner", 20),
    Column("current_due_on", "Due", 12, "day", "current_due_precision"),
    Column("days_late", "Days late", 11, "number"),
    Column("baseline_due_on", "Baseline due", 14, "day", "baseline_due_precision"),
    Column("slip_days", "Slip, days", 12, "number"),
    Column("reschedulings", "Reschedulings", 15, "number"),
    Column("first_submitted_on", "First submitted", 16, "day", "submitted_precision"),
    Column("approved_on", "Approved", 12, "day"),
    Column("progress", "Draft", 8, "share"),
    Column("deliverable_type", "Type", 10),
    Column("dissemination_level", "Dissemination level", 19),
    Column("objective", "Objective", 11),
    Column("last_reason", "Last reason", 40),
    Column("url", "Link", 30),
)


def deliverable_workbook(
    *,
    consortium: str,
    as_of: date,
    only: Sequence[str] | None = None,
    filters: Mapping[str, str] | None = None,
) -> bytes:
    """Return an Excel workbook: the table of deliverables on the day, and a sheet that says what it is of.

    `only` holds the ids of the deliverables to write, in this order; None writes all by due date. `filters` says in
    words (label -> value) how they were chosen. Unknown values are empty cells; no text becomes a formula. The same
    version of the store gives the same bytes. `consortium` is an id or an acronym.
    Raise Problem when there is no such consortium.
    """
    about = subject(consortium)
    listed = rows("deliverables", consortium_id=about.consortium_id, as_of=as_of)
    if only is not None:
        wanted = pl.DataFrame({"deliverable_id": list(only)}, schema={"deliverable_id": pl.String})
        listed = wanted.join(listed, on="deliverable_id", how="inner", maintain_order="left")
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Deliverables of {one_line(about.acronym)}", "created": _naive(about.changed_at)})
    _Sheet(book, "Deliverables").table(listed)
    _Sheet(book, "About").notes(_about(about, as_of, listed.height, filters or {}))
    book.close()
    return target.getvalue()


class _Sheet:
    """One sheet of a workbook, written cell by cell."""

    def __init__(self, book: Any, name: str) -> None:
        self._sheet = book.add_worksheet(name)
        self._bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self._number = book.add_format({"num_format": "0", "valign": "top"})
        self._share = book.add_format({"num_format": "0%", "valign": "top"})
        self._days = {
            precision: book.add_format({"num_format": shown, "valign": "top", "align": "left"})
            for precision, shown in DAY_FORMAT.items()
        }

    def table(self, listed: pl.DataFrame) -> None:
        """Write a header that stays in sight and can filter, and one line per row."""
        for place, column in enumerate(COLUMNS):
            self._sheet.set_column(place, place, column.width)
            self._sheet.write_string(0, place, column.label, self._bold)
        self._sheet.freeze_panes(1, 2)
        self._sheet.autofilter(0, 0, listed.height, len(COLUMNS) - 1)
        for line, row in enumerate(listed.iter_rows(named=True), start=1):
            shown = row | {"status_shown": status_name(row["status"], overdue=row["is_overdue"])}
            for place, column in enumerate(COLUMNS):
                self._cell(line, place, column, shown)

    def notes(self, said: Mapping[str, str]) -> None:
        """Write one line per label and what it says."""
        self._sheet.set_column(0, 0, 24)
        self._sheet.set_column(1, 1, 80)
        for line, (label, value) in enumerate(said.items()):
            self._write_text(line, 0, label, self._bold)
            self._write_text(line, 1, value, self._text)

    def _cell(self, line: int, place: int, column: Column, row: Mapping[str, Any]) -> None:
        value = row[column.name]
        if value is None:
            return
        if column.kind == "day":
            known = (row[column.precision] if column.precision else None) or "day"
            self._sheet.write_datetime(line, place, value, self._days[known])
        elif column.kind == "text":
            self._write_text(line, place, value, self._text)
        else:
            self._sheet.write_number(line, place, value, self._share if column.kind == "share" else self._number)

    def _write_text(self, line: int, place: int, value: str, look: Any) -> None:
        text = value[:LONGEST_CELL]
        self._sheet.write_string(line, place, text, self._quoted if text.startswith(BEGINS_FORMULA) else look)


def _about(about: Subject, as_of: date, count: int, filters: Mapping[str, str]) -> dict[str, str]:
    return {
        "Consortium": f"{about.acronym} (fictional)" if about.fictional else about.acronym,
        "As of": as_of.isoformat(),
        "Deliverables": str(count),
        **({f"Filter: {label}": value for label, value in filters.items()} or {"Filters": "none"}),
        "Store version": str(about.version),
        "Last change of the store": f"{about.changed_at:%Y-%m-%d %H:%M} UTC",
        "Due": "Current due date, after reschedulings. A month or a year alone is shown where no day is known.",
        "Days late": "First submission, or the day shown, minus the current due date; never below 0.",
        "Slip, days": "Current due date minus baseline due date.",
        "Empty cells": "Not known.",
    }


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
