"""Workbooks read back with openpyxl, which did not write them."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from data.exports.workbook import LONGEST_CELL, deliverable_workbook
from data.problems import Problem
from queries.exports import calendar_file, workbook_file
from tests.exports.conftest import WICKED

DAY = date(2024, 11, 20)


def read(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def lines(sheet: Any) -> list[dict[str, Any]]:
    labels = [cell.value for cell in sheet[1]]
    return [dict(zip(labels, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def notes(book: Any) -> dict[str, str]:
    return dict(book["About"].iter_rows(values_only=True))


def test_the_table_has_real_dates_and_numbers_and_leaves_the_unknown_empty(store):
    sheet = read(deliverable_workbook(consortium="c", as_of=DAY))["Deliverables"]
    done, gone, late, moved, dateless = lines(sheet)
    assert (done["No."], done["Status"], done["Lead partner"]) == ("D3", "submitted", "Örebro")
    assert (done["Due"], done["First submitted"], done["Days late"]) == (
        datetime(2024, 3, 31),  # noqa: DTZ001 - a day in a spreadsheet has no zone
        datetime(2024, 4, 2),  # noqa: DTZ001
        2,
    )
    assert (late["Status"], late["Days late"], late["Slip, days"], late["Draft"]) == ("overdue", 20, 0, 0.25)
    assert (moved["Slip, days"], moved["Reschedulings"], moved["First submitted"]) == (184, 1, None)
    assert (gone["Status"], gone["Days late"]) == ("removed", None)
    assert (dateless["Due"], dateless["Baseline due"], dateless["Slip, days"]) == (None, None, None)


def test_a_date_is_shown_as_precise_as_it_is_known(store):
    sheet = read(deliverable_workbook(consortium="c", as_of=DAY))["Deliverables"]
    due = [cell.value for cell in sheet[1]].index("Due")
    assert [sheet[line][due].number_format for line in (2, 5)] == ["yyyy-mm-dd", "yyyy-mm"]


def test_no_text_becomes_a_formula_and_none_is_altered(store):
    sheet = read(deliverable_workbook(consortium="c", as_of=DAY))["Deliverables"]
    assert not [cell.coordinate for row in sheet for cell in row if cell.data_type == "f"]
    titles = {row[0].value: row[1] for row in sheet.iter_rows(min_row=2)}
    assert titles["D1"].value.replace("_x0007_", "\x07") == WICKED
    assert titles["D1"].data_type == "s"
    assert [titles[code].quotePrefix for code in ("D1", "D3", "D4")] == [True, True, False]
    (reason,) = [row["Last reason"] for row in lines(sheet) if row["No."] == "D2"]
    assert reason == "+ a month"


def test_a_text_longer_than_a_cell_is_cut(store):
    sheet = read(deliverable_workbook(consortium="c", as_of=DAY))["Deliverables"]
    (moved,) = [row for row in lines(sheet) if row["No."] == "D2"]
    assert moved["Title"] == "ü" * LONGEST_CELL


def test_the_header_stays_in_sight_and_filters(store):
    sheet = read(deliverable_workbook(consortium="c", as_of=DAY))["Deliverables"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:R{sheet.max_row}" == "A1:R6"
    assert all(sheet.column_dimensions[letter].width > 5 for letter in "ABCDEFR")


def test_the_second_sheet_says_what_the_table_is_of(store):
    content = deliverable_workbook(
        consortium="c", as_of=DAY, only=["late", "done"], filters={"Status": "Overdue", "Search": "=1+1"}
    )
    book = read(content)
    assert [row["No."] for row in lines(book["Deliverables"])] == ["D1", "D3"]
    said = notes(book)
    assert {name: said[name] for name in ("Consortium", "As of", "Deliverables", "Store version")} == {
        "Consortium": "Beta (fictional)",
        "As of": "2024-11-20",
        "Deliverables": "2",
        "Store version": "1",
    }
    assert (said["Filter: Status"], said["Filter: Search"]) == ("Overdue", "=1+1")
    assert notes(read(deliverable_workbook(consortium="c", as_of=DAY)))["Filters"] == "none"


def test_filters_that_leave_nothing_leave_the_header(store):
    assert lines(read(deliverable_workbook(consortium="c", as_of=DAY, only=[]))["Deliverables"]) == []


def test_the_same_version_gives_the_same_bytes(store):
    first = deliverable_workbook(consortium="c", as_of=DAY)
    assert deliverable_workbook(consortium="c", as_of=DAY) == first
    assert zipfile.ZipFile(BytesIO(first)).testzip() is None


def test_an_unknown_consortium_is_refused(store):
    with pytest.raises(Problem, match="no consortium nobody"):
        deliverable_workbook(consortium="nobody", as_of=DAY)


def test_a_page_is_given_the_same_files(store):
    assert workbook_file(consortium="c", as_of=DAY, only=["late"], filters={"Status": "Overdue"}) == (
        deliverable_workbook(consortium="c", as_of=DAY, only=["late"], filters={"Status": "Overdue"})
    )
    assert calendar_file(consortium="c", as_of=DAY).startswith(b"BEGIN:VCALENDAR")
