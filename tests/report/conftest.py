from collections.abc import Callable, Iterator
from datetime import date

import pytest

from components.report.document import Facts
from data import build
from data import store as stores
from data.store import Store
from queries.report import report_facts
from tests.copies import shipped_store

SINCE, UNTIL = date(2025, 11, 21), date(2026, 11, 21)


@pytest.fixture(scope="session")
def built() -> Iterator[Store]:
    with shipped_store() as store:
        yield store


@pytest.fixture
def shipped(built: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The shipped facts, the regions and the demonstration, as the store of this process."""
    stores.use(built)
    monkeypatch.setattr(build, "_built", built)
    yield built
    stores.use(None)


@pytest.fixture(scope="session")
def asked() -> dict[str, Facts]:
    return {}


@pytest.fixture
def facts_of(shipped: Store, asked: dict[str, Facts]) -> Callable[[str], Facts]:
    """Return a function that asks what the report on a consortium says, once in all tests."""

    def ask(consortium: str) -> Facts:
        if consortium not in asked:
            asked[consortium] = report_facts(consortium=consortium, since=SINCE, until=UNTIL)
        return asked[consortium]

    return ask
