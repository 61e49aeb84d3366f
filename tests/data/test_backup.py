import json
import subprocess
import threading
from pathlib import Path
from unittest.mock import Mock

import pytest

from data import access, backup, store_file
from data import store as stores
from data.access import VISITOR
from data.permission import Refused
from data.problems import Problem
from data.store import Store
from data.store_file import InUse

ROW = {"source_id": "s", "title": "S", "language": "en", "kind": "register"}


def wrote(store: Store, title: str) -> None:
    store.write(
        lambda change: change.append("source_document", [ROW | {"title": title}]), who="a", why="b", origin="app"
    )


def titles(location: Path) -> list[str]:
    store = Store(str(location))
    try:
        return store.fetch("select title from source_document")["title"].to_list()
    finally:
        store.close()


@pytest.fixture
def location(tmp_path: Path) -> Path:
    return tmp_path / "store" / "consortium.duckdb"


@pytest.fixture
def made(location: Path, tmp_path: Path) -> Path:
    store = Store(str(location))
    wrote(store, "first")
    folder = backup.make(store, tmp_path / "backups")
    wrote(store, "second")
    store.close()
    return folder


def test_a_backup_holds_what_was_saved_when_it_was_made(made):
    assert backup.verify(made) == []
    assert json.loads((made / backup.ABOUT).read_text())["store_version"] == 1
    assert titles(made / backup.STORE) == ["first"]


def test_a_backup_in_which_a_byte_differs_is_not_whole(made, location):
    with (made / backup.STORE).open("r+b") as file:
        file.seek(20_000)
        file.write(b"\1")
    assert backup.verify(made) == ["store.duckdb differs from when it was made"]
    with pytest.raises(Problem, match="not whole"):
        backup.restore(made, location, force=True)
    assert titles(location) == ["second"]


def test_a_backup_of_a_store_that_fails_its_checks_is_told(location, tmp_path):
    store = Store(str(location))
    row = {"organisation_unit_id": "u", "organisation_id": "nobody", "kind": "faculty", "title": "U", "source_id": "s"}
    store.write(lambda change: change.append("organisation_unit", [row]), who="a", why="b", origin="app")
    folder = backup.make(store, tmp_path / "backups")
    store.close()
    assert any("names the organisation" in one for one in backup.verify(folder))


def test_a_store_is_replaced_only_when_told_to_and_kept_beside(made, location):
    with pytest.raises(Problem, match="There is a store"):
        backup.restore(made, location, force=False)
    assert titles(location) == ["second"]
    kept = backup.restore(made, location, force=True)
    assert kept
    assert titles(location) == ["first"]
    assert titles(kept / location.name) == ["second"]


def test_a_copy_of_a_checkpoint_cut_short_does_not_come_back_over_a_restored_store(made, location):
    location.with_name(location.name + ".before-checkpoint").write_bytes(location.read_bytes())
    backup.restore(made, location, force=True)
    assert titles(location) == ["first"]


def test_a_store_that_is_open_is_not_restored(made, location):
    store = Store(str(location))
    with pytest.raises(InUse):
        backup.restore(made, location, force=True)
    store.close()


def test_what_is_no_backup_is_said(tmp_path):
    with pytest.raises(Problem, match="is no backup"):
        backup.verify(tmp_path)
    (tmp_path / backup.ABOUT).write_text(
        json.dumps({"made_at": "", "dashboard": "", "store_version": 1, "sha256": {"../../etc/passwd": "x"}})
    )
    with pytest.raises(Problem, match="is no backup"):
        backup.verify(tmp_path)


def test_another_program_is_given_a_copy_by_the_one_that_has_the_store_open(location, tmp_path):
    store, leaving = Store(str(location)), threading.Event()
    wrote(store, "first")
    answering = threading.Thread(target=backup.answer_requests, args=(store, leaving))
    answering.start()
    try:
        folder = backup.ask_for(location, tmp_path / "backups")
        assert backup.verify(folder) == []
        (tmp_path / "file").touch()
        with pytest.raises(Problem, match="made no backup"):
            backup.ask_for(location, tmp_path / "file")
    finally:
        leaving.set()
        answering.join()
        store.close()


def test_a_copy_that_fails_is_told_leaves_nothing_and_does_not_end_the_answering(location, tmp_path, monkeypatch):
    store, leaving = Store(str(location)), threading.Event()
    wrote(store, "first")
    failing = subprocess.CalledProcessError(1, ["cp"], stderr=b"Traceback\nOSError: No space left on device\n")
    copy = store_file.copied
    monkeypatch.setattr("data.store_file.copied", Mock(side_effect=failing))
    answering = threading.Thread(target=backup.answer_requests, args=(store, leaving))
    answering.start()
    try:
        with pytest.raises(Problem, match="No space left on device"):
            backup.ask_for(location, tmp_path / "backups")
        assert list((tmp_path / "backups").iterdir()) == []
        monkeypatch.setattr("data.store_file.copied", copy)
        assert backup.verify(backup.ask_for(location, tmp_path / "backups")) == []
    finally:
        leaving.set()
        answering.join()
        store.close()


def test_only_administrators_copy_a_store(location, tmp_path):
    store = Store(str(location))
    with access.acting_as(VISITOR), pytest.raises(Refused):
        backup.make(store, tmp_path / "backups")
    store.close()


def test_a_store_in_memory_has_no_file_to_copy(tmp_path):
    with pytest.raises(Problem, match="not a file"):
        backup.make(Store(":memory:"), tmp_path)
    stores.use(None)
