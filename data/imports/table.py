"""Where the table stands among the rows of a sheet: its header, its columns, its rows, and what is none of them."""

import re
import shutil
import tempfile
import unicodedata
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from data.imports.sheet import LONGEST_VALUE, ROW, Remark, Sheet, row_schema
from data.problems import Problem

Cells = Sequence[str | None]

# A header stands within so many rows.
FIRST_ROWS = 50
# What a table is about takes at most so many rows above it.
FIRST_ABOVE = 15
# Totals and notes below them stand within so many rows from the end.
LAST_ROWS = 10
# More rows to correct than anybody will correct; a file of another kind has such.
MOST_FAULTS = 200_000
IN_MEMORY = 256 * 1024 * 1024

NUMBER = re.compile(
    r"[-+(]?\s*(?:[€$£]|EUR|CHF)?\s*[-+]?\d[\d.,'’\s\u00a0\u202f]*(?:[eE][-+]?\d+)?\s*(?:[€$£%]|EUR|CHF)?\s*\)?"
)
YEAR = re.compile(r"(?:19|20)\d\d")
DATE = re.compile(r"\d{1,4}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,4}\.?(?:[ T]\d.*)?")
# "Total" in the languages of the European Union, without accents.
TOTALS = frozenset(
    part.strip()
    for part in """
    total|totals|grand total|subtotal|sum|sums|sous-total|total general|montant total|somme|sommes|somme totale|gesamt
    |gesamtsumme|gesamtbetrag|summe|zwischensumme|insgesamt|totale|totali|totale generale|totale complessivo|totaal
    |eindtotaal|subtotaal|totalt|totalsumma|suma|suma total|suma calkowita|razem|ogolem|lacznie|celkem|soucet|spolu
    |sucet|osszesen|mindosszesen|vegosszeg|kokku|summa|kopa|pavisam|is viso|viso|yhteensa|summa totalt|i alt|sum i alt
    |total geral|soma|iomlan|totala|suma totala|συνολο|γενικο συνολο|общо|сума|всичко|ukupno|sveukupno|skupaj|vsota
    """.split("|")
)

BLANK_ROW = Problem("The row is blank.", "Nothing is to be done.")
TITLE_ROW = Problem("The row stands above the header of the table.", "Nothing is to be done.")
REPEATED_HEADER = Problem("The row repeats the header.", "Nothing is to be done.")
TOTALS_ROW = Problem(
    "The row adds up the rows above it.", "Nothing is to be done; if it is a row of its own, name it differently."
)


@dataclass
class Account:
    """The remarks on one sheet, and how many rows were read."""

    sheet: str
    remarks: list[Remark] = field(default_factory=list)
    rows_read: int = 0
    faults: int = 0

    def note(
        self,
        outcome: Literal["repaired", "rejected", "ignored"],
        rule: str,
        problem: Problem,
        row: int | None = None,
        *,
        column: str | None = None,
        value: str | None = None,
        became: str | None = None,
        cells: Cells = (),
    ) -> None:
        """Add a remark; raise Problem when there are more rows to correct than anybody will correct."""
        whole = tuple(cell or "" for cell in cells)
        shown = value if value is not None or not cells else " | ".join(whole)
        self.remarks.append(
            Remark(outcome, rule, self.sheet, row, column, _cut(shown), _cut(became), problem, whole)
        )  # fmt: skip
        self.faults += outcome != "ignored"
        if self.faults > MOST_FAULTS:
            raise Problem(
                "More than {n} rows or cells of {sheet} had to be repaired or rejected; one of them: {example}",
                "This seems to be a file of another kind. Correct what writes it, or choose another file.",
                n=MOST_FAULTS,
                sheet=self.sheet,
                example=str(problem),
            )


