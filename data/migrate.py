"""Bring a store's tables and definitions to what this program knows.

Migrations are numbered, forward only, one transaction each, and never change once applied (their SHA-256 is kept).
Definitions (views and macros) are made anew whenever one of their files changed.
"""

import hashlib
from pathlib import Path

import duckdb

from data.problems import Problem

MIGRATIONS = Path(__file__).parent / "migrations"
DEFINITIONS = Path(__file__).parent / "definitions"

MIGRATION_TABLE = """
create table if not exists migration (
    number integer primary key,
    title text not null,
    sha256 text not null
)
"""
DEFINITION_TABLE = "create table if not exists definition (only_row integer primary key, sha256 text not null)"


def newest_migration() -> int:
    """Return the number of the newest migration this program knows."""
    return max(number for number, _ in _migrations())


def bring_up_to_date(connection: duckdb.DuckDBPyConnection, location: str) -> None:
    """Apply the migrations a store lacks and make its definitions anew when they differ.

    Raise Problem, with nothing changed, when the store has a migration that this program does not know or that
    differs from the one it knows.
    """
    known = _migrations()
    connection.execute(MIGRATION_TABLE)
    applied = dict(connection.execute("select number, sha256 from migration").fetchall())
    if any(number > known[-1][0] for number in applied):
        raise Problem(
            "The store {path} was made by a newer version of the dashboard (format {found}, this one knows {known}).",
            "Install the newer version, or open another store. The file was not changed.",
            path=location,
            found=max(applied),
            known=known[-1][0],
        )
    for number, file in known:
        digest = _sha256([file])
        if number not in applied:
            _apply(connection, number, file, digest)
        elif applied[number] != digest:
            raise Problem(
                "The store {path} was made by a changed copy of the dashboard: step {number} of its format differs.",
                "Use the version it was made with, or make a new store. The file was not changed.",
                path=location,
                number=number,
            )
    _define(connection)


def _migrations() -> list[tuple[int, Path]]:
    return sorted((int(file.name.partition("_")[0]), file) for file in MIGRATIONS.glob("*.sql"))


def _apply(connection: duckdb.DuckDBPyConnection, number: int, file: Path, digest: str) -> None:
    connection.execute("begin")
    try:
        _run(connection, file)
        connection.execute(
            "insert into migration (number, title, sha256) values ($number, $title, $sha256)",
            {"number": number, "title": file.stem.partition("_")[2], "sha256": digest},
        )
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _define(connection: duckdb.DuckDBPyConnection) -> None:
    files = sorted(DEFINITIONS.glob("*.sql"))
    digest = _sha256(files)
    connection.execute(DEFINITION_TABLE)
    if connection.execute("select sha256 from definition").fetchall() == [(digest,)]:
        return
    connection.execute("begin")
    try:
        for file in files:
            _run(connection, file)
        connection.execute("delete from definition")
        connection.execute("insert into definition values (1, $digest)", {"digest": digest})
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _run(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    for statement in connection.extract_statements(file.read_text(encoding="utf-8")):
        connection.execute(statement)


def _sha256(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
