"""The store of one process: open it, ask it, add to it.

The embedded store is one DuckDB file owned by this process; data/shared_store.py makes of it the mirror of a PostgreSQL
database that many processes share. Rows are only ever added; every write is one transaction that takes the next
version, says who and why, and stamps its rows. See docs/decisions/0002-append-then-derive.md.
"""

import atexit
import logging
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import duckdb
import polars as pl

from data import access, permission, settings
from data.access import Reader
from data.answers import Answers
from data.cursor import Parameters, answer, frame, lent, limit, unordered
from data.migrate import bring_up_to_date
from data.present import KEPT, follow, follow_kept
from data.problems import Problem
from data.store_file import StoreFile
from data.transaction import Change, Transaction, entities_of, keys_of

Result = TypeVar("Result")

WAL_LIMIT_BYTES = 16 * 1024 * 1024
IDLE_SECONDS = 20.0
ATTEMPTS = 5
BATCH_ROWS = 100_000
# What DuckDB says when the disk is full or a limit on the size of files is reached.
NOT_WRITTEN = "Could not write file"

log = logging.getLogger("dashboard")


@dataclass(frozen=True)
class Said:
    """What one write says of itself: when (UTC), who, why, from where, and the id that no other write has."""

    recorded_at: datetime
    who: str
    why: str
    origin: str
    write_id: str


# Names of tables, each with some of its rows.
Tables = Iterable[tuple[str, pl.DataFrame]]
# Keeps the rows of a write in a second place before the write is done: its cursor, its result, what it did, and its
# transaction.
Keep = Callable[[duckdb.DuckDBPyConnection, Result, Change, Transaction], None]


