import pytest

from tests.data.test_command_line import command_line, made, path, refused  # noqa: F401 - fixtures

DAYS = ("--from", "2025-11-21", "--to", "2026-11-21")


def test_report_writes_the_same_bytes_twice_and_says_so(path, tmp_path):  # noqa: F811
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    before = path.read_bytes()
    done = command_line(path, "report", "--consortium", "demo", *DAYS, "--out", str(first))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Wrote {first}: report on DEMO, 2025-11-21 to 2026-11-21, from version" in done.stdout
    assert first.read_bytes().startswith(b"%PDF")
    assert command_line(path, "report", "--consortium", "DEMO", *DAYS, "--out", str(second)).returncode == 0
    assert first.read_bytes() == second.read_bytes()
    assert path.read_bytes() == before


@pytest.mark.parametrize(("kind", "begins"), [("html", b"<!DOCTYPE html>"), ("docx", b"PK")])
def test_the_kind_of_file_is_said_or_follows_from_its_ending(path, tmp_path, kind, begins):  # noqa: F811
    by_ending, said = tmp_path / f"report.{kind.upper()}", tmp_path / "report"
    assert command_line(path, "report", "--consortium", "HECSOs", *DAYS, "--out", str(by_ending)).returncode == 0
    done = command_line(path, "report", "--consortium", "HECSOs", *DAYS, "--format", kind, "--out", str(said))
    assert done.returncode == 0
    assert by_ending.read_bytes().startswith(begins)
    assert by_ending.read_bytes() == said.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--consortium", "NOBODY", *DAYS), ("no consortium NOBODY", "ENHANCE, ENtRANCE, HECSOs, DEMO")),
        (("--consortium", "DEMO", "--from", "2026-11-22", "--to", "2026-11-21"), ("2026-11-22", "after its last day")),
        (("--consortium", "ENtRANCE", *DAYS), ("is there already", "--force")),
    ],
)
def test_what_cannot_be_done_is_said_and_the_file_is_left_alone(path, tmp_path, arguments, said):  # noqa: F811
    target = tmp_path / "report.html"
    target.write_text("mine")
    refused(command_line(path, "report", *arguments, "--out", str(target)), *said)
    assert target.read_text() == "mine"


def test_a_file_that_is_there_is_replaced_when_asked(path, tmp_path):  # noqa: F811
    target = tmp_path / "report.html"
    target.write_text("mine")
    done = command_line(path, "report", "--consortium", "ENtRANCE", *DAYS, "--out", str(target), "--force")
    assert done.returncode == 0
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")


def test_an_ending_that_names_no_kind_and_a_missing_store_are_said(tmp_path):
    missing = tmp_path / "store.duckdb"
    target = tmp_path / "report.odt"
    refused(command_line(missing, "report", "--consortium", "DEMO", "--out", str(target)), "names no kind", "--format")
    refused(
        command_line(missing, "report", "--consortium", "DEMO", "--out", str(tmp_path / "x.pdf")),
        "There is no store at",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--out", "x.pdf"), "--consortium"),
        (("--consortium", "DEMO"), "--out"),
        (("--consortium", "DEMO", "--to", "31.3.2026", "--out", "x.pdf"), "31.3.2026"),
        (("--consortium", "DEMO", "--format", "odt", "--out", "x"), "invalid choice"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(tmp_path, arguments, said):
    done = command_line(tmp_path / "store.duckdb", "report", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
