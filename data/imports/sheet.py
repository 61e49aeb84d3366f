"""One table of a file as text, and what happened to each of its rows on the way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from data.problems import Problem

# The column that holds a row's number as the user's program shows it: the first row of the file is 1, the header and
# the title rows count, and a cell with a line break in it does not make two rows.
ROW = "row number"
BATCH = 50_000
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """What happened to a row or a cell while it was read.

    A remark with a row that is `ignored` or `rejected` takes the whole row away, and no row has two of these. What is
    done to single cells is `repaired`, also where the cell had to be left empty. `row` is None where a remark holds for
    the whole sheet, or for a file of an archive; such a remark counts no row.
    """

    outcome: Literal["repaired", "rejected", "ignored"]
    # The stable name of the rule: "blank row", "title row", "totals row", "repeated header row", "ragged row", ...
    rule: str
    # The title of the sheet, or the name of a text file.
    sheet: str
    row: int | None
    column: str | None
    # As found, cut to 200 characters.
    value: str | None
    became: str | None
    # The sentence and the way out, in the user's words. Remarks of one rule may share it.
    problem: Problem
    # All cells of a rejected row, in their order and whole, so that it can be handed back to be corrected.
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table: its columns, and rows of text that can be read again and again.

    `rows_read` counts every row below the header, and title rows above it: the rows that `batches` yields and the rows
    that a remark calls ignored or rejected.
    """

    # The name of the file; "archive.zip/project.csv" within an archive.
    file: str
    # The name of the sheet in a workbook, of the file without its folder elsewhere.
    title: str
    # None: there was none, and columns are called "column 1", "column 2", ...
    header_row: int | None
    # As in the file, blanks trimmed; a repeated header becomes "name (2)", an empty one "column 7", both with a remark.
    columns: tuple[str, ...]
    remarks: tuple[Remark, ...]
    rows_read: int
    # Returns frames of ROW and `columns` from the first row on, in any size.
    frames: Callable[[], Iterator[pl.DataFrame]] = field(repr=False, compare=False)
    # Whether the workbook hides the sheet.
    hidden: bool = False
    # "." where the file holds numbers as numbers, which are then written so; None in text files. See values.as_number.
    decimal: Literal["."] | None = None

    def batches(self, size: int = BATCH) -> Iterator[pl.DataFrame]:
        """Yield the rows in frames of `size` rows, the last one smaller; none for a sheet without rows.

        Columns: ROW (UInt32) and `columns` (String, as in the file with blanks around them trimmed, null where blank).
        Raise Problem when the file has changed since it was looked at.
        """
        waiting: list[pl.DataFrame] = []
        count = 0
        for frame in self.frames():
            waiting.append(frame)
            count += frame.height
            if count >= size:
                joined = pl.concat(waiting)
                whole = count - count % size
                yield from (joined.slice(start, size) for start in range(0, whole, size))
                waiting, count = [joined.slice(whole)], count - whole
        if count:
            yield pl.concat(waiting)

    def rows(self) -> pl.DataFrame:
        """Return all rows at once, with the columns of `batches`."""
        return pl.concat([pl.DataFrame(schema=row_schema(self.columns)), *self.frames()])


def row_schema(columns: Sequence[str]) -> dict[str, pl.DataType]:
    """Return the schema of a sheet's frames."""
    return {ROW: pl.UInt32(), **dict.fromkeys(columns, pl.String())}


def sheet_of(title: str, columns: Sequence[str], cells: Sequence[Sequence[str | None]]) -> Sheet:
    """Return a sheet of rows at hand, its header in row 1; for tests of what is built on sheets."""
    rows = pl.DataFrame(
        [(number, *row) for number, row in enumerate(cells, start=2)], schema=row_schema(columns), orient="row"
    )
    return Sheet(title, title, 1, tuple(columns), (), rows.height, lambda: iter([rows]))
