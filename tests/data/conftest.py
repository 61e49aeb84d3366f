from collections.abc import Iterator

import pytest

from data.sources.load import load_sources
from data.store import Store
from tests.copies import empty_store


@pytest.fixture
def empty() -> Iterator[Store]:
    with empty_store() as store:
        yield store


@pytest.fixture(scope="session")
def shipped() -> Iterator[Store]:
    """The shipped facts and nothing else; tests that write take a store of their own."""
    with empty_store() as store:
        load_sources(store)
        yield store
