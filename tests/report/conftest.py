from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import cache

import pytest

from components.report.document import Facts
from data import build
from data import store as stores
from data.store import Store
from queries.report import report_facts

SINCE, UNTIL = date(2025, 11, 21), date(2026, 11, 21)


@pytest.fixture(scope="session")
def built() -> Iterator[Store]:
    with closing(Store(":memory:")) as store:
        build.build(store)
        yield store


@pytest.fixture
def shipped(built: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The shipped facts, the regions and the demonstration, as the store of this process."""
    stores.use(built)
    monkeypatch.setattr(build, "_built", built)
    yield built
    stores.use(None)


@pytest.fixture(scope="session")
def facts_of(built: Store) -> Callable[[str], Facts]:
    """Return a function that asks what the report on a consortium says, once in all tests."""

    @cache
    def ask(consortium: str) -> Facts:
        stores.use(built)
        try:
            return report_facts(consortium=consortium, since=SINCE, until=UNTIL)
        finally:
            stores.use(None)

    return ask
