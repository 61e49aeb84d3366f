from io import BytesIO

import openpyxl  # type: ignore[import-untyped]
import pytest

from tests.data.test_command_line import command_line, made, path, refused  # noqa: F401 - fixtures

CALENDAR = ("export", "calendar", "--consortium", "DEMO", "--as-of", "2026-11-21", "--out")
DELIVERABLES = ("export", "deliverables", "--consortium", "DEMO", "--as-of", "2026-11-21", "--out")


def test_export_writes_a_calendar_and_says_so(path, tmp_path):  # noqa: F811
    target = tmp_path / "due.ics"
    before = path.read_bytes()
    done = command_line(path, *CALENDAR, str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert str(target) in done.stdout
    assert "as of 2026-11-21" in done.stdout
    # Two of 40 deliverables and one of 12 milestones left the plan.
    content = target.read_bytes()
    assert [content.count(f"UID:{kind}-".encode()) for kind in ("deliverable", "milestone", "report")] == [38, 11, 3]
    assert path.read_bytes() == before


def test_export_writes_a_workbook_of_all_deliverables(path, tmp_path):  # noqa: F811
    target = tmp_path / "deliverables.xlsx"
    done = command_line(path, *DELIVERABLES, str(target))
    assert (done.returncode, done.stderr) == (0, "")
    book = openpyxl.load_workbook(BytesIO(target.read_bytes()))
    statuses = [row[2] for row in book["Deliverables"].iter_rows(min_row=2, values_only=True)]
    assert len(statuses) == 40
    assert sum("overdue" in status for status in statuses) == 4
    assert statuses.count("submitted") + statuses.count("accepted") == 23


def test_a_file_that_is_there_is_replaced_only_when_asked(path, tmp_path):  # noqa: F811
    target = tmp_path / "due.ics"
    target.write_text("mine")
    refused(command_line(path, *CALENDAR, str(target)), "is there already", "--force")
    assert target.read_text() == "mine"
    assert command_line(path, *CALENDAR, str(target), "--force").returncode == 0
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_an_unknown_consortium_is_said_with_those_there_are(path, tmp_path):  # noqa: F811
    target = tmp_path / "due.ics"
    done = command_line(path, "export", "calendar", "--consortium", "NOBODY", "--out", str(target))
    refused(done, "no consortium NOBODY", "ENHANCE, ENtRANCE, HECSOs, DEMO")
    assert not target.exists()


def test_a_folder_that_is_not_there_is_said(path, tmp_path):  # noqa: F811
    refused(command_line(path, *CALENDAR, str(tmp_path / "nowhere" / "due.ics")), "cannot be written", "folder")


def test_a_missing_store_is_said_and_not_made(tmp_path):
    refused(command_line(tmp_path / "store.duckdb", *CALENDAR, str(tmp_path / "due.ics")), "There is no store at")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "everything", "--consortium", "DEMO", "--out", "x"), "invalid choice"),
        (("export", "calendar", "--out", "x"), "--consortium"),
        (("export", "calendar", "--consortium", "DEMO", "--as-of", "31.3.2026", "--out", "x"), "31.3.2026"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(tmp_path, arguments, said):
    done = command_line(tmp_path / "store.duckdb", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_export_has_its_help(tmp_path):
    done = command_line(tmp_path / "store.duckdb", "export", "--help")
    assert done.returncode == 0
    assert "python -m data export" in done.stdout


def test_template_writes_the_workbook_of_one_partner(path, tmp_path):  # noqa: F811
    target = tmp_path / "pack.xlsx"
    done = command_line(path, "template", "--consortium", "demo", "--partner", "Tuulisaari", "--out", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Wrote {target}: workbook of demo for Tuulisaari to fill in" in done.stdout
    book = openpyxl.load_workbook(BytesIO(target.read_bytes()))
    assert [row[1] for row in book["Partners"].iter_rows(min_row=4, values_only=True)] == ["Tuulisaari"]


def test_an_empty_template_needs_no_store(tmp_path):
    target = tmp_path / "empty.xlsx"
    done = command_line(tmp_path / "store.duckdb", "template", "--out", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == [target]


def test_export_writes_a_package_and_says_what_is_in_it(path, tmp_path):  # noqa: F811
    target = tmp_path / "demo"
    done = command_line(path, "export", "package", "--consortium", "demo", "--out", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Wrote {target}: data package of demo from version 4 of the store" in done.stdout
    assert (target / "data" / "pilot.csv").read_text().count("\n") == 25
    refused(command_line(path, "export", "package", "--out", str(target)), "is there already", "--force")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("mine")
    refused(
        command_line(path, "export", "package", "--out", str(mine), "--force"), "something else than a data package"
    )
    assert (mine / "letter.txt").exists()


def test_export_writes_an_iati_file_and_says_what_it_leaves_out(path, tmp_path):  # noqa: F811
    target = tmp_path / "demo.xml"
    done = command_line(
        path, "export", "iati", "--consortium", "demo", "--as-of", "2026-11-21", "--reporting-org", "NL-KVK-1",
        "--out", str(target),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "IATI 2.03 activity of demo as of 2026-11-21" in done.stdout
    assert "Transactions are left out: the store holds no payments." in done.stdout
    assert b'<reporting-org ref="NL-KVK-1"' in target.read_bytes()
