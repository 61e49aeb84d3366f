"""The store as it is shipped, for pages that are only read."""

from collections.abc import Iterator

import pytest

from data import build
from data import store as stores
from data.store import Store
from tests.copies import shipped_store


@pytest.fixture(scope="session")
def shipped() -> Iterator[Store]:
    with shipped_store() as store:
        yield store


@pytest.fixture
def opened(shipped: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    stores.use(shipped)
    monkeypatch.setattr(build, "_built", shipped)
    yield
    stores.use(None)