def _cut(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def kind(cell: str | None) -> Literal["blank", "number", "date", "text"]:
    """Return what a cell looks like."""
    if not cell or not cell.strip():
        return "blank"
    if DATE.fullmatch(cell.strip()):
        return "date"
    return "number" if NUMBER.fullmatch(cell.strip()) else "text"


def header_index(rows: Sequence[Cells]) -> int | None:
    """Return which of the first rows is the header, counted from 0, or None when there is none.

    It is the first row that is about as wide as the table and holds names: no number, apart from years and from a run
    such as 1, 2, 3, and no date. Rows above it give way to it: of groups ("Budget" over "2019" and "2020"), and of what
    the table is about ("Project", its name; below that its date, or nothing).
    """
    filled = [sum(kind(cell) != "blank" for cell in row) for row in rows]
    widest = max(filled, default=0)
    first = next((place for place, count in enumerate(filled) if count >= max(1, 0.6 * widest)), None)
    if first is None or not _names(rows[first]):
        return None
    for below in range(first + 1, min(first + 3, len(rows))):
        wider = 4 * filled[first] <= 3 * filled[below] and len(set(rows[below])) >= filled[below]
        wider = wider and any(kind(cell) == "text" for cell in rows[below])
        if wider and _names(rows[below]) and not all(_names(row) for row in rows[below + 1 :]):
            return below
    for below in range(first + 2, min(first + FIRST_ABOVE, len(rows))):
        is_apart = any(not _names(row) for row in rows[first + 1 : below])
        if filled[below] == widest > max(filled[:below]) and is_apart and _names(rows[below]):
            return below
    return first


def _names(row: Cells) -> bool:
    """Return whether the cells may be names of columns."""
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    kinds = [kind(cell) for cell in cells]
    numbers = [cell for cell, found in zip(cells, kinds, strict=True) if found == "number" and not YEAR.fullmatch(cell)]
    counted = all(cell.isdecimal() for cell in numbers) and (
        [int(cell) for cell in numbers] == list(range(1, len(numbers) + 1)) and len(numbers) != 1
    )
    return bool(cells) and "date" not in kinds and counted


def named(header: Cells, width: int, account: Account, row: int | None) -> tuple[str, ...]:
    """Return the names of `width` columns; a repeated or missing name is made one of its own, with a remark."""
    names: list[str] = []
    taken = {ROW}
    for number in range(1, width + 1):
        said = ((header[number - 1] if number <= len(header) else None) or "").strip()
        name, again = said or f"column {number}", 1
        while name in taken:
            again += 1
            name = f"{said or f'column {number}'} ({again})"
        taken.add(name)
        names.append(name)
        if row is None or name == said:
            continue
        if said:
            problem = Problem(
                "The name “{name}” stands over more than one column.", "Give each column a name of its own.", name=said
            )
            account.note("repaired", "repeated header", problem, row, column=name, value=said, became=name)
        else:
            problem = Problem("Column {number} has no name.", "Write its name into the header row.", number=number)
            account.note("repaired", "empty header", problem, row, column=name, became=name)
    return tuple(names)


@dataclass
class Rows:
    """Takes the rows below the header, frame by frame, leaves out what is no row of the table, and makes the sheet.

    Frames hold ROW and `columns` as String. What does not fit in memory waits in a folder that goes with the sheet.
    """

    account: Account
    columns: tuple[str, ...]
    header: Cells
    kept: list[pl.DataFrame | Path] = field(default_factory=list)
    waiting: pl.DataFrame | None = None
    filled: set[str] = field(default_factory=set)
    in_memory: int = 0
    folder: "_Folder | None" = None

    def take(self, frame: pl.DataFrame) -> None:
        """Take the next rows, in the order of the file."""
        columns = list(self.columns)
        frame = frame.with_columns(pl.col(columns).str.strip_chars().replace("", None))
        is_blank = pl.all_horizontal(pl.col(columns).is_null())
        is_header = pl.all_horizontal(
            pl.col(name).eq_missing(pl.lit((said or "").strip() or None, pl.String))
            for name, said in zip(columns, [*self.header, *[None] * len(columns)], strict=False)
        ) & ~is_blank  # fmt: skip
        marked = frame.select(ROW, is_blank.alias("blank"), is_header.alias("header"))
        if marked["blank"].any() or marked["header"].any():
            for row in marked.filter("blank")[ROW]:
                self.account.note("ignored", "blank row", BLANK_ROW, row)
            for row in marked.filter("header")[ROW]:
                self.account.note("ignored", "repeated header row", REPEATED_HEADER, row)
            frame = frame.filter(~marked["blank"] & ~marked["header"])
        if len(self.filled) < len(columns):
            self.filled.update(name for name in columns if frame[name].null_count() < frame.height)
        joined = frame if self.waiting is None else pl.concat([self.waiting, frame])
        self.waiting = joined.tail(LAST_ROWS)
        if joined.height > LAST_ROWS:
            self._keep(joined.head(-LAST_ROWS))

    def _keep(self, frame: pl.DataFrame) -> None:
        if self.in_memory < IN_MEMORY:
            self.in_memory += int(frame.estimated_size())
            self.kept.append(frame)
            return
        self.folder = self.folder or _Folder()
        file = self.folder.path / str(len(self.kept))
        try:
            frame.write_ipc(file, compression="lz4")
        except OSError as refusal:
            raise Problem(
                "There is no room on the disk to unpack the file: {reason}",
                "Free space for temporary files and import it again, or split the file.",
                reason=str(refusal),
            ) from refusal
        self.kept.append(file)

    def sheet(
        self,
        file: str,
        title: str,
        header_row: int | None,
        *,
        hidden: bool = False,
        decimal: Literal["."] | None = None,
    ) -> Sheet:
        """Return the sheet of all rows that were taken."""
        last = self.waiting if self.waiting is not None else pl.DataFrame(schema=row_schema(self.columns))
        totals = [row[0] for row in _totals(last.rows())]
        for row in last.filter(pl.col(ROW).is_in(totals)).rows():
            self.account.note("ignored", "totals row", TOTALS_ROW, row[0], value=_said(row[1:]))
        self.kept.append(last.filter(~pl.col(ROW).is_in(totals)))
        columns = self._without_blank_columns(header_row)
        # The folder stays as long as the frames can be asked for.
        kept, folder = tuple(self.kept), self.folder
        return Sheet(
            file,
            title,
            header_row,
            columns,
            tuple(sorted(self.account.remarks, key=lambda remark: (remark.row is not None, remark.row or 0))),
            self.account.rows_read,
            lambda: _frames(kept, columns, folder),
            hidden,
            decimal,
        )

    def _without_blank_columns(self, header_row: int | None) -> tuple[str, ...]:
        """Return the columns that have a name or a value; what only a separator made is none."""
        said = [*((cell or "").strip() for cell in self.header), *[""] * len(self.columns)]
        surplus = {
            name
            for name, name_said in zip(self.columns, said, strict=False)
            if not name_said and name not in self.filled
        }
        if header_row is None or not surplus:
            return self.columns
        self.account.remarks = [
            remark for remark in self.account.remarks if remark.rule != "empty header" or remark.column not in surplus
        ]
        problem = Problem("{n} columns have neither a name nor a value.", "Nothing is to be done.", n=len(surplus))
        self.account.note("ignored", "blank column", problem)
        return tuple(name for name in self.columns if name not in surplus)


def _frames(
    kept: Sequence[pl.DataFrame | Path], columns: tuple[str, ...], folder: object
) -> Iterator[pl.DataFrame]:  # fmt: skip
    del folder
    for part in kept:
        frame = part if isinstance(part, pl.DataFrame) else pl.read_ipc(part)
        if frame.height:
            yield frame.select(ROW, *columns)


class _Folder:
    """A temporary folder that goes when nobody holds it any more."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="import-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def _said(cells: Cells) -> str:
    return " | ".join(cell for cell in cells if cell)


def _totals(last: Sequence[tuple[int, *tuple[str | None, ...]]]) -> list[tuple[int, *tuple[str | None, ...]]]:
    """Return the rows at the end that say "total" and otherwise hold only numbers; notes below them hold one cell."""
    totals = []
    for row in reversed(last):
        cells = [cell for cell in row[1:] if cell]
        says_total = _folded(cells[0]).rstrip(" :.") in TOTALS
        if says_total and len(cells) > 1 and all(kind(cell) == "number" for cell in cells[1:]):
            totals.append(row)
        elif len(cells) > 1:
            break
    return totals


def _folded(word: str) -> str:
    """Return a word in small letters without accents."""
    bare = unicodedata.normalize("NFKD", word.casefold().replace("ł", "l"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def table(
    file: str,
    grid: pl.DataFrame,
    account: Account,
    *,
    hidden: bool = False,
    amend: Callable[[pl.DataFrame], pl.DataFrame] = lambda data: data,
) -> Sheet:
    """Return the sheet of a workbook: `grid` has ROW and columns of text, all rows of the sheet in their order.

    `amend` may change cells of the rows below the header, given with the names of their columns.
    """
    rows = grid.head(FIRST_ROWS).rows()
    place = header_index([row[1:] for row in rows])
    numbers = [row[0] for row in rows]
    header = rows[place][1:] if place is not None else ()
    header_row = numbers[place] if place is not None else None
    columns = named(header, grid.width - 1, account, header_row)
    above = place if place is not None else above_data([row[1:] for row in rows])
    note_above(rows[:above], account)
    account.rows_read += grid.height - (place is not None)
    if place is None:
        no_header(account)
    found = Rows(account, columns, header)
    data = grid.slice(above + (place is not None))
    data.columns = [ROW, *columns]
    found.take(amend(data))
    return found.sheet(file, account.sheet, header_row, hidden=hidden, decimal=".")


def above_data(rows: Sequence[Cells]) -> int:
    """Return how many of the first rows stand above a table that has no header: those far narrower than it."""
    filled = [sum(kind(cell) != "blank" for cell in row) for row in rows]
    return next((place for place, count in enumerate(filled) if count >= max(1, 0.6 * max(filled))), 0)


def note_above(rows: Sequence[tuple[int, *tuple[str | None, ...]]], account: Account) -> None:
    """Note the rows above the header, given with their numbers: titles and blank rows."""
    for number, *cells in rows:
        if all(kind(cell) == "blank" for cell in cells):
            account.note("ignored", "blank row", BLANK_ROW, number)
        else:
            account.note(
                "ignored", "title row", TITLE_ROW, number, value=_said([(cell or "").strip() for cell in cells])
            )


def no_header(account: Account) -> None:
    """Note that a table has no header."""
    problem = Problem(
        "The table has no header row; its columns were numbered.",
        "Write the names of the columns into the first row and import the file again, or map the numbered columns.",
    )
    account.note("repaired", "no header row", problem)
