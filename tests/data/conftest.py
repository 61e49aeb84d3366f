from collections.abc import Iterator
from contextlib import closing

import pytest

from data.sources.load import load_sources
from data.store import Store


@pytest.fixture
def empty() -> Iterator[Store]:
    with closing(Store(":memory:")) as store:
        yield store


@pytest.fixture(scope="session")
def shipped() -> Iterator[Store]:
    """The shipped facts and nothing else; tests that write take a store of their own."""
    with closing(Store(":memory:")) as store:
        load_sources(store)
        yield store
