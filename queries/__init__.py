"""The questions the pages ask, one SQL file each, grouped by subject."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data import store


@dataclass(frozen=True)
class Answer:
    """The rows of one query and how they came about: its SQL, what was bound, the store's version, what it says."""

    rows: pl.DataFrame
    sql: str
    parameters: dict[str, Any]
    version: int
    what: str


def ask(subject: str, query: str, **parameters: Any) -> Answer:
    """Return the answer of `<query>.sql` beside the module file `subject`.

    `parameters` are bound by name and must be exactly those the query uses.
    """
    sql = _text(Path(subject).with_name(f"{query}.sql"))
    what = sql.partition("-- what:")[2].partition("\n")[0].strip()
    # Asked first: rows may be newer than the version they are said to be of, never older.
    version = store.opened().version
    return Answer(store.fetch(sql, parameters), sql, parameters, version, what)


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
