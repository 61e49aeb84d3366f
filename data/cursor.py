"""How statements of the store get rows in and out of DuckDB."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
import polars as pl

from data.access import Reader

Parameters = Mapping[str, Any]

# DuckDB would rather be asked with `sql`; answers are small, and what they cost is their planning, see answer.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


class _Lent:
    """Rows that statements read as a stream of Arrow, until they are taken back."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.rows.__arrow_c_stream__(requested_schema)


@contextmanager
def lent(cursor: duckdb.DuckDBPyConnection, rows: Any) -> Iterator[None]:
    """Let statements of `cursor` read `rows`, a frame or table of Arrow, as the table `incoming`.

    DuckDB keeps hold of a registered object until the transaction ends. So it gets one that lets go of its rows: else
    an import has all of them in memory at its end.
    """
    held = _Lent(rows.to_arrow() if isinstance(rows, pl.DataFrame) else rows)
    cursor.register("incoming", held)
    yield
    # Only on success: a refusal has ended the transaction, and the cursor goes with it.
    cursor.unregister("incoming")
    held.rows = None


def limit(cursor: duckdb.DuckDBPyConnection, reader: Reader) -> None:
    """Let `cursor` see only what `reader` may; see the macros at the head of definitions/010_present.sql."""
    consortia, administers, recorded_as = reader.scope
    if consortia is not None:
        readable = {"consortia": list(consortia)}
        cursor.execute("set variable readable_consortia = cast($consortia as varchar[])", readable).fetchall()
    if not administers:
        cursor.execute("set variable administers = false").fetchall()
    if recorded_as is not None:
        cursor.execute("set variable recorded_as = $recorded_as", {"recorded_as": recorded_as}).fetchall()


def unlimited(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let `cursor` see all there is."""
    for name in ("readable_consortia", "administers", "recorded_as"):
        cursor.execute(f"reset variable {name}")


def unordered(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let statements of `cursor` not keep the order of rows, which large ones are better off without.

    A question asked as a statement keeps the order it asks for only where the order of rows is kept at all.
    """
    cursor.execute("set session preserve_insertion_order = false")


def answer(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> pl.DataFrame:
    """Return the rows of `sql`, with exactly the parameters it uses, as `cursor` sees them."""
    # As a relation (`cursor.sql`) a question would be planned twice: to describe its answer, and to read it.
    return frame(cursor.execute(sql, dict(parameters)).to_arrow_table())


def frame(rows: Any) -> pl.DataFrame:
    """Return a table or batch of Arrow as a frame."""
    framed = pl.from_arrow(rows)
    assert isinstance(framed, pl.DataFrame)
    return framed