class Store:
    """The embedded store: one DuckDB file, or memory when `location` is `:memory:`.

    Raise Problem when the file is foreign, damaged, newer than this program, in use by another process, or its folder
    cannot be written; the file is then as it was.
    """

    def __init__(self, location: str) -> None:
        self.location = location
        self._file: StoreFile | None = None
        self._writing = threading.RLock()
        self._forget()
        self._idle: threading.Timer | None = None
        try:
            self._connection = self._connect()
            self._prepare(self._connection)
            self.version = _version(self._connection)
            self.entities = entities_of(self._connection)
            self.keys = keys_of(self._connection)
        except BaseException:
            self._release()
            raise

    @property
    def is_file(self) -> bool:
        """Return whether this store is a file that this process alone has open."""
        return self._file is not None

    @property
    def is_shared(self) -> bool:
        """Return whether other processes have this store too."""
        return is_shared(self.location)

    @property
    def out_of_reach_since(self) -> datetime | None:
        """When a store that others share was last reached (UTC), while it cannot be; the embedded one always is."""
        return None

    def _connect(self) -> duckdb.DuckDBPyConnection:
        if self.location == ":memory:":
            return duckdb.connect(":memory:")
        self._file = StoreFile(Path(self.location))
        return self._file.open()

    def _prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Give a connection its limits, the tables and definitions of this program, and close it to files."""
        try:
            for limit in (
                "set threads = 2",
                "set enable_progress_bar = false",
                "set memory_limit = '1GB'",
                "set allowed_configs = ['preserve_insertion_order']",  # see unordered
            ):
                connection.execute(limit)
            unordered(connection)
            bring_up_to_date(connection, self.location)
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
        except BaseException:
            connection.close()
            raise

    def fetch(
        self, sql: str, parameters: Parameters | None = None, *, of: Collection[str] | None = None
    ) -> pl.DataFrame:
        """Return the rows of `sql` as far as whoever asks may see them, remembered until what it reads changes.

        `parameters` are bound by name and must be exactly those the query uses. A question `of` some consortia sees no
        rows of others, so that it is not asked again when these change. Raise NotSignedIn when that is needed.
        """
        return self._fetch(sql, parameters or {}, self.reader(), of=of)

    def reader(self) -> Reader:
        """Return what whoever asks may do; raise NotSignedIn when that must be known first."""
        return access.reader(self._ask_everything)

    def _ask_everything(self, sql: str, parameters: Parameters) -> pl.DataFrame:
        return self._fetch(sql, parameters, access.EVERYTHING)

    def _fetch(
        self, sql: str, parameters: Parameters, reader: Reader, *, of: Collection[str] | None = None
    ) -> pl.DataFrame:
        bound = dict(parameters)
        reader = reader if of is None else reader.among(of)
        return self._answers.answer(
            sql,
            bound,
            seen_by=reader.scope,
            of=of,
            version=self.version,
            ask=lambda: self._asked(sql, bound, reader),
        )

    def _forget(self) -> None:
        """Forget all answers: those of questions that are under way come to where nobody asks any more."""
        self._answers = Answers(self._cursor)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._connection.cursor()

    def _asked(self, sql: str, bound: Parameters, reader: Reader) -> pl.DataFrame:
        connection = self._connection
        try:
            with closing(connection.cursor()) as cursor:
                limit(cursor, reader)
                return answer(cursor, sql, bound)
        except (duckdb.FatalException, duckdb.ConnectionException):
            # DuckDB gave up the file, most often because the disk was full when it wrote; what was saved is there.
            self._open_again(connection)
        with closing(self._connection.cursor()) as cursor:
            limit(cursor, reader)
            return answer(cursor, sql, bound)

    def batches(self, sql: str, parameters: Parameters) -> Iterator[pl.DataFrame]:
        """Return the rows of `sql` as far as whoever asks may see them, a few at a time; nothing is remembered.

        At least one frame, even if without rows.
        """
        who = self.reader()
        with closing(self._connection.cursor()) as cursor:
            limit(cursor, who)
            unordered(cursor)
            reader = cursor.sql(sql, params=dict(parameters)).to_arrow_reader(BATCH_ROWS)
            yield frame(reader.schema.empty_table())
            for batch in reader:
                yield frame(batch)

    def restore(self, version: int, tables: Tables) -> None:
        """Fill a store without any row with the rows of another as they stood there at `version`, all or none.

        `tables` are table names, each with some of its rows: those of `change`, and of records with their version and
        whether they withdraw. Raise Problem when the store holds something or a row breaks a rule of its table, Refused
        when whoever asks is no administrator.
        """
        permission.check_administrator(self.reader())
        with self._writing:
            self._restore_once(version, tables)
            self.version = version
            self._forget()
            self._plan_checkpoint()

    def _restore_once(self, version: int, tables: Tables) -> None:
        fill(self._connection, version, tables)

    def write(self, work: Callable[[Transaction], Result], *, who: str, why: str, origin: str) -> tuple[Result, Change]:
        """Run `work` in one transaction and return its result with what was added.

        The transaction takes the next version and records who, when and why; `work` that adds nothing leaves the
        version as it was. An exception in `work` rolls everything back. A conflict with another writer is tried again.
        Raise Refused when a row is not the writer's to change; a writer who signed in is recorded instead of `who`.
        """
        with self._writing:
            if self._file:
                self._file.refuse_if_gone()
            said = Said(datetime.now(UTC).replace(tzinfo=None), who, why, origin, uuid.uuid4().hex)
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    result, change = self._write_once(work, said)
                    break
                except duckdb.FatalException as failure:
                    before = self.version
                    self._open_again(self._connection)
                    if self.version == before:
                        raise _not_written(failure) from failure
                    raise Problem(
                        "The store file broke just after your change was saved, and was opened again.",
                        "Look at the page again before you go on: the change is there.",
                    ) from failure
                except duckdb.Error as failure:
                    if NOT_WRITTEN in str(failure):
                        raise _not_written(failure) from failure
                    if not isinstance(failure, duckdb.TransactionException) or attempt == ATTEMPTS:
                        raise
            # Others may have written since this change was kept, where the answer to that was lost.
            self.version = max(self.version, change.version)
            self._plan_checkpoint()
            return result, change

    def _write_once(self, work: Callable[[Transaction], Result], said: Said) -> tuple[Result, Change]:
        return self._attempt(work, said)

    def _attempt(
        self, work: Callable[[Transaction], Result], said: Said, keep: Keep[Result] | None = None
    ) -> tuple[Result, Change]:
        """Run `work` in a transaction of DuckDB; `keep` is called when all is done but the commit."""
        writer = self.reader()
        permission.check_writer(writer)
        with closing(self._connection.cursor()) as cursor:
            limit(cursor, writer)
            unordered(cursor)
            cursor.execute("begin")
            try:
                ((version,),) = cursor.execute(
                    "update store_version set version = version + 1 returning version"
                ).fetchall()
                transaction = Transaction(cursor, version, self.entities, self.keys, writer)
                result = work(transaction)
                if transaction.row_count == 0:
                    cursor.execute("rollback")
                    return result, Change(version - 1, 0)
                transaction.catch_up()
                follow_kept(cursor, "deliverable_tally", transaction.added_to, version - 1)
                permission.check(writer, transaction)
                change = Change(version, transaction.row_count)
                cursor.execute(
                    "insert into change "
                    "(version, recorded_at, recorded_by, reason, origin, row_count, content, write_id) values "
                    "($version, $recorded_at, $who, $why, $origin, $row_count, $content, $write_id)",
                    asdict(said)
                    | asdict(change)
                    | {"who": writer.recorded_as or said.who, "content": transaction.content()},
                )
                if keep:
                    keep(cursor, result, change, transaction)
                cursor.execute("commit")
            except BaseException:
                _roll_back(cursor)
                raise
            return result, change

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, with a copy beside it until that is done."""
        with self._writing:
            if not self._file:
                return
            try:
                self._file.checkpoint(self._connection)
            except duckdb.Error as failure:
                log.warning("the log of %s could not be folded into it: %s", self.location, failure)
                self._open_again(self._connection)

    def _open_again(self, given_up: duckdb.DuckDBPyConnection) -> None:
        """Open the file anew when DuckDB has given up this connection to it; one thread does it for all."""
        with self._writing:
            if self._connection is not given_up:
                return
            if not self._file:
                raise Problem("The store in memory broke and cannot be read any more.", "Start the dashboard again.")
            given_up.close()
            self._connection = self._file.open_again()
            self._prepare(self._connection)
            self.version = _version(self._connection)
            self._forget()

    def copy_to(self, target: Path) -> int:
        """Copy the store to a file and return the version that holds; raise Problem when this store is no file."""
        permission.check_administrator(self.reader())
        with self._writing:
            if not self._file:
                raise Problem(
                    "This store is not a file, so that there is none to copy.", "Use the tools of its server."
                )
            try:
                self._file.copy_to(target, self._connection)
            except duckdb.Error as failure:
                raise _not_written(failure) from failure
            return self.version

    def close(self) -> None:
        """Fold the log, close the file and let others have it."""
        with self._writing:
            if self._idle:
                self._idle.cancel()
            if self._file and self._file.exists():
                self.checkpoint()
            self._connection.close()
            self._release()

    def _release(self) -> None:
        if self._file:
            self._file.release()

    def _plan_checkpoint(self) -> None:
        if not self._file:
            return
        if self._idle:
            self._idle.cancel()
        if self._file.wal_bytes() >= WAL_LIMIT_BYTES:
            self.checkpoint()
            return
        self._idle = threading.Timer(IDLE_SECONDS, self.checkpoint)
        self._idle.daemon = True
        self._idle.start()


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    ((version,),) = connection.execute("select version from store_version").fetchall()
    return int(version)


