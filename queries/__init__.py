"""The questions the pages ask, one SQL file each, grouped by subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data import store

READS_ALL = "\n-- reads: all consortia\n"
# Parameters that name consortia: one, or some.
OF_CONSORTIA = ("consortium", "consortia", "histories")


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

    `parameters` are bound by name and must be exactly those the query uses. One that is told consortia (OF_CONSORTIA)
    reads no rows of others, so that it need not be asked again when these change, unless it says
    `-- reads: all consortia`.
    """
    sql = _text(Path(subject).with_name(f"{query}.sql"))
    what = sql.partition("-- what:")[2].partition("\n")[0].strip()
    # Asked first: rows may be newer than the version they are said to be of, never older.
    version = store.opened().version
    return Answer(store.fetch(sql, parameters, of=_of(sql, parameters)), sql, parameters, version, what)


def _of(sql: str, parameters: Mapping[str, Any]) -> list[str] | None:
    """Return the consortia whose rows a question reads at most; None for those of all."""
    told = [parameters[name] for name in OF_CONSORTIA if parameters.get(name)]
    if not told or READS_ALL in sql:
        return None
    return [consortium for one in told for consortium in ([one] if isinstance(one, str) else one)]


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
