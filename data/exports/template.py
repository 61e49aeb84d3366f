"""Our own workbook: to be filled in, sent out and taken back. data/exports/sheets.py says what stands in it.

The layout, which reading it back relies on:

- The hidden sheet `_dashboard` tells a workbook of ours: column A holds names, column B what they say:
  `format` (always `consortium workbook`), `format_version` (1), `consortium_id`, `acronym`, `partner_id` (of a pack for
  one partner), `store_version` and `changed_at` (ISO 8601, UTC) of the change that made this version. Empty where it is
  not known. A version number says something about another store only if its change of that number was made at
  `changed_at` too. Columns from D on hold lists for drop-downs.
- Every sheet with rows is told by its cell A1, `sheet:<key>`, whatever its title; keys are those of `SHEETS`. "Read me"
  and "Values" have no such cell and nothing to read.
- Row 1 (hidden) holds the machine name of each column, `<entity>.<column>`; row 2 what a person reads; if row 1 is
  lost, the texts of row 2 are those of `Sheet.fields`, in whatever order, with ` *` behind what must be filled in.
- Column A is the row's id: the key of `Sheet.entity` without `consortium_id`, its parts joined by `|`. It is empty in
  rows that somebody adds. Such a row is the one on record that has the same naming column (`Sheet.named_by`), or the
  same key where the sheet has none; else it is new.
- Row 3 is the example, with the id `example`. It is left out as long as its cells are those of `example_row`; whoever
  typed over it meant a row of his own.
- A day that is known to the month or the year alone stands as text, `2026-03` or `2026`.
- A reference repeats the naming column of the row it refers to, on the sheet `Field.refers_to`; an id does as well.
- On the sheets of deliverables and milestones the columns of the events' entity are those of the event `planned`.

What the file said when it was made is `SheetRows(store, consortium_id=..., version=store_version, ...)`, what the store
says now the same with the present version: a cell that differs from the first was changed by whoever filled in the
workbook, and where the present differs from the first as well, two people changed it.
"""

from data.exports.sheets import Sheet

FORMAT = "consortium workbook"
FORMAT_VERSION = 1
TECHNICAL = "_dashboard"
EXAMPLE = "example"


def example_row(sheet: Sheet) -> dict[str, str]:
    """Return the example of a sheet, machine name of a column -> text as SheetRows writes it; empty cells left out."""
    return {field.column: field.example for field in sheet.fields if field.example}
