"""Where the records of a text stand, and what their cells are.

That records are as they should be is counted over their bytes at once: where lines end, where separators stand, whether
each quotation mark stands at an end of a cell. Only records that differ are looked at one by one.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from data.imports.sheet import ROW

if TYPE_CHECKING:
    import _csv

Integers = npt.NDArray[np.int64]

SEPARATORS = ";\t,|"
NEW_LINE = 10
# How cells stand is found out from so many bytes.
SAMPLE = 64 * 1024
# A record that goes on for more lines or bytes has lost its closing quotation mark.
MOST_LINES = 500
LONGEST_RECORD = 1024 * 1024
# After so many lines the marks of a record that could not be closed are not tried any more.
MOST_TRIES = 20
# The rule for a record that is split at each separator, whatever its marks.
STRAY = "stray quote"
# From this many cells on, a line within quotation marks that is a whole row in itself says that a mark is missing.
TELLING_WIDTH = 4
csv.field_size_limit(64 * 1024 * 1024)


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
    # Commas stand in lists of names too.
    if usual[separator][0] > 1 and usual[separator][1] >= (0.6 if separator == "," else 0.3):
        return Dialect(separator, quote, usual[separator][0])
    # One column: a sign that no text has.
    return Dialect("\x1f", quote, 1)


def _usual_width(lines: Sequence[str], separator: str, quote: str) -> tuple[int, float]:
    """Return the number of cells that most records have, and their share, rounded so that few odd ones do not count."""
    widths: list[int] = []
    start = broken = 0
    while start < len(lines):
        reader = _rows("\n".join(lines[start:]), separator, quote)
        read = 0
        try:
            for row in reader:
                widths.append(len(row))
                read = reader.line_num
        except csv.Error:
            # Leave out the line whose marks are not in order, and go on below it.
            start += read + 1
            broken += 1
        else:
            break
    if not widths:
        return 0, 0.0
    # Titles above the table have one cell.
    wide = [width for width in widths if width > 1] or widths
    width, count = Counter(wide).most_common(1)[0]
    return width, round(count / (len(widths) + broken), 2)


def _rows(said: str, separator: str, quote: str) -> "_csv.Reader":
    return csv.reader(
        io.StringIO(said, newline="\n"),
        delimiter=separator,
        quotechar=quote,
        skipinitialspace=separator != "\t",
        strict=True,
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
        last, is_sure = _last_line(piece, dialect, int(first), starts, ends, before_end, whole)
        if not is_sure:
            is_open = not is_last and len(piece) - starts[first] < LONGEST_RECORD and len(ends) - first < MOST_LINES
            if is_open and not whole[first:].any():
                used_lines = int(first)
                break
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
) -> tuple[int, bool]:
    """Return the line in which the record that begins in line `first` ends, and whether its marks say so."""
    start, before = starts[first], before_end[first - 1] if first else 0
    alone, rule = read_record(piece[start : ends[first]].decode(), dialect)
    if alone and rule != STRAY:
        return first, True
    for last in range(first + 1, min(first + MOST_LINES, len(ends))):
        if whole[last] or ends[last] - start > LONGEST_RECORD:
            break
        # Marks that were not doubled may leave an odd number of them.
        is_closed = piece[ends[last] - 1] == ord(dialect.quote) or (before_end[last] - before) % 2 == 0
        if before_end[last] == before_end[last - 1] or not is_closed:
            continue
        cells, rule = read_record(piece[start : ends[last]].decode(), dialect)
        if cells and (len(cells) == dialect.width or not alone):
            return last, True
        if last - first > MOST_TRIES:
            break
    return first, False


def read_record(said: str, dialect: Dialect) -> tuple[list[str] | None, str]:
    """Return the cells of one record and the rule by which quotation marks were mended, "" where they were in order.

    None where they cannot be brought in order; mended records have as many cells as others.
    """
    separator, quote = dialect.separator, dialect.quote
    try:
        rows = list(_rows(said, separator, quote))
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
        return [_bare(cell.strip(), quote) for cell in cells], STRAY
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


def content_of(piece: bytes, starts: Integers, regular: npt.NDArray[np.bool_]) -> bytes:
    """Return the bytes of the regular records."""
    if regular.all():
        return piece[int(starts[0]) : int(starts[-1])]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], regular, [False]]).astype(np.int8)))
    return b"".join(piece[int(starts[a]) : int(starts[b])] for a, b in zip(edges[::2], edges[1::2], strict=True))


def parsed(
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
        cells = list(_rows(content.decode(), dialect.separator, dialect.quote))
        frame = pl.DataFrame(cells, schema=dict.fromkeys(given, pl.String()), orient="row")
    missing = [pl.lit(None, pl.String).alias(name) for name in columns[width:]]
    return frame.select(pl.Series(ROW, numbers, pl.UInt32), *given, *missing)
