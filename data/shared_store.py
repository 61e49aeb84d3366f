"""The shared store: PostgreSQL holds the truth, and this process asks its own mirror of it in DuckDB.

A write has its turn in PostgreSQL, is worked out on the mirror as in the embedded store, and its rows are kept in
PostgreSQL before the mirror takes them for good. See docs/decisions/0015-shared-store.md.
"""

import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
from filelock import FileLock, Timeout

from data import access, permission, settings
from data.cursor import Parameters, lent, unordered
from data.migrate import migrations
from data.postgresql import Lost, MaybeLost, Present, Server, TryAgain, Turn, without_password
from data.present import KEPT, follow, follow_kept
from data.problems import Problem
from data.store import Result, Said, Store, Tables, fill
from data.transaction import Change, Transaction

log = logging.getLogger("dashboard")

# A reader sees what another process wrote within this time and that of copying it.
LOOK_SECONDS = 1.0
# A server that says nothing for longer is out of reach, even when the connection stands.
SILENCE_SECONDS = 15.0
# Waits before a write is tried again: long enough for a server that starts anew.
BACK_OFF_SECONDS = (0.1, 0.3, 1.0, 2.0, 3.0, 4.0)
# How many processes on one machine keep their mirror in a file; further ones keep it in memory.
SLOTS = 16
ROWS_AT_ONCE = 100_000


