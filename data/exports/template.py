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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.color import Color  # type: ignore[import-untyped]

from data import store
from data.exports import one_line, subject
from data.exports.comma_separated import BEGINS_FORMULA
from data.exports.sheet_rows import SheetRows
from data.exports.sheets import SHEETS, Field, Sheet
from data.problems import Problem

FORMAT = "consortium workbook"
FORMAT_VERSION = 1
TECHNICAL = "_dashboard"
EXAMPLE = "example"
# Rows of a sheet, counted from 0.
NAMES_ROW, HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = range(4)
# Empty rows that are ready to be filled in, with lists to choose from.
ROOM = 500
MOST_ROWS = 1_048_576 - FIRST_ROW - ROOM
DAY_FORMAT = "yyyy-mm-dd"
ID_NOTE = "By this the dashboard knows the row. Leave it as it is; leave it empty in rows you add."
HOW = (
    ("How to fill it in", "One row is one thing. Correct what is wrong, add rows at the end, leave the rest."),
    ("", "Columns with * must be filled in. The note on each header says what belongs there."),
    ("", "Many cells offer a list to choose from; the sheet “Values” says what each code means."),
    ("Unknown", "Leave a cell empty when you do not know. Empty is not 0, and 0 is not empty."),
    ("Example", "The grey row on each sheet is an example. It is not imported; you may leave it or delete it."),
    ("Column “Id”", ID_NOTE),
    ("Taking something out", "A row you delete here stays on record. What ends gets an event or an end date."),
    ("Persons", "No names, addresses or telephone numbers of persons. They are not needed and not stored."),
    ("How to send it back", "Save it as an Excel workbook (.xlsx) and drop it on the page “Imports” of the dashboard."),
    ("", "You see what would change before anything is saved, beside what others have changed meanwhile."),
)
# Of the theme of whoever opens the workbook: its background, one and two shades darker.
TINTED, DARKER = Color.theme(0, 1), Color.theme(0, 2)
DIM = Color.theme(0, 5)

PARTNER = """
select
    participation.organisation_id,
    organisation.short_name,
    organisation.legal_name
from participation
inner join organisation on participation.organisation_id = organisation.organisation_id
where participation.consortium_id = $consortium_id
group by participation.organisation_id, organisation.short_name, organisation.legal_name
order by coalesce(organisation.short_name, organisation.legal_name), participation.organisation_id
"""


@dataclass(frozen=True)
class About:
    """Whose workbook it is and the state of the store it was made from; all empty of one for any consortium."""

    consortium_id: str = ""
    acronym: str = ""
    fictional: bool = False
    partner_id: str = ""
    partner: str = ""
    version: int = 0
    changed_at: datetime | None = None


def consortium_workbook(*, consortium: str | None = None, partner: str | None = None) -> bytes:
    """Return the workbook to fill in: empty, with all of a consortium, or with what one partner of it answers for.

    `consortium` is an id or an acronym, `partner` an id or a name. The same version of the store gives the same bytes.
    Raise Problem when there is no such consortium or partner, or more rows than a sheet can hold.
    """
    about, filled = _filled(consortium, partner)
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = f"Data of {one_line(about.acronym)}" if about.acronym else "Data of a consortium"
    made = about.changed_at or datetime(2000, 1, 1, tzinfo=UTC)
    book.set_properties({"title": title, "created": made.replace(tzinfo=None)})
    _Workbook(book, about, filled).write()
    book.close()
    return target.getvalue()


def example_row(sheet: Sheet) -> dict[str, str]:
    """Return the example of a sheet, machine name of a column -> text as SheetRows writes it; empty cells left out."""
    return {field.column: field.example for field in sheet.fields if field.example}


