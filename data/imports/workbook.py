"""Workbooks as sheets: .xlsx and .xlsb, the old .xls, and OpenDocument.

fastexcel reads the values. What it does not tell, merged cells, formulas without a result and errors, is looked up in
the XML of .xlsx files.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.sax.saxutils import unescape

import fastexcel
import polars as pl

from data.imports.limits import Watch
from data.imports.sheet import ROW, Sheet
from data.imports.table import Account, kind, table
from data.problems import Problem

BLOCK = 1 << 20
# A cell with a formula and no result, a cell with an error, an area of merged cells; some programs write prefixes.
NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>.*?<(?:\w+:)?v>([^<]*)</', re.DOTALL)
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
ELEMENT = re.compile(r"<(?:\w+:)?(sheet|Relationship)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
# A merged area beyond is a background, not a value for so many rows.
MOST_MERGED = 10_000
# An amount merged over several rows would be counted more than once; numbers of work packages and PICs would not.
NO_AMOUNT = re.compile(r"\d{1,3}|\d{9}")


@dataclass
class Marks:
    """What the XML of one sheet says beside values; places are row and column, counted from 1."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    # Formulas without a result: what they say.
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def read_workbook(file: str, content: bytes | Path, watch: Watch) -> list[Sheet]:
    """Return one sheet per sheet of a workbook that has any cell; raise Problem when it cannot be read."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    marks = _marks(file, data, watch) if data.startswith(b"PK") else {}
    watch.at(0.3)
    try:
        book = fastexcel.read_excel(data)
        titles = book.sheet_names
        found = []
        for number, title in enumerate(titles):
            sheet = _sheet(file, book, title, marks.get(title, Marks()), watch)
            watch.at(0.3 + 0.7 * (number + 1) / len(titles))
            found += [sheet] if sheet else []
    except fastexcel.FastExcelError as fault:
        raise _refused(file, str(fault)) from fault
    if not found:
        raise Problem("{name} is empty.", "Choose a file with a header row and rows below it.", name=file)
    return found


def _refused(file: str, reason: str) -> Problem:
    if "assword" in reason:
        return Problem(
            "{name} is locked with a password.",
            "Open it in the spreadsheet program, take the password off, save it and import it again.",
            name=file,
        )
    return Problem(
        "{name} is a damaged workbook.",
        "Open it in a spreadsheet program, which may mend it, save it as an Excel workbook (.xlsx) and import that.",
        name=file,
    )


def _marks(file: str, data: bytes, watch: Watch) -> dict[str, Marks]:
    """Return what the XML of each sheet says, by title. Every part is unpacked, so that none is larger than said."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise _refused(file, "password")
        watch.unpacked(sum(part.file_size for part in archive.infolist()), len(data), in_memory=True)
        titles = _titles(archive)
        marks = {}
        for part in archive.infolist():
            with archive.open(part) as stream:
                found = _marks_of(stream)
            if part.filename in titles:
                marks[titles[part.filename]] = found
    return marks


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive -> the title of the sheet in it."""
    parts = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    if not set(parts) <= set(archive.namelist()):
        return {}
    sheets, relations = (
        [dict(ATTRIBUTE.findall(said)) for _, said in ELEMENT.findall(archive.read(part).decode(errors="replace"))]
        for part in parts
    )
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    found = {}
    for sheet in sheets:
        relation = next((value for key, value in sheet.items() if key.endswith(":id")), None)
        target = targets.get(relation, "")
        title = unescape(sheet.get("name", ""), {"&quot;": '"', "&apos;": "'"})
        found[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = title
    return found


def _marks_of(stream: IO[bytes]) -> Marks:
    marks, waiting = Marks(), b""
    while block := stream.read(BLOCK):
        waiting += block
        # Whole rows only, so that no cell is cut in two.
        end = waiting.rfind(b"row>") + 4
        if end > 3:
            _note_marks(waiting[:end], marks)
            waiting = waiting[end:]
    _note_marks(waiting, marks)
    return marks


def _note_marks(said: bytes, marks: Marks) -> None:
    searches = ((NO_RESULT, marks.formulas, b"f"), (ERROR, marks.errors, b't="e"'))
    for pattern, found, sign in searches:
        if sign not in said:
            continue
        for cell in pattern.finditer(said):
            if place := PLACE.search(cell[1]):
                found[int(place[2]), _column(place[1])] = unescape((cell[2] or b"").decode(errors="replace"))
    for left, top, right, bottom in MERGED.findall(said):
        marks.merged.append((int(top), _column(left), int(bottom), _column(right)))


def _column(letters: bytes) -> int:
    """Return the number of a column, 1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(file: str, book: fastexcel.ExcelReader, title: str, marks: Marks, watch: Watch) -> Sheet | None:
    loaded = book.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
    watch.table(loaded.height, loaded.width)
    if not loaded.height:
        return None
    first = min(column.absolute_index for column in loaded.available_columns()) + 1
    cells = loaded.to_polars()
    numbers = pl.int_range(1, cells.height + 1, dtype=pl.UInt32).alias(ROW)
    account = Account(title)
    return table(
        file,
        cells.select(numbers, _plain(pl.all())),
        account,
        hidden=loaded.visible != "visible",
        amend=lambda data: _amended(data, marks, first, account),
    )