class SharedStore(Store):
    """The store whose truth is the PostgreSQL database at `location`.

    Raise Problem when the database is not a store or a newer one, or when it cannot be reached and was not read here
    before.
    """

    def __init__(self, location: str) -> None:
        self._server = Server(location)
        self._looking = Server(location)
        self._leaving = threading.Event()
        self._in_touch = time.monotonic()
        self._in_touch_at = datetime.now(UTC).replace(tzinfo=None)
        self._is_lost = False
        self._has_tables = False
        self._slots: list[FileLock] = []
        self._write_id: str | None = None
        self._following: threading.Thread | None = None
        self._starting = threading.Lock()
        try:
            super().__init__(self._server.location)
            self._write_id = _write_id(self._connection)
            self._tables = _tables(self._connection)
            try:
                self._look(self._server)
            except Lost as lost:
                if self.version == 0:
                    raise Problem(
                        "The shared store {path} cannot be reached, and nothing of it was read here before.",
                        "Start PostgreSQL, or correct CONSORTIUM_STORE, and load the page again.",
                        path=self.location,
                    ) from lost
                self._note_lost(lost)
        except BaseException:
            self._release()
            raise

    @property
    def out_of_reach_since(self) -> datetime | None:
        """When the database was last reached (UTC), while it cannot be; None when all is well."""
        silent = time.monotonic() - self._in_touch > SILENCE_SECONDS
        return self._in_touch_at if self._is_lost or silent else None

    def fetch(
        self, sql: str, parameters: Parameters | None = None, *, of: Collection[str] | None = None
    ) -> pl.DataFrame:
        """Return the rows of `sql` from the mirror; see Store.fetch."""
        self._follow()
        return super().fetch(sql, parameters, of=of)

    def checkpoint(self) -> None:
        """Do nothing: the mirror can be made anew at any time, and PostgreSQL keeps its own log."""

    def close(self) -> None:
        """Leave the database and let another process have the file of the mirror."""
        self._leaving.set()
        if self._following:
            self._following.join(SILENCE_SECONDS)
        with self._writing:
            self._connection.close()
            self._release()

    # Writing ------------------------------------------------------------------------------------------------------

    def _write_once(self, work: Callable[[Transaction], Result], said: Said) -> tuple[Result, Change]:
        done: list[tuple[Result, Change]] = []
        is_unsure = False
        refused: Exception
        for wait in (0.0, *(() if self.out_of_reach_since else BACK_OFF_SECONDS)):
            time.sleep(wait)
            try:
                self._make_tables(self._server)
                with self._server.turn(said.write_id) as turn:
                    is_unsure = False
                    self._bring_to(self._server, turn.before)
                    if turn.kept_as is not None:
                        return done[0]
                    return self._in_turn(turn, work, said, done)
            except (Lost, TryAgain) as failure:
                is_unsure = is_unsure or isinstance(failure, MaybeLost)
                refused = failure
            except Problem as failure:
                # What is said of a try whose turn did not come is not true of one before it that may have been kept.
                if not is_unsure:
                    raise
                refused = failure
                break
        if isinstance(refused, Lost):
            self._note_lost(refused)
        if is_unsure:
            raise Problem(
                "The connection to the shared store broke while your change was saved, and it is not known whether it "
                "was kept.",
                "Once the shared store is back, look whether the change is there before you save it again.",
            ) from refused
        raise Problem(
            "The shared store cannot be reached at present, so nothing can be saved.",
            "Nothing was saved. You can go on reading; save again when the notice above has gone.",
        ) from refused

    def _in_turn(
        self, turn: Turn, work: Callable[[Transaction], Result], said: Said, done: list[tuple[Result, Change]]
    ) -> tuple[Result, Change]:
        """Work out the write on the mirror, keep its rows in PostgreSQL, and let the mirror have them.

        `done` takes the outcome just before the commit, for the case that the answer to it is lost.
        """
        is_kept = has_erased = False

        def keep(cursor: duckdb.DuckDBPyConnection, result: Result, change: Change, transaction: Transaction) -> None:
            nonlocal is_kept, has_erased
            if change.version != turn.version:
                raise RuntimeError(f"the mirror is at version {change.version}, the shared store at {turn.version}")
            kept = sum(self._server.erase_person(**asdict(erasure)) for erasure in transaction.erased)
            for entity in sorted(transaction.added_to):
                kept += self._keep(cursor, f"{entity}_record", turn.before.version)
            if kept != change.row_count:
                raise RuntimeError(f"{kept} of {change.row_count} rows were kept in PostgreSQL")
            self._keep(cursor, "change", turn.before.version)
            done[:] = [(result, change)]
            self._server.commit()
            is_kept, has_erased = True, bool(transaction.erased)

        try:
            result, change = self._attempt(work, replace(said, recorded_at=turn.began_at), keep)
        except duckdb.Error as failure:
            if not is_kept:
                raise
            log.warning("the mirror did not take version %s and is made anew: %s", turn.version, failure)
            self._make_anew(self._server, Present(turn.version, said.write_id), in_memory=True)
            return done[0]
        self._touch()
        if change.row_count:
            self._write_id = said.write_id
        if has_erased:
            # What DuckDB has overwritten still stands in the pages of its file.
            self._make_anew(self._server, Present(turn.version, said.write_id))
        return result, change

    def _restore_once(self, version: int, tables: Tables) -> None:
        self._replace(version, tables, told=False)

    def replace(self, version: int, tables: Tables) -> None:
        """Put the rows of another store in the place of all this one holds, at one stroke; see Store.restore."""
        permission.check_administrator(access.reader(self._ask_everything))
        with self._writing:
            self._replace(version, tables, told=True)

    def _replace(self, version: int, tables: Tables, *, told: bool) -> None:
        def keep(cursor: duckdb.DuckDBPyConnection) -> None:
            self._server.empty()
            for table in self._tables:
                self._keep(cursor, table, 0)
            self._server.set_version(version)
            self._server.commit()

        self._make_tables(self._server)
        with self._server.turn(uuid.uuid4().hex) as turn:
            self._bring_to(self._server, turn.before)
            if self.version and told:
                another = self._mirror(kept=False)
                self._prepare(another)
            else:
                another = self._connection
            fill(another, version, tables, keep)
        self._change_to(another, version, _write_id(another))

    def _keep(self, cursor: duckdb.DuckDBPyConnection, table: str, version: int) -> int:
        """Add the rows of a table of the mirror that are newer than `version` to PostgreSQL and return how many."""
        named = ", ".join(f'"{name}"' for name in self._tables[table])
        asked = f"select {named} from {table} where version > $version"  # noqa: S608
        # Closed in any case: a cursor with an open answer cannot roll back.
        with closing(cursor.sql(asked, params={"version": version}).to_arrow_reader(ROWS_AT_ONCE)) as batches:
            return sum(self._server.add(table, batch) for batch in batches)

    # Following what others write ------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """See to it that a thread looks for what others write."""
        if (self._following and self._following.is_alive()) or self._leaving.is_set():
            return
        with self._starting:
            if self._following and self._following.is_alive():
                return
            self._following = threading.Thread(target=self._look_for_ever, name="mirror", daemon=True)
            self._following.start()

    def _look_for_ever(self) -> None:
        while not self._leaving.wait(LOOK_SECONDS):
            try:
                self._look(self._looking)
            except (Lost, TryAgain, Problem, duckdb.Error) as failure:
                self._note_lost(failure)
        self._looking.leave()

    def _look(self, server: Server) -> None:
        """Bring the mirror to what the database holds now; leave it to a write that is under way in this process."""
        self._make_tables(server)
        if server.present() == Present(self.version, self._write_id):
            self._touch()
            return
        self._touch()
        if not self._writing.acquire(timeout=LOOK_SECONDS):
            return
        try:
            # Asked again: a write in this process may have ended meanwhile.
            self._bring_to(server, server.present())
        finally:
            self._writing.release()

    def _make_tables(self, server: Server) -> None:
        if not self._has_tables:
            server.bring_up_to_date()
            self._has_tables = True

    def _bring_to(self, server: Server, present: Present) -> None:
        mine = Present(self.version, self._write_id)
        if present == mine:
            return
        if present.version < mine.version or server.write_id_of(mine.version) != mine.write_id:
            log.warning("the shared store is not the one this mirror was made of: it is made anew")
            self._make_anew(server, present)
            return
        if server.has_erased_since(mine.version):
            log.info("a person was erased from the shared store: the mirror is made anew")
            self._make_anew(server, present)
            return
        try:
            self._copy(self._connection, server, mine.version, present.version)
        except duckdb.Error as failure:
            log.warning("the mirror cannot take what is new and is made anew: %s", failure)
            self._make_anew(server, present, in_memory=True)
            return
        self._write_id, self.version = present.write_id, present.version

    def _make_anew(self, server: Server, present: Present, *, in_memory: bool = False) -> None:
        """Fill another mirror and let readers have it when it is whole."""
        connection = duckdb.connect(":memory:") if in_memory else self._mirror(kept=False)
        self._prepare(connection)
        self._copy(connection, server, 0, present.version)
        self._change_to(connection, present.version, present.write_id)

    def _change_to(self, connection: duckdb.DuckDBPyConnection, version: int, write_id: str | None) -> None:
        former = _file_of(self._connection)
        # Readers may still be asking the former one; it goes with the last of them.
        self._connection, self._write_id, self.version = connection, write_id, version
        self._forget()
        if former and former != _file_of(connection):
            _delete(former)

    def _copy(self, connection: duckdb.DuckDBPyConnection, server: Server, version: int, up_to: int) -> None:
        with closing(connection.cursor()) as cursor:
            unordered(cursor)
            cursor.execute("begin")
            try:
                tables = server.tables_since(version, self._tables)
                for table in tables:
                    with server.rows_since(version, up_to, table, self._tables[table]) as rows:
                        self._take_in(cursor, table, rows)
                    if table != "change":
                        follow(cursor, table.removesuffix("_record"), version, only_new_keys=version == 0)
                for kept in KEPT:
                    follow_kept(cursor, kept, [table.removesuffix("_record") for table in tables], version)
                cursor.execute("update store_version set version = $version", {"version": up_to})
                cursor.execute("commit")
            except BaseException:
                # Without this the cursor would go with its transaction all the same, but later.
                cursor.execute("rollback")
                raise

    def _take_in(self, cursor: duckdb.DuckDBPyConnection, table: str, rows: pa.RecordBatchReader) -> None:
        # Batch by batch: what breaks while reading is PostgreSQL's, what breaks while inserting is the mirror's.
        for batch in rows:
            with lent(cursor, pa.Table.from_batches([batch])):
                cursor.execute(f"insert into {table} by name select * from incoming").fetchall()  # noqa: S608
            self._touch()

    # The mirror -----------------------------------------------------------------------------------------------------

    def _connect(self) -> duckdb.DuckDBPyConnection:
        return self._mirror(kept=True)

    def _mirror(self, *, kept: bool) -> duckdb.DuckDBPyConnection:
        """Return a mirror in the first file that no process has, as it was left when `kept`, else in memory."""
        try:
            files = [mirror_file(self.location, slot) for slot in range(1, SLOTS + 1)]
            # One that is there spares copying everything.
            for file in sorted(files, key=lambda file: not file.exists()) if kept else files:
                file.parent.mkdir(parents=True, exist_ok=True)
                lock = FileLock(file.with_suffix(".lock"))
                try:
                    lock.acquire(timeout=0)
                except Timeout:
                    continue
                self._slots.append(lock)
                return _mirror_in(file, kept=kept)
        except (OSError, duckdb.Error) as failure:
            log.warning("the mirror is kept in memory, no file could be made for it: %s", failure)
        return duckdb.connect(":memory:")

    def _release(self) -> None:
        self._server.leave()
        for lock in self._slots:
            lock.release()

    def _touch(self) -> None:
        if self._is_lost:
            log.warning("the shared store is in reach again")
        self._is_lost = False
        self._in_touch = time.monotonic()
        self._in_touch_at = datetime.now(UTC).replace(tzinfo=None)

    def _note_lost(self, failure: Exception) -> None:
        if not self._is_lost:
            log.warning("the shared store is out of reach: %s", failure)
        self._is_lost = True


