import json
import os
import shutil
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from data.checks import check_files
from data.store import Store

ROOT = Path(__file__).parents[2]


def command_line(path: Path | str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m data` on the store at `path`; whatever happens, no reader sees a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "data", *arguments],
        cwd=ROOT,
        env=os.environ | {"CONSORTIUM_STORE": str(path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    """What went wrong and the way out, in two sentences, and nothing else."""
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.count(". ") >= 1
    assert line.endswith(".")
    for words in said:
        assert words in line


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    path = tmp_path_factory.mktemp("made") / "new folder" / "store.duckdb"
    return path, command_line(path, "init")


@pytest.fixture
def path(made, tmp_path: Path) -> Path:
    return Path(shutil.copy(made[0], tmp_path))


def test_init_makes_the_store_and_says_what_is_in_it(made):
    path, done = made
    assert done.returncode == 0
    assert done.stderr == ""
    assert f"Made the store: {path}" in done.stdout
    assert "4 consortia (ENHANCE, ENtRANCE, HECSOs, DEMO (fictional))" in done.stdout


def test_init_again_changes_nothing(path):
    before = path.read_bytes()
    done = command_line(path, "init")
    assert done.returncode == 0
    assert "The store was there already" in done.stdout
    assert path.read_bytes() == before


def test_status_in_words(path):
    done = command_line(path, "status")
    assert done.returncode == 0
    assert str(path) in done.stdout
    assert "4 consortia (ENHANCE, ENtRANCE, HECSOs, DEMO (fictional))" in done.stdout
    assert f"0 of {len(check_files())} checks failed" in done.stdout
    assert "by dashboard: placed in regions" in done.stdout
    assert f"DuckDB {duckdb.__version__}" in done.stdout


def test_status_for_programs(path):
    before = path.read_bytes()
    done = command_line(path, "status", "--json")
    assert done.returncode == 0
    said = json.loads(done.stdout)
    assert [one["acronym"] for one in said["consortia"]] == ["ENHANCE", "ENtRANCE", "HECSOs", "DEMO"]
    assert said["failed_checks"] == 0
    assert said["version"] == 4
    assert said["rows"]["consortium"] == 4
    assert said["last_change"]["origin"] == "sources"
    assert said["last_change"]["recorded_at"].endswith("Z")
    assert path.read_bytes() == before


def test_check_ends_with_one_when_a_check_failed(path):
    assert command_line(path, "check").returncode == 0
    with closing(Store(str(path))) as store:
        unit = {
            "organisation_unit_id": "u",
            "organisation_id": "nobody",
            "kind": "other",
            "title": "t",
            "source_id": "s",
        }
        store.write(lambda t: t.append("organisation_unit", [unit]), who="test", why="test", origin="app")
    done = command_line(path, "check")
    assert done.returncode == 1
    first, *_ = done.stdout.splitlines()
    assert first.startswith("FAILED   organisation unit u names the organisation")
    assert f"1 of {len(check_files())} checks failed" in done.stdout


def test_sample_withdraws_and_writes_the_demonstration(path):
    assert "nothing was written" in command_line(path, "sample").stdout
    assert "version 5" in command_line(path, "sample", "--remove").stdout
    assert "nothing was written" in command_line(path, "sample", "--remove").stdout
    assert "version 7" in command_line(path, "sample").stdout
    assert command_line(path, "check").returncode == 0


def test_place_says_how_everything_was_placed_and_what_was_not(path):
    done = command_line(path, "place", "--scheme", "ISO-3166-2")
    assert done.returncode == 0
    first, *_, last = done.stdout.splitlines()
    assert first.split()[:2] == ["ISO-3166-2", "organisation"]
    assert "not placed: organisation hecsos-cso-3 (nothing known of it): no place stated" in done.stdout
    assert last == "Nothing was written: all stands as it did."
    nobody_knows = command_line(path, "place", "--scheme", "nowhere")
    assert nobody_knows.returncode == 2
    assert "There is no region scheme" in nobody_knows.stderr


def test_place_places_again_what_the_demonstration_brought_back(path):
    command_line(path, "sample", "--remove")
    assert "pilot" not in command_line(path, "place").stdout
    command_line(path, "sample")
    assert "pilot" in command_line(path, "place").stdout


def test_without_a_command_the_help_is_shown(tmp_path):
    done = command_line(tmp_path / "store.duckdb")
    assert done.returncode == 2
    assert "exit codes" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["init", "status", "check", "sample"])
def test_every_command_has_its_help(tmp_path, command):
    done = command_line(tmp_path / "store.duckdb", command, "--help")
    assert done.returncode == 0
    assert f"python -m data {command}" in done.stdout


@pytest.mark.parametrize("arguments", [["status"], ["check"], ["sample"], ["sample", "--remove"]])
def test_a_missing_store_is_said_and_not_made(tmp_path, arguments):
    refused(command_line(tmp_path / "store.duckdb", *arguments), "There is no store at", "python -m data init")
    assert list(tmp_path.iterdir()) == []


def another_kind_of_file(path: Path) -> None:
    path.write_text("organisation;country\nVUB;BE\n")


def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


def half_a_store(path: Path) -> None:
    written = path.read_bytes()
    path.write_bytes(written[: len(written) // 2])


def another_database(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table customers (name text)")


def a_store_of_a_newer_version(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into migration values (9999, 'later', 'sha')")


def a_store_of_a_changed_version(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("update migration set sha256 = 'other' where number = 1")


@pytest.mark.parametrize("command", ["status", "init"])
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (another_kind_of_file, "is not a store of this dashboard"),
        (an_empty_file, "is not a store of this dashboard"),
        (half_a_store, "is damaged or was not written to its end"),
        (another_database, "is a DuckDB database, but not a store of this dashboard"),
        (a_store_of_a_newer_version, "was made by a newer version of the dashboard"),
        (a_store_of_a_changed_version, "was made by a changed copy of the dashboard"),
    ],
)
def test_a_file_that_is_no_store_is_said_and_left_as_it_was(path, spoil, said, command):
    spoil(path)
    before = path.read_bytes()
    refused(command_line(path, command), said)
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", ["init", "status", "check", "sample"])
def test_a_store_that_the_dashboard_has_open_is_said(path, command):
    with closing(Store(str(path))):
        refused(command_line(path, command), "is open in another program", str(os.getpid()), "Stop that program")


def test_a_place_where_no_file_can_be_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    refused(command_line(tmp_path / "file" / "store.duckdb", "init"), "cannot be written here", "CONSORTIUM_STORE")


def test_a_folder_in_the_place_of_the_store_is_said(tmp_path):
    refused(command_line(tmp_path, "init"), "is a folder, not a store file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        refused(command_line(tmp_path / "store.duckdb", "init"), "cannot be written here")
    finally:
        tmp_path.chmod(stat.S_IRWXU)


def test_a_shared_store_that_cannot_be_reached_is_said():
    refused(
        command_line("postgresql://me:secret@localhost:1/consortium", "status"),
        "The shared store postgresql://me@localhost:1/consortium cannot be reached",
        "Start PostgreSQL",
    )


def test_a_sample_portfolio_is_written_into_a_store_of_its_own(path):
    done = command_line(path, "sample", "--scale", "S", "--seed", "7")
    assert done.returncode == 0
    assert done.stdout.startswith("Wrote 5 fictional consortia, ")
    assert json.loads(command_line(path, "status", "--json").stdout)["rows"]["engagement"] >= 500
    refused(command_line(path, "sample", "--scale", "S"), "holds a sample portfolio already")