def _plain(cells: pl.Expr) -> pl.Expr:
    """Return cells without the midnight of a date, the day of a time, and digits beyond the precision of a number."""
    digits = cells.cast(pl.Float64, strict=False).round_sig_figs(15).cast(pl.String)
    cells = pl.when(cells.str.contains(r"^-?\d{6,}\.\d{6,9}$")).then(digits).otherwise(cells)
    return (
        cells.str.replace(r"^(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?$", "$1")
        .str.replace(r"^1899-12-3[01] (\d\d:\d\d:\d\d)", "$1")
        .str.strip_chars()
        .replace("", None)
    )


def _amended(data: pl.DataFrame, marks: Marks, first: int, account: Account) -> pl.DataFrame:
    """Return the rows below the header with cells merged downwards filled; note these, formulas and errors.

    `first` is the number of the first column, `data` has ROW and the columns by name.
    """
    if data.is_empty():
        return data
    names = {first + place: name for place, name in enumerate(data.columns[1:])}
    top = data[ROW][0]
    for found, note in ((marks.formulas, _note_formula), (marks.errors, _note_error)):
        for (row, column), said in found.items():
            if top <= row < top + data.height and column in names:
                note(account, row, names[column], said)
    fills: dict[str, dict[int, str]] = {}
    for start, left, end, right in marks.merged:
        if start < top or start >= top + data.height or left not in names or end - start > MOST_MERGED:
            continue
        value = data[names[left]][start - top]
        if value is not None and right > left:
            account.note("repaired", "merged cell", MERGED_ACROSS, start, column=names[left], value=value, became=value)
        for row in range(start + 1, min(end + 1, top + data.height)) if value is not None else ():
            # A row that has nothing of its own is none.
            if any(cell is not None for cell in data.row(row - top)[1:]):
                fills.setdefault(names[left], {})[row] = value
    return data.with_columns(_filled(name, rows, account) for name, rows in fills.items())


def _filled(name: str, rows: dict[int, str], account: Account) -> pl.Expr:
    filled = {}
    for row, value in rows.items():
        if kind(value) == "number" and not NO_AMOUNT.fullmatch(value):
            account.note("repaired", "merged cell", MERGED_AMOUNT, row, column=name)
        else:
            account.note("repaired", "merged cell", MERGED_DOWN, row, column=name, became=value)
            filled[row] = value
    values = pl.col(ROW).replace_strict(list(filled), list(filled.values()), default=None, return_dtype=pl.String)
    return (pl.coalesce(pl.col(name), values) if filled else pl.col(name)).alias(name)


MERGED_DOWN = Problem(
    "The cell is merged with the one above it, whose value was taken for this row too.", "Check that it holds for both."
)
MERGED_ACROSS = Problem(
    "The cell is merged with those to its right; its value was taken for the first column alone.", "Check the row."
)
MERGED_AMOUNT = Problem(
    "The cell is merged with the one above it, whose amount was left there so that it is not counted twice.",
    "Divide the cell and write the share of each row.",
)


def _note_formula(account: Account, row: int, column: str, said: str) -> None:
    problem = Problem(
        "The cell holds a formula without a result; it was left blank.",
        "Open the file in a spreadsheet program, save it there, which works out the result, and import it again.",
    )
    account.note("repaired", "formula", problem, row, column=column, value=f"={said}")


def _note_error(account: Account, row: int, column: str, said: str) -> None:
    problem = Problem("The cell holds an error; it was left blank.", "Correct the formula or the cell.")
    account.note("repaired", "error value", problem, row, column=column, value=said)