def _filled(consortium: str | None, partner: str | None) -> tuple[About, SheetRows | None]:
    if consortium is None:
        if partner is not None:
            raise Problem("A pack for one partner is of one consortium.", "Say of which consortium, too.")
        return About(), None
    found = subject(consortium)
    partner_id, name = _partner(found.consortium_id, partner) if partner else ("", "")
    filled = SheetRows(
        store.opened(), consortium_id=found.consortium_id, version=found.version, partner_id=partner_id or None
    )
    for sheet in SHEETS:
        if sheet.key in filled.rows and filled.rows[sheet.key].height > MOST_ROWS:
            raise Problem(
                "The sheet “{sheet}” would have {n} rows, more than a workbook can hold.",
                "Take the data package instead; it holds any number.",
                sheet=sheet.title,
                n=filled.rows[sheet.key].height,
            )
    about = About(
        found.consortium_id, found.acronym, found.fictional, partner_id, name, found.version, found.changed_at
    )
    return about, filled


def _partner(consortium_id: str, partner: str) -> tuple[str, str]:
    listed = store.fetch(PARTNER, {"consortium_id": consortium_id}).rows()
    for organisation_id, *names in listed:
        known = [name for name in names if name]
        if partner == organisation_id or partner.casefold() in (name.casefold() for name in known):
            return organisation_id, next(iter(known), organisation_id)
    raise Problem(
        "This consortium has no partner {partner}.",
        "Choose one of: {known}.",
        partner=partner,
        known=", ".join(short or legal or one for one, short, legal in listed) or "none yet",
    )


