import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data.problems import Problem
from tests.imports.reading import account, cells, sheet, sheets

FILES = Path(__file__).parent / "files"


def workbook(fill: Callable[[Any], object], title: str = "Partners") -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    fill(book.active)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(*given) -> bytes:
    """Return a workbook of rows."""
    return workbook(lambda page: [page.append(row) for row in given])


def test_cells_of_every_kind_arrive_as_plain_text():
    values = [
        (dt.date(2019, 6, 30), "2019-06-30"),
        (
            dt.datetime(2019, 6, 30, 12, 30, 5),  # noqa: DTZ001 - workbooks know no zones
            "2019-06-30 12:30:05",
        ),
        (dt.time(8, 15), "08:15:00"),
        (5.0, "5"),
        (883285.0, "883285"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (123456789012, "123456789012"),
        (-3, "-3"),
        (True, "true"),
        ("0012", "0012"),
        ("  Caritas\u00a0", "Caritas"),
        ("two\nlines", "two\nlines"),
        (" ", None),
    ]
    found = sheet(rows(["name", "value"], *[["x", value] for value, _ in values]), "t.xlsx")
    assert [row[2] for row in cells(found)] == [said for _, said in values]
    assert found.decimal == "."
    assert not found.remarks


def test_rows_and_columns_keep_their_places_when_the_table_begins_further_in():
    def fill(page):
        page["C4"], page["D4"], page["C5"], page["D5"], page["D7"] = "name", "city", "Caritas", "Wien", "Graz"

    found = sheet(workbook(fill), "t.xlsx")
    assert (found.header_row, found.columns) == (4, ("name", "city"))
    assert cells(found) == [(5, "Caritas", "Wien"), (7, None, "Graz")]
    assert account(found) == {("ignored", "blank row"): 4}


def test_titles_totals_and_blank_rows_are_told_apart():
    found = sheet(rows(["Our partners"], [], ["name", "n"], ["A", 1], [], ["B", 2], ["Gesamt", 3]), "t.xlsx")
    assert cells(found) == [(4, "A", "1"), (6, "B", "2")]
    assert [(one.row, one.rule) for one in found.remarks] == [
        (1, "title row"), (2, "blank row"), (5, "blank row"), (7, "totals row"),
    ]  # fmt: skip
    assert {one.sheet for one in found.remarks} == {"Partners"}


def test_a_value_merged_over_rows_holds_for_each_of_them_with_a_remark():
    def fill(page):
        for row in (
            ["wp", "task", "note"],
            [1, "a", None],
            [None, "b", None],
            ["x", "c", None],
            [None] * 3,
            ["y", "d", None],
        ):
            page.append(row)
        page.merge_cells("A2:A3")
        page.merge_cells("A4:A5")

    found = sheet(workbook(fill), "t.xlsx")
    assert cells(found) == [(2, "1", "a", None), (3, "1", "b", None), (4, "x", "c", None), (6, "y", "d", None)]
    merged = [one for one in found.remarks if one.rule == "merged cell"]
    assert [(one.row, one.column, one.became) for one in merged] == [(3, "wp", "1")]
    assert account(found)["ignored", "blank row"] == 1


def test_an_amount_merged_over_rows_is_not_counted_twice():
    def fill(page):
        for row in (["name", "budget"], ["a", 120000], ["b", None]):
            page.append(row)
        page.merge_cells("B2:B3")

    found = sheet(workbook(fill), "t.xlsx")
    assert cells(found) == [(2, "a", "120000"), (3, "b", None)]
    (one,) = found.remarks
    assert (one.row, one.column, one.became) == (3, "budget", None)
    assert "twice" in str(one.problem)


def test_a_value_merged_over_columns_stays_in_the_first_with_a_remark():
    def fill(page):
        for row in (["name", "2019", "2020"], ["a", "pilot", None], ["b", 1, 2]):
            page.append(row)
        page.merge_cells("B2:C2")

    found = sheet(workbook(fill), "t.xlsx")
    assert cells(found)[0] == (2, "a", "pilot", None)
    assert [(one.row, one.column, one.rule) for one in found.remarks] == [(2, "2019", "merged cell")]


def test_a_merged_title_needs_no_remark_of_its_own():
    def fill(page):
        for row in (["Partners of the project", None], ["name", "city"], ["a", "b"]):
            page.append(row)
        page.merge_cells("A1:B1")

    assert account(sheet(workbook(fill), "t.xlsx")) == {("ignored", "title row"): 1}


def test_a_formula_gives_its_result_and_says_when_it_has_none():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("S")
        page.write_row(0, 0, ["name", "n"])
        page.write_row(1, 0, ["a"])
        page.write_formula(1, 1, "=1+1", value=2)
    assert cells(sheet(out.getvalue(), "t.xlsx")) == [(2, "a", "2")]
    found = sheet(rows(["name", "n"], ["a", "=1+1"], ["b", '=A2&"<"']), "t.xlsx")
    assert cells(found) == [(2, "a", None), (3, "b", None)]
    assert [(one.outcome, one.row, one.column, one.value) for one in found.remarks] == [
        ("repaired", 2, "n", "=1+1"),
        ("repaired", 3, "n", '=A2&"<"'),
    ]


def test_an_error_in_a_cell_leaves_it_blank_and_says_so():
    found = sheet(rows(["name", "n"], ["a", "#N/A"], ["b", 2]), "t.xlsx")
    assert cells(found) == [(2, "a", None), (3, "b", "2")]
    (one,) = found.remarks
    assert (one.rule, one.row, one.column, one.value) == ("error value", 2, "n", "#N/A")


def test_every_sheet_with_cells_is_one_and_hidden_ones_say_so():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    lists = book.create_sheet("Lists & <more>")
    lists.append(["role"])
    lists.append(["partner"])
    lists.sheet_state = "hidden"
    book.create_sheet("Empty")
    book.create_sheet("Header only").append(["x", "y"])
    book.create_chartsheet("Chart")
    found = sheets(saved(book), "t.xlsx")
    assert [(one.title, one.hidden, one.rows_read) for one in found] == [
        ("Sheet", False, 1), ("Lists & <more>", True, 1), ("Header only", False, 0),
    ]  # fmt: skip


def test_an_old_workbook_is_read():
    found = sheet((FILES / "partners.xls").read_bytes(), "partners.xls")
    assert cells(found) == [
        (4, "Université de Liège", "Liège", "2019-06-30", "1234.5", "999976784"),
        (5, "Łódź", None, "2020-01-01", "7", "948821603"),
    ]


MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def test_an_open_document_is_read():
    def row(*said):
        return "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in said
        ) + "</table:table-row>"  # fmt: skip

    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Partners">{row("name", "city")}{row("Caritas", "Wien")}'
        '<table:table-row><table:table-cell office:value-type="date" office:date-value="2019-06-30"/>'
        '<table:table-cell office:value-type="float" office:value="5"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    found = sheet(out.getvalue(), "t.ods")
    assert cells(found) == [(2, "Caritas", "Wien"), (3, "2019-06-30", "5")]


