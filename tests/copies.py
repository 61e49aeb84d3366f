"""Stores to try things on: copies of files that each test process makes once, which open several times as fast."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from data.build import build
from data.store import Store


@contextmanager
def empty_store() -> Iterator[Store]:
    """Give a store without rows."""
    yield from _copy(file_without_rows())


@contextmanager
def shipped_store() -> Iterator[Store]:
    """Give a store of the shipped facts, the regions and the demonstration."""
    yield from _copy(shipped_file())


@cache
def file_without_rows() -> Path:
    """Return the file of a store without rows, to be copied."""
    file = _folder() / "empty.duckdb"
    Store(str(file)).close()
    return file


@cache
def shipped_file() -> Path:
    """Return the file of a store as it is shipped, to be copied."""
    file = _folder() / "shipped.duckdb"
    store = Store(str(file))
    build(store)
    store.close()
    return file


@cache
def _made() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _folder() -> Path:
    return Path(_made().name)


def _copy(file: Path) -> Iterator[Store]:
    folder = tempfile.TemporaryDirectory()
    store = Store(shutil.copyfile(file, f"{folder.name}/store.duckdb"))
    try:
        yield store
    finally:
        # Without its file a store has nothing to fold its log into, which takes longer than most tests.
        folder.cleanup()
        store.close()
