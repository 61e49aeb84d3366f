"""The command line of imports: what it says, and the exit code that a program reads."""

import json
from pathlib import Path

import pytest

from data.__main__ import main
from data.problems import Problem
from data.store import Store

HEADER = "Name;Country;City;PIC\n"
GOOD = HEADER + "Universiteit Gent;BE;Gent;999986096\nCaritas Wien;AT;Wien;\n"
WRONG = HEADER + "Universiteit Gent;BE;Gent;999986096\n;AT;Wien;\n"

CARE = {
    "consortium_id": "c",
    "acronym": "CARE",
    "language": "en",
    "record_basis": "records",
    "fictional": False,
    "source_id": "s",
}


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with one consortium, where the command line looks for it."""
    path = tmp_path / "store" / "consortium.duckdb"
    path.parent.mkdir()
    monkeypatch.setenv("CONSORTIUM_STORE", str(path))
    store = Store(str(path))
    try:
        store.write(
            lambda transaction: (
                transaction.append(
                    "source_document", [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}]
                ),
                transaction.append("consortium", [CARE]),
            ),
            who="test",
            why="a consortium",
            origin="command line",
        )
    finally:
        store.close()
    return path


def version(path: Path) -> int:
    store = Store(str(path))
    try:
        return store.version
    finally:
        store.close()


def written(folder: Path, content: str, name: str = "partners.csv") -> str:
    (folder / name).write_text(content, encoding="utf-8")
    return str(folder / name)


def brought(*arguments: str) -> int:
    return main(["import", *arguments, "--consortium", "CARE"])


def test_all_in_is_0_also_the_second_time(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = written(tmp_path, GOOD)
    assert brought(file) == 0
    said = capsys.readouterr().out
    assert "2 rows read = 2 accepted + 0 repaired + 0 rejected + 0 ignored" in said
    assert "To take it back: python -m data imports undo" in said
    before = version(path)
    assert brought(file) == 0
    assert "Nothing was saved: all of it stands there already" in capsys.readouterr().out
    assert version(path) == before


def test_some_rejected_is_1_and_says_how_to_get_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert brought(written(tmp_path, WRONG)) == 1
    said = capsys.readouterr().out
    assert "2 rows read = 1 accepted + 0 repaired + 1 rejected + 0 ignored" in said
    assert "rejected, row 3, column Name:" in said
    assert "Rejected rows to correct: python -m data imports rejected" in said


def test_rows_that_are_in_but_could_not_be_placed_are_1_and_the_next_time_places_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    file = written(tmp_path, GOOD)

    def full(*_: object, **__: object) -> None:
        raise Problem("The store file cannot be written: {reason}", "Nothing was saved.", reason="no room.")

    with monkeypatch.context() as patch:
        patch.setattr("data.imports.places.place_all", full)
        assert brought(file) == 1
    said = capsys.readouterr()
    assert "2 rows read = 2 accepted" in said.out
    assert said.err == (
        "The rows are in, but where they lie could not be saved. The store file cannot be written: no room. Make room "
        "on the disk, then import the same file again: it brings nothing twice, and maps show the rows.\n"
    )
    placed: list[object] = []
    monkeypatch.setattr("data.imports.places.place_all", lambda store, **_: placed.append(store))
    assert brought(file) == 0
    assert len(placed) == 1


@pytest.mark.parametrize("content", ["", HEADER, "%PDF-1.7 ..."])
def test_refused_is_2_with_one_line_and_nothing_saved(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
):
    before = version(path)
    assert brought(written(tmp_path, content)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert version(path) == before


@pytest.mark.parametrize(("content", "code"), [(GOOD, 0), (WRONG, 1)])
def test_a_dry_run_says_the_same_and_does_nothing(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, code: int
):
    before = version(path)
    assert brought(written(tmp_path, content), "--dry-run") == code
    said = capsys.readouterr().out
    assert "2 rows read =" in said
    assert "Tried out: nothing was saved." in said
    assert version(path) == before


def test_json_is_one_object_with_the_account_and_every_remark(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert brought(written(tmp_path, WRONG), "--json") == 1
    said = json.loads(capsys.readouterr().out)
    (sheet,) = said["sheets"]
    assert (said["saved"], said["earlier_run"]) == (True, None)
    assert (sheet["kind"], sheet["header_row"]) == ("partners", 1)
    assert [sheet[name] for name in ("rows_read", "accepted", "repaired", "rejected", "ignored")] == [2, 1, 0, 1, 0]
    (remark,) = said["remarks"]
    assert (remark["outcome"], remark["row"], remark["column"]) == ("rejected", 3, "Name")
    before = version(path)
    assert brought(written(tmp_path, GOOD), "--json", "--dry-run") == 0
    tried = json.loads(capsys.readouterr().out)
    assert (tried["run"], tried["saved"]) == (None, False)
    assert version(path) == before


def test_a_file_given_under_two_names_is_told_as_the_same(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert brought(written(tmp_path, GOOD), written(tmp_path, GOOD, "again.csv")) == 0
    said = capsys.readouterr().out
    assert "2 rows read = 0 accepted + 0 repaired + 0 rejected + 2 ignored" in said
    assert "ignored: The file holds the same as partners.csv. Nothing is to be done." in said
    before = version(path)
    assert brought(written(tmp_path, GOOD), written(tmp_path, GOOD, "again.csv")) == 0
    assert version(path) == before
