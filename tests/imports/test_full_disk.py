"""A disk that is full in the middle of an import: the store is as before, a sentence says so, and the next one goes in.

A limit on the size of files stands for the disk: DuckDB meets the same refusal of the system. `make torture` fills a
real one.
"""

from pathlib import Path

import pytest

from tests.load.large_import import engagements, prepared
from tests.load.torture_import import imported, standing

ROWS = 5_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a store and a file to import into it."""
    folder = tmp_path_factory.mktemp("full")
    engagements(folder / "engagements.parquet", ROWS)
    prepared(folder)
    return folder


def copy_of(folder: Path, name: str) -> Path:
    (made,) = folder.glob("*.duckdb")
    store = folder / name
    store.write_bytes(made.read_bytes())
    return store


@pytest.mark.timeout(300)
@pytest.mark.parametrize("room", [20_000, 200_000])
def test_an_import_for_which_there_is_no_room_saves_nothing_and_says_so(folder: Path, room: int):
    store = copy_of(folder, f"{room}.store")
    # So much may the log beside the store grow.
    refused = imported(store, folder / "engagements.parquet", limit=room)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert "The store file cannot be written: " in refused.stderr
    assert "Nothing was saved, and what was saved before is there. Make room on the disk" in refused.stderr
    assert standing(store, ROWS) == "before"
    done = imported(store, folder / "engagements.parquet")
    assert done.returncode == 0, done.stderr
    assert standing(store, ROWS) == "complete"
