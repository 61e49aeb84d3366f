"""Changes are made on a shared store too: some always, all of them where `--shared-store` asks for it."""

from collections.abc import Callable
from typing import Any

import pytest

from data.store import Store


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat on a shared store what is marked for it; with `--shared-store` run everything there and only there."""
    if metafunc.config.getoption("--shared-store"):
        metafunc.parametrize("kept_in", ["shared"], indirect=True)
    elif metafunc.definition.get_closest_marker("both_stores"):
        metafunc.parametrize("kept_in", ["embedded", "shared"], indirect=True)


@pytest.fixture(autouse=True)
def kept_in(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return which kind of store the test gets."""
    kind: str = getattr(request, "param", "embedded")
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