@pytest.mark.parametrize("size", [200, 2000])
def test_a_damaged_workbook_is_said_to_be_so(size):
    content = rows(["a", "b"], *[[str(n), n] for n in range(500)])
    with pytest.raises(Problem, match="damaged"):
        sheet(content[:-size], "t.xlsx")
    inner = bytearray(content)
    inner[600:900] = bytes(300)
    with pytest.raises(Problem, match="damaged"):
        sheet(bytes(inner), "t.xlsx")


CELL = st.one_of(
    st.none(),
    st.text(st.sampled_from("abc ;,\"'\nłé€<>&_x0041"), min_size=1, max_size=8).map(lambda said: f"t{said}"),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 3) + 0.0),
    st.booleans(),
    st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
)


def said(value) -> str | None:
    """Return a cell as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"
    return str(value).strip() if value is not None else None


TABLE = st.integers(2, 4).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=10))


@given(TABLE, st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=80)
def test_any_table_written_as_a_workbook_comes_back_with_the_same_cells(table, down, right):
    assume(any(cell is not None for row in table for cell in row))
    out = io.BytesIO()
    names = [f"name {chr(97 + place)}" for place in range(len(table[0]))]
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        page = book.add_worksheet("S")
        for number, row in enumerate([names, *table], start=down):
            for place, cell in enumerate(row, start=right):
                page.write(number, place, cell)
    found = sheet(out.getvalue(), "t.xlsx")
    wanted = [
        (number, *map(said, row)) for number, row in enumerate(table, start=down + 2)
        if any(cell is not None for cell in row)
    ]  # fmt: skip
    assert (found.columns, found.header_row) == (tuple(names), down + 1)
    assert cells(found) == wanted