class _Workbook:
    """A workbook that is being written, sheet by sheet."""

    def __init__(self, book: Any, about: About, filled: SheetRows | None) -> None:
        self._book = book
        self._about = about
        self._filled = filled
        self._sheets = [sheet for sheet in SHEETS if filled is None or sheet.key in filled.rows]
        self._title = book.add_format({"bold": True, "font_size": 16})
        self._bold = book.add_format({"bold": True, "valign": "top"})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})
        self._header = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": DARKER, "bottom": 2}
        )
        self._id = book.add_format({"font_color": DIM, "bg_color": TINTED, "num_format": "@", "valign": "top"})
        self._shown = {
            kind: book.add_format({"num_format": shown, "valign": "top", "text_wrap": True})
            for kind, shown in {"text": "@", "day": DAY_FORMAT, "number": "General", "share": "0%"}.items()
        }
        self._quoted = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "quote_prefix": True})
        self._example = {
            kind: book.add_format({"num_format": shown, "valign": "top", "italic": True, "font_color": DIM,
                                   "bg_color": TINTED, "text_wrap": True})
            for kind, shown in {"text": "@", "day": DAY_FORMAT, "number": "General", "share": "0%"}.items()
        }  # fmt: skip

    def write(self) -> None:
        """Write every sheet."""
        self._read_me(self._book.add_worksheet("Read me"))
        written = {sheet.key: self._book.add_worksheet(sheet.title) for sheet in self._sheets}
        self._values(self._book.add_worksheet("Values"))
        self._technical(self._book.add_worksheet(TECHNICAL))
        for sheet in self._sheets:
            self._rows(written[sheet.key], sheet)

    def _read_me(self, page: Any) -> None:
        page.hide_gridlines(2)
        page.set_column(0, 0, 26)
        page.set_column(1, 1, 90)
        page.write_string(0, 0, "Data of a consortium, to fill in and send back", self._title)
        for line, (label, said) in enumerate(self._said(), start=2):
            page.write_string(line, 0, label, self._bold)
            page.write_string(line, 1, said, self._plain)

    def _said(self) -> list[tuple[str, str]]:
        about = self._about
        fictional = " (fictional)" if about.fictional else ""
        whose = [
            ("Consortium", f"{one_line(about.acronym)}{fictional}" if about.acronym else "any; none is named here")
        ]
        if about.partner:
            whose.append(("For", f"{one_line(about.partner)}: what this partner leads or does. Other rows stay away."))
        if about.changed_at:
            state = f"version {about.version} of the store, last changed {about.changed_at:%Y-%m-%d %H:%M} UTC"
            whose.append(("Made from", state))
        return [
            *whose,
            ("", ""),
            *HOW,
            ("", ""),
            ("Sheet", "What stands there"),
            *((sheet.title, self._count(sheet)) for sheet in self._sheets),
        ]  # fmt: skip

    def _count(self, sheet: Sheet) -> str:
        if self._filled is None:
            return sheet.purpose
        n = self._filled.rows[sheet.key].height
        return f"{sheet.purpose} ({n} {'row' if n == 1 else 'rows'} now)"

    def _values(self, page: Any) -> None:
        page.freeze_panes(1, 0)
        for place, (label, width) in enumerate((("List", 26), ("Value", 30), ("Meaning", 60))):
            page.set_column(place, place, width)
            page.write_string(0, place, label, self._header)
        line = 1
        listed = set()
        for field in (field for sheet in self._sheets for field in sheet.fields if field.choices):
            if (name := _list_name(field)) in listed:
                continue
            listed.add(name)
            self._book.define_name(name, f"=Values!$B${line + 1}:$B${line + len(field.choices)}")
            for code, meaning in field.choices.items():
                page.write_string(line, 0, field.label, self._plain)
                self._write_text(page, line, 1, code, self._plain, number=code.isdigit())
                page.write_string(line, 2, meaning, self._plain)
                line += 1

    def _technical(self, page: Any) -> None:
        about = self._about
        said = {
            "format": FORMAT,
            "format_version": str(FORMAT_VERSION),
            "consortium_id": about.consortium_id,
            "acronym": about.acronym,
            "partner_id": about.partner_id,
            "store_version": str(about.version) if about.changed_at else "",
            "changed_at": about.changed_at.isoformat() if about.changed_at else "",
        }
        for line, (name, value) in enumerate(said.items()):
            page.write_string(line, 0, name)
            page.write_string(line, 1, value)
            self._book.define_name(f"dashboard_{name}", f"={TECHNICAL}!$B${line + 1}")
        names = self._filled.names if self._filled else {}
        # A pack leaves out rows to which its own may refer, so that their names are listed here.
        listed = names if about.partner_id else {"objective": names.get("objective", {})}
        for place, (key, called) in enumerate(listed.items(), start=3):
            for line, name in enumerate(called.values()):
                page.write_string(line, place, name)
            if called:
                column = xlsxwriter.utility.xl_col_to_name(place)
                self._book.define_name(f"names_{key}", f"={TECHNICAL}!${column}$1:${column}${len(called)}")
        page.hide()

    def _rows(self, page: Any, sheet: Sheet) -> None:
        rows = self._filled.rows[sheet.key] if self._filled else pl.DataFrame()
        last = FIRST_ROW + rows.height + ROOM - 1
        page.freeze_panes(FIRST_ROW - 1, 2)
        page.set_column(0, 0, 12, self._id)
        page.write_string(NAMES_ROW, 0, f"sheet:{sheet.key}")
        page.write_string(HEADER_ROW, 0, "Id", self._header)
        page.write_comment(HEADER_ROW, 0, ID_NOTE, _note_size(ID_NOTE))
        page.write_string(EXAMPLE_ROW, 0, EXAMPLE, self._example["text"])
        for line, identity in enumerate(rows["id"] if rows.height else (), start=FIRST_ROW):
            page.write_string(line, 0, identity, self._id)
        for place, field in enumerate(sheet.fields, start=1):
            looks = _looks(field)
            page.set_column(place, place, field.width, self._shown[looks])
            page.write_string(NAMES_ROW, place, field.column)
            page.write_string(HEADER_ROW, place, f"{field.label} *" if field.required else field.label, self._header)
            if note := _note(field):
                page.write_comment(HEADER_ROW, place, note, _note_size(note))
            if field.example:
                self._cell(page, EXAMPLE_ROW, place, field, field.example, self._example)
            else:
                page.write_blank(EXAMPLE_ROW, place, None, self._example["text"])
            for line, value in enumerate(rows[field.column] if rows.height else (), start=FIRST_ROW):
                if value is not None:
                    self._cell(page, line, place, field, value, self._shown)
            if check := self._validation(field):
                page.data_validation(FIRST_ROW, place, last, place, check)
        page.set_row(NAMES_ROW, None, None, {"hidden": True})
        page.autofilter(HEADER_ROW, 0, max(FIRST_ROW + rows.height - 1, EXAMPLE_ROW), len(sheet.fields))
        self._name_rows(sheet, last)

    def _name_rows(self, sheet: Sheet, last: int) -> None:
        if sheet.named_by is None or self._about.partner_id:
            return
        place = [field.column for field in sheet.fields].index(sheet.named_by) + 1
        column = xlsxwriter.utility.xl_col_to_name(place)
        first, cells = (f"'{sheet.title}'!${column}${FIRST_ROW + 1}", f"${column}${last + 1}")
        # As long as the column is filled in: blanks in a list would let anything pass.
        self._book.define_name(f"names_{sheet.key}", f"=OFFSET({first},0,0,MAX(1,COUNTA({first}:{cells})),1)")

    def _validation(self, field: Field) -> dict[str, Any] | None:
        if field.choices:
            return {
                "validate": "list",
                "source": f"={_list_name(field)}",
                "error_type": "information" if field.or_other else "stop",
                "error_title": field.label[:32],
                "error_message": "Choose one from the list. The sheet “Values” says what each means.",
            }
        if field.refers_to:
            if (self._about.partner_id or field.refers_to == "objective") and not self._names(field):
                return None
            return {
                "validate": "list",
                "source": f"=names_{field.refers_to}",
                "error_type": "warning",
                "error_title": field.label[:32],
                "error_message": "This name stands on no other sheet. Add it there first, or choose one from the list.",
            }
        if field.kind in ("number", "whole number", "share"):
            most = 1 if field.kind == "share" else 1e15
            return {
                "validate": "integer" if field.kind == "whole number" else "decimal",
                "criteria": "between",
                "minimum": 0 if field.kind != "number" else -most,
                "maximum": int(most),
                "error_title": field.label[:32],
                "error_message": "Type a number. Leave the cell empty when it is not known.",
            }
        if field.kind == "day" and field.precision is None:
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": date(1990, 1, 1),
                "maximum": date(2100, 12, 31),
                "error_title": field.label[:32],
                "error_message": "Type a day such as 2026-03-31. Leave the cell empty when it is not known.",
            }
        return None

    def _names(self, field: Field) -> Mapping[str, str]:
        return self._filled.names.get(str(field.refers_to), {}) if self._filled else {}

    def _cell(self, page: Any, line: int, place: int, field: Field, value: str, shown: Mapping[str, Any]) -> None:
        looks = _looks(field)
        if looks == "day" and len(value) == len("2026-03-31"):
            page.write_datetime(line, place, date.fromisoformat(value), shown["day"])
        else:
            self._write_text(page, line, place, value, shown["text" if looks == "day" else looks],
                             number=looks in ("number", "share"))  # fmt: skip

    def _write_text(self, page: Any, line: int, place: int, value: str, look: Any, *, number: bool = False) -> None:
        if number:
            page.write_number(line, place, float(value), look)
        else:
            page.write_string(line, place, value, self._quoted if value.startswith(BEGINS_FORMULA) else look)


def _looks(field: Field) -> str:
    if field.kind in ("day", "share"):
        return field.kind
    whole = field.kind in ("number", "whole number") or (field.choices and all(map(str.isdigit, field.choices)))
    return "number" if whole else "text"


def _list_name(field: Field) -> str:
    """Return the name of the list of a field; fields that offer the same have one together."""
    for sheet in SHEETS:
        for other in sheet.fields:
            if other.choices == field.choices:
                return f"values_{other.column.replace('.', '_')}"
    raise KeyError(field.column)


def _note(field: Field) -> str:
    titles = {sheet.key: sheet.title for sheet in SHEETS}
    told: Sequence[str] = (
        *(["Must be filled in."] if field.required else []),
        *([field.note] if field.note else []),
        *([f"The name it has on the sheet “{titles[field.refers_to]}”."] if field.refers_to in titles else []),
        *(f"{code}: {meaning}" for code, meaning in field.choices.items() if code != meaning),
    )
    return "\n".join(told)


def _note_size(note: str) -> dict[str, Any]:
    lines = sum(len(line) // 42 + 1 for line in note.splitlines())
    return {"width": 280, "height": 18 * lines + 12}
