"""Answers of a store, remembered until what they were read from changes."""

import io
import json
import threading
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from contextlib import closing
from typing import Any

import duckdb
import polars as pl
from cachetools import LRUCache

from data.present import KEPT
from data.reads import Reads

# Some 2,500 answers: what fifty readers of four consortia ask on any day of a month or two.
LIMIT_BYTES = 24 * 1024 * 1024
# What a column takes beside its values, and for how many of them DuckDB makes room at least.
COLUMN_BYTES, ROOM_OF_A_COLUMN = 700, 2048
# What may change without a row added to the records of an entity that the change names.
CHANGED_WITH_EVERY_VERSION = frozenset({"access_grant_record", "access_grant_present"})
# In the place of a consortium: rows of whichever, and rows that belong to none.
ALL, NONE = "", None


class Answers:
    """Answers of one database; with another database in its place another one of these begins."""

    def __init__(self, cursor: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._cursor = cursor
        self._lock = threading.Lock()
        self._remembered: LRUCache[Hashable, tuple[int, pl.DataFrame]] = LRUCache(LIMIT_BYTES, lambda a: _size(a[1]))
        self._reads: Reads | None = None
        # Table and the consortium of its rows -> the version that changed these last, the first for what is not named.
        self._changed: dict[tuple[str, str | None], int] = {}
        self._first = self._noted = -1

    def answer(
        self,
        sql: str,
        bound: Mapping[str, Any],
        *,
        seen_by: Hashable,
        of: Collection[str] | None,
        version: int,
        ask: Callable[[], pl.DataFrame],
    ) -> pl.DataFrame:
        """Return what was answered before to the same question, `seen_by` the like, or else what `ask` returns.

        The former holds where nothing changed up to `version` that `sql` reads `of` some consortia, or of all.
        """
        key = (seen_by, sql, tuple(sorted((name, _hashable(value)) for name, value in bound.items())))
        with self._lock:
            since = self._stands_since(sql, bound.values(), of, version)
            known_since, remembered = self._remembered.get(key, (None, None))
        if remembered is not None and known_since == since:
            return remembered
        rows = _in_its_own_memory(ask())
        if _size(rows) <= LIMIT_BYTES // 2:
            with self._lock:
                self._remembered[key] = since, rows
        return rows

    def _stands_since(self, sql: str, told: Iterable[object], of: Collection[str] | None, version: int) -> int:
        """Return the newest version that changed what `sql`, told these values, reads `of` some consortia or of all."""
        # Another thread may have come with a newer one since this one looked.
        version = max(version, self._noted)
        if self._reads is None:
            with closing(self._cursor()) as cursor:
                self._reads = Reads(cursor)
            self._first = self._noted = version
        if self._noted != version:
            self._note_changes(version)
        tables = self._reads.tables(sql, told)
        for kept in tables & KEPT.keys():
            tables = tables - {kept} | {f"{entity}_present" for entity in KEPT[kept][0]}
        speaks_of_entities = all(table.endswith(("_record", "_present")) for table in tables)
        if not speaks_of_entities or tables & CHANGED_WITH_EVERY_VERSION or "duckdb_" in sql:
            return version
        # Rows that belong to no consortium are read whatever a question is of.
        places = [(table, consortium) for table in tables for consortium in ((ALL,) if of is None else (*of, NONE))]
        return max((self._changed.get(place, self._first) for place in places), default=self._first)

    def _note_changes(self, version: int) -> None:
        asked = "select version, content from change where version > $noted and version <= $version order by version"
        with closing(self._cursor()) as cursor:
            changes = cursor.execute(asked, {"noted": self._noted, "version": version}).fetchall()
        told = [(number, added) for number, content in changes for added in json.loads(content or "[{}]")]
        if len(changes) != version - self._noted or not all("entity" in added for _, added in told):
            # Not one change for each version that tells to which entities it added: everything may have changed.
            self._changed, self._first = {}, version
        else:
            for number, added in told:
                for table in (f"{added['entity']}_record", f"{added['entity']}_present"):
                    self._changed |= {(table, added["consortium_id"]): number, (table, ALL): number}
        self._noted = version


def _in_its_own_memory(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the same rows; DuckDB hands out every column with room for many more than a short answer has."""
    if rows.height > ROOM_OF_A_COLUMN:
        return rows
    # Whatever Polars itself makes of the columns still holds on to the room of their texts.
    return pl.DataFrame.deserialize(io.BytesIO(rows.serialize()))


def _size(rows: pl.DataFrame) -> int:
    """Return about how many bytes an answer takes."""
    return int(rows.estimated_size()) + COLUMN_BYTES * (rows.width + 1)


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
