"""A store in which every text attacks leaves as a file of each kind: as text, and as nothing else."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl  # type: ignore[import-untyped]
import pytest
from lxml import etree

from components.report.files import report_file
from data import store as stores
from data.exports.calendar import deliverable_calendar
from data.exports.iati import iati_file
from data.exports.package import write_package
from data.exports.template import consortium_workbook
from data.exports.workbook import deliverable_workbook
from data.imports.package import load_package
from data.store import Store
from queries.report import report_facts
from tests.copies import empty_store, shipped_store
from tests.exports.test_calendar import read as events_of
from tests.exports.test_iati import SCHEMA
from tests.hostile import HOSTILE, attack
from tests.report.reading import html_tree, packed, pdf_pages

DAY = date(2026, 11, 21)
SOME = "**hostile bold** *hostile slope*"


@pytest.fixture(scope="module")
def attacked() -> Iterator[Store]:
    with shipped_store() as store:
        attack(store)
        yield store


@pytest.fixture(autouse=True)
def used(attacked: Store) -> Iterator[None]:
    stores.use(attacked)
    yield
    stores.use(None)


def report(kind: Any) -> bytes:
    return report_file(report_facts(consortium="demo", since=date(2025, 11, 21), until=DAY), kind)


def test_the_html_report_has_no_element_that_is_not_its_own():
    content = report("html")
    page = html_tree(content)
    for name in ("script", "img", "iframe", "object", "embed", "form", "link", "base"):
        assert page.all(name) == []
    elements = [element for name in set(re.findall(rb"<([a-z0-9]+)", content)) for element in page.all(name.decode())]
    assert not [one.attributes for one in elements if any(key.startswith("on") for key in one.attributes)]
    addresses = [value for one in elements for key, value in one.attributes.items() if key in ("href", "src", "action")]
    assert not [address for address in addresses if not address or not address.startswith("#")]
    assert HOSTILE in page.said


def test_the_pdf_report_sets_the_text_and_carries_nothing_out():
    content = report("pdf")
    assert packed(SOME) in packed(" ".join(pdf_pages(content)))
    for active in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/SubmitForm"):
        assert active not in content


def test_the_word_report_holds_the_text_and_no_field_or_link():
    content = report("docx")
    made: Any = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert any(HOSTILE in text for text in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        relations = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".rels"))
        body = parts.read("word/document.xml")
    assert b'TargetMode="External"' not in relations
    assert b"HYPERLINK" not in body


@pytest.mark.parametrize("make", [deliverable_workbook, consortium_workbook], ids=lambda make: make.__name__)
def test_workbooks_hold_text_and_no_formula_or_link(make):
    asked = {"consortium": "demo"} | ({"as_of": DAY} if make is deliverable_workbook else {})
    book = openpyxl.load_workbook(io.BytesIO(make(**asked)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(HOSTILE in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert not [
        cell.value for cell in cells if cell.hyperlink and not str(cell.hyperlink.location or "").startswith("'")
    ]


def test_the_calendar_has_the_text_in_its_titles_and_no_line_of_its_own():
    content = deliverable_calendar(consortium="demo", as_of=DAY)
    _, events = events_of(content)
    # Reports on periods have no title of their own, but the acronym of the consortium.
    assert all(SOME in event["SUMMARY"] for event in events if "hostile" in event["SUMMARY"])
    assert sum(SOME in event["SUMMARY"] for event in events) > 40
    names = {line.split(b":")[0].split(b";")[0] for line in content.replace(b"\r\n ", b"").splitlines()}
    assert not {name for name in names if name in (b"ATTACH", b"URL", b"VALARM")}


def test_the_iati_file_is_valid_and_has_the_text_in_its_titles():
    activity = etree.fromstring(iati_file(consortium="demo", as_of=DAY).content)
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(activity)
    assert any(HOSTILE in (text or "") for text in activity.itertext())


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_package_comes_back_as_it_was(kind, tmp_path, attacked):
    target = tmp_path / "package.zip"
    write_package(target, kind=kind)
    with empty_store() as other:
        stores.use(other)
        load_package(other, target, who="test")
        for entity in attacked.entities.keys() - {"access_grant", "place", "region", "placement"}:
            asked = "select * from query_table($entity) order by all"
            assert other.fetch(asked, {"entity": entity}).equals(attacked.fetch(asked, {"entity": entity})), entity


def test_a_package_says_formulas_as_the_store_does(tmp_path: Path):
    write_package(tmp_path / "package", kind="csv", consortium="demo", present=True)
    with (tmp_path / "package" / "data" / "deliverable.csv").open(encoding="utf-8", newline="") as file:
        assert all(row["title"].startswith(HOSTILE) for row in csv.DictReader(file))
