import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from data import access
from data import store as stores
from data.shared_store import SharedStore, mirror_file
from data.store import Store
from tests.copies import empty_store, file_without_rows
from tests.postgresql import Databases, running

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

# A time limit per example would judge the machine, not the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let all changes be tried on a shared store."""
    parser.addoption("--shared-store", action="store_true", help="make every change of tests/changes on a shared store")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words in the source language, whatever the machine speaks."""
    monkeypatch.delenv("CONSORTIUM_LANGUAGE", raising=False)


@pytest.fixture(autouse=True)
def nobody_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who signed in for a page of one test is not there in the next one."""
    monkeypatch.setattr(access, "_signed_in", lambda: None)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Return a PostgreSQL server of this test process, started when first asked for."""
    with running() as databases:
        yield databases


@pytest.fixture
def mirrors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for the mirrors of shared stores, of this test alone."""
    folder = tmp_path / "mirrors"
    folder.mkdir()
    monkeypatch.setenv("CONSORTIUM_MIRRORS", str(folder))
    return folder


@pytest.fixture
def new_address(databases: Databases, mirrors: Path) -> Iterator[Callable[[], str]]:
    """Return a function that gives the address of a shared store without rows."""
    given: list[str] = []

    def give() -> str:
        address = databases.empty_store()
        given.append(address)
        # A mirror of a store without rows is a store without rows: copying its file saves making tables.
        for slot in (1, 2):
            shutil.copyfile(file_without_rows(), mirror_file(address, slot))
        return address

    yield give
    for address in given:
        databases.give_back(address)


@pytest.fixture
def new_shared_store(new_address: Callable[[], str]) -> Iterator[Callable[[], Store]]:
    """Return a function that makes a shared store without rows."""
    made: list[Store] = []

    def make() -> Store:
        store = SharedStore(new_address())
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


@pytest.fixture
def new_embedded_store() -> Iterator[Callable[[], Store]]:
    """Return a function that makes a store without rows."""
    with ExitStack() as made:
        yield lambda: made.enter_context(empty_store())


@pytest.fixture
def new_store(new_embedded_store: Callable[[], Store]) -> Callable[[], Store]:
    """Return a function that makes a store without rows: an embedded one, where nobody says otherwise."""
    return new_embedded_store


@pytest.fixture
def store_with(new_store: Callable[[], Store]) -> Iterator[Callable[[Rows], Store]]:
    """Return a function that makes a store of its own, of entity -> rows, the store of this process.

    What a test does not care about and the store demands (source, language, ...) is filled in.
    """

    def make(rows: Rows) -> Store:
        store = new_store()
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
