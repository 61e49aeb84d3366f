"""The workbook to fill in, read back with openpyxl, which did not write it."""

from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from data.exports.sheet_rows import SheetRows
from data.exports.sheets import SHEETS, Sheet
from data.exports.template import EXAMPLE, consortium_workbook, example_row
from data.problems import Problem


def read(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def of_sheet(book: Any, sheet: Sheet) -> Any:
    (page,) = [page for page in book if page["A1"].value == f"sheet:{sheet.key}"]
    return page


def technical(book: Any) -> dict[str, str]:
    return dict(book["_dashboard"].iter_rows(max_col=2, max_row=7, values_only=True))


def said(value: Any) -> str | None:
    """Return the text by which a cell is compared."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return str(value).removesuffix(".0") if isinstance(value, float | int) else value


def test_every_sheet_says_what_it_is_to_a_program_and_to_a_person(filled):
    book = read(consortium_workbook(consortium="beta"))
    assert [page.title for page in book if page.sheet_state == "visible"] == [
        "Read me",
        *(sheet.title for sheet in SHEETS),
        "Values",
    ]
    for sheet in SHEETS:
        page = of_sheet(book, sheet)
        assert page.row_dimensions[1].hidden
        assert page.freeze_panes == "C3"
        assert [cell.value for cell in page[1]][1:] == [field.column for field in sheet.fields]
        assert [cell.value for cell in page[2]][1:] == [
            f"{field.label} *" if field.required else field.label for field in sheet.fields
        ]
        for field, cell in zip(sheet.fields, page[2][1:], strict=True):
            assert bool(cell.comment) == bool(field.note or field.required or field.choices or field.refers_to)


def test_the_rows_are_those_of_the_store_and_every_cell_reads_back_as_its_text(filled):
    book = read(consortium_workbook(consortium="c"))
    rows = SheetRows(filled, consortium_id="c", version=filled.version).rows
    for sheet in SHEETS:
        lines = of_sheet(book, sheet).iter_rows(min_row=4, values_only=True)
        assert [tuple(map(said, line)) for line in lines] == rows[sheet.key].rows()
    partners = of_sheet(book, SHEETS[0])
    joined = [cell.value for cell in partners[2]].index("Joined on")
    assert partners[5][joined].value == "2024-06"


def test_the_example_is_marked_and_stays_the_same_in_every_workbook(filled):
    for content in (consortium_workbook(), consortium_workbook(consortium="c")):
        for sheet in SHEETS:
            identity, *cells = next(of_sheet(read(content), sheet).iter_rows(min_row=3, values_only=True))
            assert identity == EXAMPLE
            named = zip((field.column for field in sheet.fields), map(said, cells), strict=True)
            assert {name: value for name, value in named if value is not None} == example_row(sheet)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.key)
def test_the_example_fills_in_what_must_be_and_chooses_from_the_lists(sheet):
    for field in sheet.fields:
        assert field.example or not field.required
        assert field.or_other or not field.choices or field.example in {"", *field.choices}


def test_codes_and_names_are_chosen_from_lists(filled):
    book = read(consortium_workbook(consortium="c"))
    page = of_sheet(book, SHEETS[2])
    lists = {str(rule.sqref): rule for rule in page.data_validations.dataValidation if rule.type == "list"}
    sources = {place[0]: rule.formula1 for place, rule in lists.items()}
    assert sources == {
        "D": "names_work_packages",
        "E": "names_partners",
        "F": "values_deliverable_deliverable_type",
        "G": "values_deliverable_dissemination_level",
    }
    assert lists["F4:F505"].errorStyle in (None, "stop")
    assert lists["E4:E505"].errorStyle == "warning"
    target = book.defined_names["values_deliverable_deliverable_type"].attr_text
    values = [row[0].value for row in book["Values"][target.partition("!")[2]]]
    assert values == ["R", "DEM", "DEC", "DATA", "DMP", "ETHICS", "SECURITY", "OTHER"]
    assert "'Partners'!$B$4" in book.defined_names["names_partners"].attr_text.replace("Partners!", "'Partners'!")


def test_the_workbook_knows_what_it_was_made_from(filled):
    about = technical(read(consortium_workbook(consortium="c", partner="example a")))
    changed_at = filled.fetch("select max(recorded_at) as at from change").item()
    assert about == {
        "format": "consortium workbook",
        "format_version": "1",
        "consortium_id": "c",
        "acronym": "Beta",
        "partner_id": "a",
        "store_version": "1",
        "changed_at": f"{changed_at.isoformat()}+00:00",
    }
    assert read(consortium_workbook())["_dashboard"].sheet_state == "hidden"


def test_a_pack_lists_the_names_of_rows_it_leaves_out(filled):
    book = read(consortium_workbook(consortium="c", partner="a"))
    assert [row[0] for row in of_sheet(book, SHEETS[2]).iter_rows(min_row=4, values_only=True)] == ["d10"]
    page, cells = book.defined_names["names_deliverables"].attr_text.split("!")
    assert [row[0].value for row in book[page][cells]] == ["D1.10", "D1.9"]
    assert "Indicators" not in book.sheetnames


def test_a_workbook_of_no_consortium_is_empty(filled):
    book = read(consortium_workbook())
    assert {of_sheet(book, sheet).max_row for sheet in SHEETS} == {3}
    assert technical(book)["consortium_id"] == ""


def test_no_text_becomes_a_formula(store):
    book = read(consortium_workbook(consortium="c"))
    assert not [
        cell.coordinate for page in book for row in page for cell in row if cell.data_type == "f" or cell.hyperlink
    ]


def test_the_same_version_gives_the_same_bytes(filled):
    first = consortium_workbook(consortium="c")
    assert consortium_workbook(consortium="c") == first


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"consortium": "nowhere"}, "There is no consortium nowhere"),
        ({"consortium": "c", "partner": "Yard"}, "no partner Yard. Choose one of: Example, Example"),
        ({"partner": "a"}, "is of one consortium"),
    ],
)
def test_who_is_not_there_is_refused(filled, asked, said):
    with pytest.raises(Problem, match=said):
        consortium_workbook(**asked)
