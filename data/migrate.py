"""Bring a store's tables and definitions to what this program knows.

Migrations are numbered, forward only, one transaction each, and never change once applied (their SHA-256 is kept).
Definitions (views and macros) are made anew whenever one of their files changed.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.present import make_present
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


@dataclass(frozen=True, order=True)
class Migration:
    """One step of the format of a store."""

    number: int
    title: str
    file: Path
    sha256: str

    def statements(self) -> list[str]:
        """Return its statements, in order, in the SQL that DuckDB and PostgreSQL share."""
        with duckdb.connect() as parser:
            return [statement.query for statement in _parsed(parser, self.file)]


def newest_migration() -> int:
    """Return the number of the newest migration this program knows."""
    return migrations()[-1].number


def bring_up_to_date(connection: duckdb.DuckDBPyConnection, location: str) -> None:
    """Apply the migrations a store lacks and make its definitions anew when they differ.

    Raise Problem, with nothing changed, when the store has a migration that this program does not know or that
    differs from the one it knows.
    """
    connection.execute(MIGRATION_TABLE)
    applied = dict(connection.execute("select number, sha256 from migration").fetchall())
    for migration in lacking(applied, location):
        _apply(connection, migration)
    make_present(connection)
    _define(connection)


def lacking(applied: Mapping[int, str], location: str) -> list[Migration]:
    """Return the migrations that a store with those `applied`, number -> SHA-256, lacks, in order.

    Raise Problem when the store has a migration that this program does not know or that differs from the one it knows.
    """
    known = migrations()
    newest = known[-1].number
    if any(number > newest for number in applied):
        raise Problem(
            "The store {path} was made by a newer version of the dashboard (format {found}, this one knows {known}).",
            "Install the newer version, or open another store. The file was not changed.",
            path=location,
            found=max(applied),
            known=newest,
        )
    for migration in known:
        if applied.get(migration.number, migration.sha256) != migration.sha256:
            raise Problem(
                "The store {path} was made by a changed copy of the dashboard: step {number} of its format differs.",
                "Use the version it was made with, or make a new store. The file was not changed.",
                path=location,
                number=migration.number,
            )
    return [migration for migration in known if migration.number not in applied]


def migrations() -> list[Migration]:
    """Return the migrations this program knows, in order."""
    files = sorted(MIGRATIONS.glob("*.sql"))
    found = [(file.stem.partition("_"), file) for file in files]
    return sorted(Migration(int(number), title, file, _sha256([file])) for (number, _, title), file in found)


def _apply(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    connection.execute("begin")
    try:
        for statement in _parsed(connection, migration.file):
            connection.execute(statement)
        connection.execute(
            "insert into migration (number, title, sha256) values ($number, $title, $sha256)",
            {"number": migration.number, "title": migration.title, "sha256": migration.sha256},
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
            for statement in _parsed(connection, file):
                connection.execute(statement)
        connection.execute("delete from definition")
        connection.execute("insert into definition values (1, $digest)", {"digest": digest})
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def _parsed(connection: duckdb.DuckDBPyConnection, file: Path) -> list[duckdb.Statement]:
    return connection.extract_statements(file.read_text(encoding="utf-8"))


def _sha256(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
