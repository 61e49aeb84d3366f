"""Tables in text files: comma, semicolon, tab or pipe between the cells, quotation marks around some of them.

Pieces of the file whose every record is as it should be go to Polars whole; other records are read one by one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from data.imports.encoding import Mended, Opened, Survey, chunks, survey
from data.imports.limits import Watch
from data.imports.records import SAMPLE, Dialect, Records, content_of, dialect_of, parsed, read_record, split
from data.imports.sheet import ROW, Sheet, row_schema
from data.imports.table import (
    BLANK_ROW,
    FIRST_ROWS,
    Account,
    Rows,
    above_data,
    header_index,
    kind,
    named,
    no_header,
    note_above,
)
from data.problems import Problem

LINE_ENDS = Problem(
    "Lines end in different ways within the file, or as on old Macs.", "Nothing is to be done: each was read as a line."
)
UNCLOSED = Problem(
    "Quotation marks in the row are not in order, so that it cannot be told where its cells end.",
    "Double each quotation mark within a cell, or save the table as an Excel workbook, and import it again.",
)
CUT = Problem(
    "The row has fewer cells than the header: a line break within a cell cut it in two.",
    "Take the line break out, or put the cell between quotation marks, and import it again.",
)
SHIFTED = Problem(
    "The row has fewer cells than the header, and those that are there do not fit their columns.",
    "Add the missing separators where cells are blank, and import it again.",
)


def read_text(file: str, title: str, opened: Opened, packed: int, watch: Watch) -> Sheet:
    """Return the sheet of a text file that has `packed` bytes on the disk.

    Raise Problem when there is no table in it, it is larger than the limits, or it changes meanwhile.
    """
    looked, reading = watch.part(0.0, 0.3), watch.part(0.3, 0.7)

    def look(size: int) -> None:
        watch.unpacked(size, packed)
        looked.at(size / max(size, packed))

    found = survey(opened, look)
    reader = _Reader(file, Account(title), found, watch)
    for piece, mended, is_last in chunks(opened, found, lambda size: reading.at(size / max(size, found.size))):
        reader.take(piece, mended, is_last=is_last)
    return reader.sheet()


@dataclass
class _Reader:
    """Takes a text piece by piece and keeps what goes from one to the next."""

    file: str
    account: Account
    survey: Survey
    watch: Watch
    dialect: Dialect | None = None
    rows: Rows | None = None
    header_row: int | None = None
    # How many cells rows have: as many as columns, or fewer where every row leaves out the last ones.
    width: int = 0
    kinds: tuple[str, ...] = ()
    read: int = 0
    left: bytes = b""
    left_mended: list[Mended] = field(default_factory=list)

    def take(self, piece: bytes, mended: list[Mended], *, is_last: bool) -> None:
        """Take the next lines of the text."""
        shift = self.left.count(b"\n")
        mended = [*self.left_mended, *(Mended(one.line + shift, one.rule, one.value, one.became) for one in mended)]
        piece = self.left + piece
        if is_last and piece and not piece.endswith(b"\n"):
            piece += b"\n"
        if not piece:
            return
        if self.dialect is None:
            self.dialect = dialect_of(piece[: piece.find(b"\n", SAMPLE)].decode(errors="replace"))
        records = split(piece, self.dialect, is_last=is_last)
        end, last_line = int(records.starts[-1]), piece[: int(records.starts[-1])].count(b"\n")
        self.left = piece[end:]
        self.left_mended = [
            Mended(one.line - last_line, one.rule, one.value, one.became) for one in mended if one.line >= last_line
        ]
        self._take(piece, records, [one for one in mended if one.line < last_line])

    def _take(self, piece: bytes, records: Records, mended: list[Mended]) -> None:
        count = len(records.lines)
        first = self._begin(piece, records) if self.rows is None and count else 0
        for one in mended:
            record = int(np.searchsorted(records.lines, one.line, side="right")) - 1
            self._note_mended(one, self.read + record + 1)
        if count > first:
            self._read(piece, records, first)
        self.read += count
        self.account.rows_read += count
        self.watch.table(self.read, 0)

    def _note_mended(self, one: Mended, row: int) -> None:
        if one.rule == "NUL byte":
            problem = Problem(
                "The row holds characters that cannot be shown (NUL); they were left out.", "Check the row."
            )
        else:
            problem = Problem(
                "The row is in another encoding than others; it was read as {encoding}.",
                "Check its accented letters.",
                encoding=self.survey.encoding,
            )
        self.account.note("repaired", one.rule, problem, row, value=one.value, became=one.became)

    def _begin(self, piece: bytes, records: Records) -> int:
        """Find header and columns in the first records; return how many records stand up to the header."""
        assert self.dialect
        first = [self._cells(piece, records, place)[0] or [] for place in range(min(len(records.lines), FIRST_ROWS))]
        hint = bool(first) and len(first[0]) == 2 and first[0][0].strip().lower() == "sep="
        place = header_index(first[hint:])
        place = None if place is None else place + hint
        header = first[place] if place is not None else []
        below = first[place + 1 :] if place is not None else first
        data = [row for row in below if any(cell.strip() for cell in row)]
        filled = [max((n for n, cell in enumerate(row, start=1) if cell.strip()), default=0) for row in data]
        usual = Counter(map(len, data)).most_common(1)[0][0] if data else len(header)
        # Separators at the end of every row make no column; cells without a name do, so that nothing is lost.
        width = max(usual if place is None or sum(n > len(header) for n in filled) == 0 else len(header), len(header))
        self._check_width(header, data, width)
        all_short = len(data) > 5 and {len(row) for row in data} == {usual}
        self.width = usual if usual < width and all_short else width
        self.header_row = place + 1 if place is not None else None
        columns = named(header, width, self.account, self.header_row)
        if self.width < width:
            problem = Problem(
                "Rows have {found} cells and the header {wanted}; the last ones were left blank.",
                "Check that the last columns are blank indeed.",
                found=usual,
                wanted=width,
            )
            self.account.note("repaired", "ragged row", problem)
        above = place if place is not None else above_data(first)
        note_above([(number, *row) for number, row in enumerate(first[:above], start=1)], self.account)
        if place is None:
            no_header(self.account)
        self._note_survey()
        full = [row for row in data if len(row) == width]
        self.kinds = tuple(_usual_kind([row[column] for row in full]) for column in range(width))
        self.rows = Rows(self.account, columns, header)
        self.account.rows_read = -(place is not None)
        return above + (place is not None)

    def _check_width(self, header: Sequence[str], data: Sequence[Sequence[str]], width: int) -> None:
        self.watch.table(0, width)
        longer = sum(len(row) > width for row in data)
        if header and len(data) > 1 and longer > 0.9 * len(data):
            raise Problem(
                "The header of {file} names {wanted} columns, but the rows have {found} cells.",
                "Give every column a name in the header row and import the file again.",
                file=self.file,
                wanted=len(header),
                found=max(map(len, data)),
            )

    def _note_survey(self) -> None:
        if self.survey.guessed:
            problem = Problem(
                "The file does not say its encoding and is not UTF-8; it was read as {encoding}.",
                "Check accented letters. Where they are wrong, save the file as “CSV UTF-8” and import it again.",
                encoding=self.survey.encoding,
            )
            self.account.note("repaired", "encoding", problem, became=self.survey.encoding)
        if self.survey.line_ends != "as one":
            self.account.note("repaired", "line ends", LINE_ENDS, value=self.survey.line_ends)

    def _cells(self, piece: bytes, records: Records, place: int) -> tuple[list[str] | None, str]:
        assert self.dialect
        said = piece[int(records.starts[place]) : int(records.starts[place + 1]) - 1].decode(errors="replace")
        return read_record(said, self.dialect) if said else ([], "")

    def _read(self, piece: bytes, records: Records, first: int) -> None:
        """Read the records from `first` on: those as wide as usual at once, others one by one."""
        assert self.rows
        assert self.dialect
        widths, lengths = records.widths[first:], np.diff(records.starts[first:])
        regular = (widths == self.width) & (lengths > 1)
        numbers = np.flatnonzero(regular) + self.read + first + 1
        frame = parsed(
            content_of(piece, records.starts[first:], regular), self.dialect, self.rows.columns, self.width, numbers
        )
        others = np.flatnonzero(~regular) + first
        single = self._one_by_one(piece, records, [int(place) for place in others])
        if single:
            mended = pl.DataFrame(single, schema=row_schema(self.rows.columns), orient="row")
            frame = pl.concat([frame, mended]).sort(ROW)
        self.rows.take(frame)

    def _one_by_one(self, piece: bytes, records: Records, places: Sequence[int]) -> list[tuple[int | str | None, ...]]:
        """Return the rows among the records at `places` that could be read, with their numbers; note the others."""
        assert self.rows
        assert self.dialect
        columns = self.rows.columns
        found: list[tuple[int | str | None, ...]] = []
        short: dict[int, list[str]] = {}
        for place in places:
            row = self.read + place + 1
            cells, rule = self._cells(piece, records, place)
            if cells is None:
                said = piece[int(records.starts[place]) : int(records.starts[place + 1]) - 1].decode(errors="replace")
                self.account.note("rejected", "unclosed quote", UNCLOSED, row, cells=[said])
            elif not any(cell.strip() for cell in cells):
                self.account.note("ignored", "blank row", BLANK_ROW, row)
            elif len(cells) < self.width:
                short[row] = cells
            elif any(cell.strip() for cell in cells[len(columns) :]):
                self.account.note("rejected", "ragged row", _too_long(len(cells), len(columns)), row, cells=cells)
            else:
                self._note_single(row, cells, rule)
                found.append((row, *_filled(cells, len(columns))))
        cut = self._cut(short)
        for row, cells in short.items():
            if row in cut or not self._fits(cells):
                self.account.note("rejected", "ragged row", CUT if row in cut else SHIFTED, row, cells=cells)
            else:
                self.account.note(
                    "repaired", "ragged row", _too_short(len(cells), len(columns)), row, value=" | ".join(cells)
                )
                found.append((row, *_filled(cells, len(columns))))
        return found

    def _note_single(self, row: int, cells: Sequence[str], rule: str) -> None:
        assert self.rows
        assert self.dialect
        if rule:
            quote = self.dialect.quote
            where = next(
                (column for column, cell in zip(self.rows.columns, cells, strict=False) if quote in cell), None
            )
            became = cells[self.rows.columns.index(where)] if where else " | ".join(cells)
            problem = Problem(
                "Quotation marks within a cell were not doubled; the row was split where cells end.", "Check the row."
            )
            self.account.note("repaired", rule, problem, row, column=where, became=became)
        if len(cells) > len(self.rows.columns):
            problem = Problem(
                "The row has more separators than the header; nothing stands after them.", "Check the row."
            )
            self.account.note("repaired", "ragged row", problem, row, value=" | ".join(cells))

    def _cut(self, short: dict[int, list[str]]) -> set[int]:
        """Return the rows that are two halves of one: neighbours that together have as many cells as a row.

        Where other rows are short too, their last cells are left out by the program that wrote them.
        """
        halves: set[int] = set()
        for row, cells in short.items():
            below = short.get(row + 1)
            if row not in halves and below and len(cells) + len(below) - 1 == self.width:
                halves |= {row, row + 1}
        return halves if len(halves) == len(short) or not all(map(self._fits, short.values())) else set()

    def _fits(self, cells: Sequence[str]) -> bool:
        """Return whether no cell stands in a column of numbers or dates that is neither blank nor one."""
        return all(kind(cell) in ("blank", usual) for cell, usual in zip(cells, self.kinds, strict=False) if usual)

    def sheet(self) -> Sheet:
        """Return the sheet of all that was taken; raise Problem when it was no table."""
        if self.rows is None:
            raise Problem(
                "{file} is empty.", "Choose a file with a header row and rows below it.", file=self.file
            )  # fmt: skip
        return self.rows.sheet(self.file, self.account.sheet, self.header_row)


def _usual_kind(cells: Sequence[str]) -> str:
    """Return "number" or "date" where all cells of a column are of that kind, else ""."""
    kinds = {kind(cell) for cell in cells} - {"blank"}
    return kinds.pop() if len(kinds) == 1 and kinds <= {"number", "date"} and len(cells) > 2 else ""


def _filled(cells: Sequence[str], width: int) -> list[str | None]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _too_long(found: int, wanted: int) -> Problem:
    return Problem(
        "The row has {found} cells and the header {wanted}: a separator stands in a cell without quotation marks.",
        "Put the cell between quotation marks, or save the table as an Excel workbook, and import it again.",
        found=found,
        wanted=wanted,
    )


def _too_short(found: int, wanted: int) -> Problem:
    return Problem(
        "The row has {found} cells and the header {wanted}; the last ones were left blank.",
        "Check that they are blank indeed.",
        found=found,
        wanted=wanted,
    )
