"""With `--shared-store` every test of changes is made on a shared store; test_both_stores.py does so always."""

from collections.abc import Callable
from typing import Any

import pytest

from data.store import Store


@pytest.fixture(autouse=True)
def kept_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return which kind of store the test gets."""
    kind = "shared" if request.config.getoption("--shared-store") else "embedded"
    if kind == "shared" and hasattr(request.module, "Store"):
        make = request.getfixturevalue("new_shared_store")

        def in_its_place(_: str) -> Any:
            return make()

        # Tests of many examples make their stores themselves.
        monkeypatch.setattr(request.module, "Store", in_its_place)
    return kind


@pytest.fixture
def new_store(kept_in: str, request: pytest.FixtureRequest) -> Callable[[], Store]:
    """Return a function that makes a store without rows."""
    make: Callable[[], Store] = request.getfixturevalue(f"new_{kept_in}_store")
    return make