def mirror_file(address: str, slot: int) -> Path:
    """Return the file in which the `slot`th process of this machine keeps its mirror of a shared store."""
    name = hashlib.sha256(without_password(address).encode()).hexdigest()[:12]
    return settings.mirror_folder() / f"mirror-{name}-{slot}.duckdb"


def _mirror_in(file: Path, *, kept: bool) -> duckdb.DuckDBPyConnection:
    """Return a connection to the mirror in `file`; one that is damaged or of another format is made anew."""
    if kept and file.exists():
        try:
            connection = duckdb.connect(str(file))
            applied = connection.execute("select number, sha256 from migration order by number").fetchall()
            if applied == [(migration.number, migration.sha256) for migration in migrations()]:
                return connection
            connection.close()
        except duckdb.Error as failure:
            log.warning("the mirror in %s is made anew: %s", file, failure)
    _delete(file)
    return duckdb.connect(str(file))


def _file_of(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """Return the file of a mirror, None when it is in memory."""
    with closing(connection.cursor()) as cursor:
        ((path,),) = cursor.execute("select path from duckdb_databases() where not internal").fetchall()
    return Path(path) if path else None


def _delete(file: Path) -> None:
    for old in (file, file.with_name(file.name + ".wal")):
        old.unlink(missing_ok=True)


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Return the tables that PostgreSQL and the mirror hold alike: table -> column -> type."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'main' "
        "and (table_name = 'change' or table_name like '%\\_record' escape '\\') order by table_name, ordinal_position"
    ).fetchall():
        tables.setdefault(table, {})[column] = kind
    return tables


def _write_id(connection: duckdb.DuckDBPyConnection) -> str | None:
    found = connection.execute(
        "select write_id from change where version = (select version from store_version)"
    ).fetchall()
    return found[0][0] if found else None
