"""Files of every kind whose cells, headers and names attack: text goes in as text, names are never paths."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from data.exports.comma_separated import comma_separated
from data.imports.choosing import best_fit, task_of
from data.imports.files import read_file
from data.imports.kinds import kind_named
from data.imports.run import Done, Order, run
from data.store import Store
from tests.changes.test_hostile_text import HOSTILE
from tests.imports.conftest import TODAY

HEADER = ("Deliverable No.", "Deliverable title", "Due date", "=1+1<img src=x onerror=alert(1)>")
ROWS = [(f"D1.{place}", f"{text} {place}", "2026-03-31", text) for place, text in enumerate(HOSTILE, start=1)]
NAMES = (
    "../../../../tmp/list",
    "/etc/passwd",
    "C:\\Windows\\list",
    "'; drop table change; --",
    "<script>alert(1)</script>",
)
SHEET = "=1+1'--<b>"


def as_csv() -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *ROWS])
    return text.getvalue().encode()


def as_workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet(SHEET)
        for line, row in enumerate([HEADER, *ROWS]):
            page.write_row(line, 0, row)
    return target.getvalue()


def as_parquet() -> bytes:
    target = io.BytesIO()
    pl.DataFrame(ROWS, schema=list(HEADER), orient="row").write_parquet(target)
    return target.getvalue()


def as_archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("../../../../tmp/x.csv", as_csv())
    return target.getvalue()


def as_table_for_a_spreadsheet() -> bytes:
    return comma_separated(pl.DataFrame(ROWS, schema=list(HEADER), orient="row"))


KINDS: dict[str, Callable[[], bytes]] = {
    "csv": as_csv,
    "xlsx": as_workbook,
    "parquet": as_parquet,
    "zip": as_archive,
    "marked.csv": as_table_for_a_spreadsheet,
}


def brought(store: Store, name: str, content: bytes) -> Done:
    (sheet,) = read_file(name, content)
    fit = best_fit(sheet)
    assert fit is not None
    assert fit.kind.name == "deliverables"
    task = task_of(sheet, kind_named("deliverables"), {})
    return run(store, Order([task], {name: hashlib.sha256(content).hexdigest()}, "c"), who="'; --", today=TODAY)


@pytest.mark.parametrize(
    ("name", "ending"), [*((NAMES[0], ending) for ending in KINDS), *((name, "csv") for name in NAMES[1:])]
)
def test_text_goes_in_as_text_whatever_file_brings_it(store, ending, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    brought(store, f"{name}.{ending}", KINDS[ending]())
    kept = dict(store.fetch("select code, title from deliverable").iter_rows())
    assert kept == {code: title for code, title, *_ in ROWS}
    assert store.fetch("select files from import_run").item() == f"{name}.{ending}"
    assert list(Path(tmp_path).iterdir()) == []
    assert store.fetch("select count(*) from change").item() == store.version


def test_an_archive_says_its_members_by_name_and_unpacks_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (sheet,) = read_file("list.zip", as_archive())
    assert sheet.file.endswith("x.csv")
    assert list(tmp_path.iterdir()) == []