def fill(
    connection: duckdb.DuckDBPyConnection,
    version: int,
    tables: Tables,
    keep: Callable[[duckdb.DuckDBPyConnection], None] | None = None,
) -> None:
    """Add all rows of another store in one transaction; `keep` is called when all is done but the commit.

    Raise Problem when there is something already or a row breaks a rule of its table.
    """
    with closing(connection.cursor()) as cursor:
        unordered(cursor)
        cursor.execute("begin")
        try:
            taken = "update store_version set version = $version where version = 0 returning version"
            if not cursor.execute(taken, {"version": version}).fetchall():
                raise Problem(
                    "This store is not empty, so that the history of another cannot become its own.",
                    "Name a store that does not exist yet, with CONSORTIUM_STORE.",
                )
            for table, rows in tables:
                _restore(cursor, table, rows)
            for entity in entities_of(connection):
                follow(cursor, entity, -1, only_new_keys=True)
            for kept in KEPT:
                follow_kept(cursor, kept, entities_of(connection), -1)
            if keep:
                keep(cursor)
            cursor.execute("commit")
        except BaseException:
            _roll_back(cursor)
            raise


def _restore(cursor: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    catalogue = "select column_name from information_schema.columns where table_name = $table"
    known = {name for (name,) in cursor.execute(catalogue, {"table": table}).fetchall()}
    foreign = [name for name in rows.columns if name not in known]
    if foreign:
        raise Problem(
            "The entity {entity} has no column {column}.",
            "Nothing was saved. Take the package from the store again.",
            entity=table.removesuffix("_record"),
            column=", ".join(foreign)[:80],
        )
    named = ", ".join(f'"{name}"' for name in rows.columns)
    # Names stand in the store's own catalogue; by column, so that text is read as the column's type.
    statement = f"insert into {table} ({named}) select {named} from incoming"  # noqa: S608
    try:
        with lent(cursor, rows):
            cursor.execute(statement).fetchall()
    except (duckdb.ConstraintException, duckdb.ConversionException) as refusal:
        raise Problem(
            "The rows of {entity} were refused: {reason}",
            "Nothing was saved. Take the package from the store again.",
            entity=table.removesuffix("_record"),
            reason=str(refusal).splitlines()[0],
        ) from refusal


def _not_written(failure: duckdb.Error) -> Problem:
    return Problem(
        "The store file cannot be written: {reason}",
        "Nothing was saved, and what was saved before is there. Make room on the disk, then save again.",
        reason=str(failure).splitlines()[0].rpartition(": ")[2].rstrip(".") + ".",
    )


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    try:
        cursor.execute("rollback")
    except duckdb.TransactionException:
        return  # the failed statement has already ended the transaction


_opening = threading.Lock()
_opened: Store | None = None


def is_shared(location: str) -> bool:
    """Return whether a location is the address of a PostgreSQL database, and not the path of a file."""
    return location.startswith(("postgresql://", "postgres://"))


def open_store(location: str) -> Store:
    """Return the store at `location`: the path of a DuckDB file, or the address of a PostgreSQL database.

    Raise Problem when it cannot be opened; see Store and SharedStore.
    """
    if not is_shared(location):
        return Store(location)
    # What a shared store needs is installed only where there is one.
    from data.shared_store import SharedStore

    return SharedStore(location)


def opened() -> Store:
    """Return the store of this process, opened on first use from `CONSORTIUM_STORE`."""
    global _opened
    if _opened is None:
        with _opening:
            if _opened is None:
                _opened = open_store(settings.store_location())
                atexit.register(leave)
    return _opened


def use(store: Store | None) -> None:
    """Make `store` the store of this process; None forgets the present one without closing it."""
    global _opened
    _opened = store


def leave() -> None:
    """Close the store of this process, if it has one."""
    global _opened
    if _opened is not None:
        _opened.close()
        _opened = None


def fetch(sql: str, parameters: Parameters | None = None, *, of: Collection[str] | None = None) -> pl.DataFrame:
    """Return the rows of `sql` from the store of this process; see Store.fetch."""
    return opened().fetch(sql, parameters, of=of)


def reader() -> Reader:
    """Return what whoever asks the store of this process may do; see Store.reader."""
    return opened().reader()


def write(work: Callable[[Transaction], Result], *, who: str, why: str, origin: str) -> tuple[Result, Change]:
    """Run `work` in one transaction on the store of this process; see Store.write."""
    return opened().write(work, who=who, why=why, origin=origin)
