import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from data import store as stores
from data.store import Store

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

# A time limit per example would judge the machine, not the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words in the source language, whatever the machine speaks."""
    monkeypatch.delenv("CONSORTIUM_LANGUAGE", raising=False)


@pytest.fixture(scope="session")
def store_without_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store without rows: a copy of it opens three times as fast as a new one is made."""
    file = tmp_path_factory.mktemp("empty") / "store.duckdb"
    Store(str(file)).close()
    return file


@pytest.fixture
def store_with(store_without_rows: Path) -> Iterator[Callable[[Rows], Store]]:
    """Return a function that makes a store of its own, of entity -> rows, the store of this process.

    What a test does not care about and the store demands (source, language, ...) is filled in.
    """
    made: list[Store] = []
    folder = tempfile.TemporaryDirectory()

    def make(rows: Rows) -> Store:
        store = Store(shutil.copyfile(store_without_rows, f"{folder.name}/{len(made)}.duckdb"))
        made.append(store)
        complete = {entity: [DEMANDED.get(entity, {}) | {"source_id": "s"} | dict(row) for row in given]
                    for entity, given in rows.items()}  # fmt: skip
        store.write(
            lambda change: [change.append(entity, given) for entity, given in complete.items() if given],
            who="test",
            why="rows of a test",
            origin="sources",
        )
        stores.use(store)
        return store

    yield make
    stores.use(None)
    for store in made:
        store.close()
    folder.cleanup()


DEMANDED: dict[str, dict[str, Any]] = {
    "consortium": {"language": "en", "record_basis": "records", "fictional": False},
    "organisation": {"organisation_type": "HEI", "fictional": False},
    "participation": {"role": "partner"},
    "deliverable": {"language": "en", "title": "A deliverable"},
    "deliverable_event": {"effective_precision": "day", "position": 0},
    "milestone": {"title": "A milestone"},
    "milestone_event": {"position": 0},
    "objective": {"language": "en"},
    "pilot": {"title": "A pilot", "theme": "health"},
    "engagement": {"kind": "workshop"},
    "indicator": {
        "title": "An indicator",
        "results_level": "output",
        "unit": "persons",
        "direction": "ascending",
        "accumulation": "cumulative",
        "language": "en",
    },
    "indicator_value": {
        "observed_precision": "day",
        "axis": "total",
        "category": "total",
        "evidence_level": 1,
    },
}


@pytest.fixture(scope="session", autouse=True)
def store_of_the_installation_stays_untouched(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test may open the store a person works with."""
    os.environ["CONSORTIUM_STORE"] = str(tmp_path_factory.mktemp("store") / "consortium.duckdb")
