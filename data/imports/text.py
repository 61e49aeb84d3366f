"""Tables in text files: comma, semicolon, tab or pipe between the cells, quotation marks around some of them.

Pieces of the file whose every record is as it should be go to Polars whole. That they are is counted over their bytes
at once: where lines end, where separators stand, whether each quotation mark stands at an end of a cell. Only records
that differ are looked at one by one.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from data.imports.encoding import Mended, Opened, Survey, chunks, survey
from data.imports.limits import Watch
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

Integers = npt.NDArray[np.int64]

SEPARATORS = ";\t,|"
NEW_LINE = 10
# A record that goes on for more lines or bytes has lost its closing quotation mark.
MOST_LINES = 500
LONGEST_RECORD = 1024 * 1024
# After so many lines the marks of a record that could not be closed are not tried any more.
MOST_TRIES = 20
# From this many cells on, a line within quotation marks that is a whole row in itself says that a mark is missing.
TELLING_WIDTH = 4
csv.field_size_limit(64 * 1024 * 1024)

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


@dataclass(frozen=True)
class Dialect:
    """How cells stand in a text: the sign between them, the sign around them, how many most rows have."""

    separator: str
    quote: str
    width: int


@dataclass(frozen=True)
class Records:
    """Where the records of a piece stand.

    `starts` has one entry more than there are records, the end of the last. `widths` counts cells, -1 where a record
    has to be read to tell; `lines` is the first line of each.
    """

    starts: Integers
    widths: Integers
    lines: Integers


def dialect_of(sample: str) -> Dialect:
    """Return how the cells of a text stand, from its first lines."""
    lines = [line for line in sample.split("\n") if line.strip(" \t;,|")]
    if lines and (hint := lines[0].strip().lower()).startswith("sep=") and len(hint) == 5:
        separator = hint[4]
        return Dialect(separator, '"', max(1, _usual_width(lines[1:], separator, '"')[0]))
    cells = [cell.strip() for line in lines for cell in line.split(max(SEPARATORS, key=line.count))]
    single = sum(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
    quote = "'" if '"' not in sample and single > len(cells) / 3 else '"'
    usual = {separator: _usual_width(lines, separator, quote) for separator in SEPARATORS}
    separator = max(usual, key=lambda one: (usual[one][0] > 1, usual[one][1], usual[one][0]))
    if usual[separator][0] > 1 and usual[separator][1] >= 0.3:
        return Dialect(separator, quote, usual[separator][0])
    # One column: a sign that no text has.
    return Dialect("\x1f", quote, 1)


def _usual_width(lines: Sequence[str], separator: str, quote: str) -> tuple[int, float]:
    """Return the number of cells that most records have, and their share, rounded so that few odd ones do not count."""
    try:
        widths = [len(row) for row in _rows("\n".join(lines), separator, quote, strict=True)]
    except csv.Error:
        widths = [len(row) for line in lines for row in _rows(line, separator, quote, strict=False)]
    if not widths:
        return 0, 0.0
    # Titles above the table have one cell.
    wide = [width for width in widths if width > 1] or widths
    width, count = Counter(wide).most_common(1)[0]
    return width, round(count / len(widths), 2)


def _rows(said: str, separator: str, quote: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        io.StringIO(said, newline="\n"),
        delimiter=separator,
        quotechar=quote,
        skipinitialspace=separator != "\t",
        strict=strict,
    )


def split(piece: bytes, dialect: Dialect, *, is_last: bool) -> Records:
    """Return where the records of a piece of whole lines stand."""
    signs = np.frombuffer(piece, np.uint8)
    ends = np.flatnonzero(signs == NEW_LINE)
    separators = np.flatnonzero(signs == ord(dialect.separator))
    quotes = np.flatnonzero(signs == ord(dialect.quote))
    every = np.arange(len(ends))
    if not len(quotes):
        return _records(ends, every, np.diff(np.searchsorted(separators, ends), prepend=0) + 1)
    before_end = np.searchsorted(quotes, ends)
    before = np.concatenate([[0], before_end[:-1]])
    line = np.searchsorted(ends, quotes)
    wrong = np.zeros(len(ends), bool)
    wrong[line[~_in_order(signs, quotes, np.arange(len(quotes)) - before[line], dialect)]] = True
    wrong |= (before_end - before) % 2 == 1
    line = np.searchsorted(ends, separators)
    outside = (np.searchsorted(quotes, separators) - before[line]) % 2 == 0
    widths = np.bincount(line[outside], minlength=len(ends)) + 1
    if not wrong.any():
        return _records(ends, every, widths)
    whole = ~wrong & (widths == dialect.width) & (dialect.width >= TELLING_WIDTH)
    closed = before_end % 2 == 0
    used = ends[closed][-1] + 1 if closed.any() else 0
    is_swallowed = (before % 2 == 1) & ~closed & whole
    rest = len(piece) - used
    if (
        used
        and not is_swallowed.any()
        and (rest == 0 or (not is_last and rest < LONGEST_RECORD))
        and _in_order(signs, quotes[quotes < used], np.arange(np.searchsorted(quotes, used)), dialect).all()
    ):
        outside = np.searchsorted(quotes, separators) % 2 == 0
        record = np.searchsorted(ends[closed], separators[outside])
        widths = np.bincount(record, minlength=int(closed.sum()) + 1)[: int(closed.sum())] + 1
        first = np.concatenate([[0], np.flatnonzero(closed)[:-1] + 1])
        return _records(ends[closed], first, widths)
    return _joined(piece, dialect, ends, before_end, wrong, widths, whole, is_last=is_last)


def _records(ends: Integers, lines: Integers, widths: Integers) -> Records:
    return Records(np.concatenate([[0], ends + 1]), widths, lines)


def _in_order(
    signs: npt.NDArray[np.uint8], quotes: Integers, place: Integers, dialect: Dialect
) -> npt.NDArray[np.bool_]:
    """Return of each quotation mark whether it stands where a cell begins or ends, or is doubled.

    `place` counts the marks; those with an even place open.
    """
    before = np.where(quotes > 0, signs[quotes - 1], NEW_LINE)
    after = signs[np.minimum(quotes + 1, len(signs) - 1)]
    beside = np.where(place % 2 == 0, before, after)
    return np.isin(beside, [ord(dialect.separator), NEW_LINE, ord(dialect.quote)])


def _joined(
    piece: bytes,
    dialect: Dialect,
    ends: Integers,
    before_end: Integers,
    wrong: npt.NDArray[np.bool_],
    widths: Integers,
    whole: npt.NDArray[np.bool_],
    *,
    is_last: bool,
) -> Records:
    """Return the records of a piece in which quotation marks are not in order: lines, some of which belong together."""
    starts = np.concatenate([[0], ends[:-1] + 1])
    is_start = np.ones(len(ends), bool)
    widths = np.where(wrong, -1, widths)
    free, used_lines = 0, len(ends)
    for first in np.flatnonzero(wrong):
        if first < free:
            continue
        last = _last_line(piece, dialect, int(first), starts, ends, before_end, whole)
        if last is None:
            is_open = not is_last and len(piece) - starts[first] < LONGEST_RECORD and len(ends) - first < MOST_LINES
            if is_open and not whole[first:].any():
                used_lines = int(first)
                break
            last = int(first)
        is_start[first + 1 : last + 1] = False
        free = last + 1
    first_lines = np.flatnonzero(is_start[:used_lines])
    last_lines = np.append(first_lines[1:], used_lines)[: len(first_lines)] - 1
    return _records(ends[last_lines], first_lines, widths[first_lines])


def _last_line(
    piece: bytes,
    dialect: Dialect,
    first: int,
    starts: Integers,
    ends: Integers,
    before_end: Integers,
    whole: npt.NDArray[np.bool_],
) -> int | None:
    """Return the line in which the record that begins in line `first` ends, None where no line ends it."""
    start, before = starts[first], before_end[first - 1] if first else 0
    alone, rule = _read_record(piece[start : ends[first]].decode(), dialect)
    if alone and not rule:
        return first
    mended = first if alone else None
    for last in range(first + 1, min(first + MOST_LINES, len(ends))):
        if whole[last] or ends[last] - start > LONGEST_RECORD:
            break
        if before_end[last] == before_end[last - 1] or (before_end[last] - before) % 2:
            continue
        cells, rule = _read_record(piece[start : ends[last]].decode(), dialect)
        if cells and not rule and (len(cells) == dialect.width or mended is None):
            return last
        if cells and mended is None:
            return last
        if last - first > MOST_TRIES:
            break
    return mended


def _read_record(said: str, dialect: Dialect) -> tuple[list[str] | None, str]:
    """Return the cells of one record and the rule by which quotation marks were mended, "" where they were in order.

    None where they cannot be brought in order; mended records have as many cells as others.
    """
    separator, quote = dialect.separator, dialect.quote
    try:
        rows = list(_rows(said, separator, quote, strict=True))
    except csv.Error:
        rows = []
    if len(rows) == 1:
        return rows[0], ""
    if f"\\{quote}" in said:
        reader = csv.reader(
            [said], delimiter=separator, quotechar=quote, escapechar="\\", doublequote=False, strict=True
        )
        try:
            rows = list(reader)
        except csv.Error:
            rows = []
        if len(rows) == 1 and len(rows[0]) == dialect.width:
            return rows[0], "quote after a backslash"
    if said.startswith(quote) and said.rstrip().endswith(quote) and dialect.width > 1:
        cells = said.rstrip()[1:-1].split(f"{quote}{separator}{quote}")
        if len(cells) == dialect.width:
            return [_unescaped(cell, quote) for cell in cells], "under-escaped quote"
    cells = said.split(separator)
    if len(cells) == dialect.width > 1 and "\n" not in said:
        return [_bare(cell.strip(), quote) for cell in cells], "stray quote"
    return None, ""


def _unescaped(cell: str, quote: str) -> str:
    inner = cell[1:-1]
    if len(cell) > 2 and cell[0] == cell[-1] == quote and quote not in inner.replace(quote * 2, ""):
        cell = inner
    return cell.replace(quote * 2, quote)


def _bare(cell: str, quote: str) -> str:
    """Return a cell without the marks around it, where they are in order."""
    inner = cell[1:-1]
    if len(cell) > 1 and cell[0] == cell[-1] == quote and quote not in inner.replace(quote * 2, ""):
        return inner.replace(quote * 2, quote)
    return cell


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
            self.dialect = dialect_of(piece[: piece.find(b"\n", 256 * 1024)].decode(errors="replace"))
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
        return _read_record(said, self.dialect) if said else ([], "")

    def _read(self, piece: bytes, records: Records, first: int) -> None:
        """Read the records from `first` on: those as wide as usual at once, others one by one."""
        assert self.rows
        assert self.dialect
        widths, lengths = records.widths[first:], np.diff(records.starts[first:])
        regular = (widths == self.width) & (lengths > 1)
        numbers = np.flatnonzero(regular) + self.read + first + 1
        frame = _parsed(
            _content(piece, records.starts[first:], regular), self.dialect, self.rows.columns, self.width, numbers
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


def _content(piece: bytes, starts: Integers, regular: npt.NDArray[np.bool_]) -> bytes:
    """Return the bytes of the regular records."""
    if regular.all():
        return piece[int(starts[0]) : int(starts[-1])]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], regular, [False]]).astype(np.int8)))
    return b"".join(piece[int(starts[a]) : int(starts[b])] for a, b in zip(edges[::2], edges[1::2], strict=True))


def _parsed(
    content: bytes, dialect: Dialect, columns: tuple[str, ...], width: int, numbers: Integers
) -> pl.DataFrame:  # fmt: skip
    """Return the frame of records that all have `width` cells; `numbers` are those of their rows."""
    given = columns[:width]
    frame = pl.DataFrame(schema=dict.fromkeys(given, pl.String()))
    if content:
        frame = pl.read_csv(
            content,
            has_header=False,
            separator=dialect.separator,
            quote_char=dialect.quote if dialect.quote.encode() in content else None,
            schema=dict.fromkeys(given, pl.String()),
        )
    if frame.height != len(numbers):
        cells = list(_rows(content.decode(), dialect.separator, dialect.quote, strict=True))
        frame = pl.DataFrame(cells, schema=dict.fromkeys(given, pl.String()), orient="row")
    missing = [pl.lit(None, pl.String).alias(name) for name in columns[width:]]
    return frame.select(pl.Series(ROW, numbers, pl.UInt32), *given, *missing)
