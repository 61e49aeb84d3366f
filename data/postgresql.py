"""The PostgreSQL database that holds the truth of a shared store.

Everything that is said to PostgreSQL is said here, over ADBC: rows come and go as Arrow tables, without a second
dialect for the rules. See docs/decisions/0015-shared-store.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

import pyarrow as pa

from data.migrate import MIGRATION_TABLE, lacking, newest_migration
from data.problems import Problem

if TYPE_CHECKING:
    from adbc_driver_postgresql.dbapi import Connection

# A server that does not answer is given up within seconds, not hours.
ADDRESS_DEFAULTS = {
    "application_name": "consortium dashboard",
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
    # The other way round: a dashboard whose machine is gone must not keep the turn to write.
    "options": " ".join(
        [
            "-c timezone=UTC",
            "-c lock_timeout=60s",
            "-c idle_in_transaction_session_timeout=30min",
            "-c tcp_keepalives_idle=10",
            "-c tcp_keepalives_interval=5",
            "-c tcp_keepalives_count=3",
        ]
    ),
}
# SQLSTATEs, or their classes, of a server that is starting, stopping, full of connections or only copies another one.
LOST = ("08", "57P", "53300", "25006")
TAKES_TOO_LONG = "55P03"
TRY_AGAIN = ("40001", "40P01")
# Classes of what the database does not take as a value: out of range, text with a null byte, a broken rule.
REFUSED_VALUES = ("22", "23", "54")
# Two programs that start at once must not both make the tables.
MIGRATING = 7_206_482_911


class Lost(Exception):
    """The connection is gone or could not be made; what was not committed is not in the database."""


class MaybeLost(Lost):
    """The connection was lost while a commit was on its way: it is in the database or it is not."""


class TryAgain(Exception):
    """Two transactions were in each other's way; nothing was kept."""


@dataclass(frozen=True)
class Present:
    """Where the database stands: its version, and the id of the write that made it (None before the first)."""

    version: int
    write_id: str | None


@dataclass(frozen=True)
class Turn:
    """The only write that is under way in any process: the version it makes and when it began, by the server's clock.

    `before` is where the database stands without it; `kept_as` is the version a write of the same id has made already.
    """

    version: int
    before: Present
    began_at: datetime
    kept_as: int | None


class Server:
    """One connection to the database at `address`, made when first needed and again after it was lost.

    Used by one thread at a time. Its methods raise Lost when the database cannot be reached.
    """

    def __init__(self, address: str) -> None:
        self.location = without_password(address)
        self._address = with_defaults(address)
        self._connection: Connection | None = None
        self._in_transaction = False

    def bring_up_to_date(self) -> None:
        """Make or complete the tables, one program at a time.

        Raise Problem, with nothing changed, when the database is not a store of this dashboard or a newer one.
        """
        with self._transaction():
            self.ask("select pg_advisory_xact_lock($1)", [MIGRATING])
            tables = {
                name
                for (name,) in self.ask("select tablename::text from pg_tables where schemaname = current_schema()")
            }
            if tables and not {"migration", "store_version"} <= tables:
                raise Problem(
                    "{path} is a PostgreSQL database, but not a store of this dashboard.",
                    "Set CONSORTIUM_STORE to the address of an empty database, or of one that is a store.",
                    path=self.location,
                )
            self.ask(MIGRATION_TABLE)
            applied = dict(self.ask("select number, sha256 from migration"))
            missing = lacking(applied, self.location)
            for migration in missing:
                for statement in migration.statements():
                    self.ask(statement)
                self.ask(
                    "insert into migration (number, title, sha256) values ($1, $2, $3)",
                    [migration.number, migration.title, migration.sha256],
                )
            if missing:
                self._index_versions()

    def _index_versions(self) -> None:
        # What came since a version is asked for with every change; DuckDB keeps such bounds by itself.
        for (table,) in self.ask(
            "select tablename::text from pg_tables where schemaname = current_schema() "
            "and tablename like '%\\_record' order by tablename"
        ):
            self.ask(f'create index if not exists {table}_by_version on "{table}" (version)')
        self.ask("create unique index if not exists change_by_write_id on change (write_id)")

    def present(self) -> Present:
        """Return where the database stands."""
        ((version, write_id),) = self.ask(
            "select store_version.version, change.write_id from store_version "
            "left join change on store_version.version = change.version"
        )
        return Present(version, write_id)

    def write_id_of(self, version: int) -> str | None:
        """Return the id of the write that made a version, None when there is none."""
        found = self.ask("select write_id from change where version = $1", [version])
        return found[0][0] if found else None

    @contextmanager
    def turn(self, write_id: str) -> Iterator[Turn]:
        """Wait for the turn to write and give it; what was not committed within is rolled back.

        A write whose connection broke holds its turn until the database has decided it: whoever has the turn knows.
        Raise Problem when another write takes too long or the tables are not those of this program.
        """
        with self._transaction(commit=False):
            ((version, began_at),) = self.ask(
                "update store_version set version = version + 1 "
                "returning version, cast(timezone('UTC', clock_timestamp()) as timestamp)"
            )
            # Asked after the wait for the turn: the statement before sees what was there when it began to wait.
            ((before, kept_as, found),) = self.ask(
                "select (select write_id from change where version = $1), "
                "(select version from change where write_id = $2), (select max(number) from migration)",
                [version - 1, write_id],
            )
            known = newest_migration()
            if found != known:
                raise Problem(
                    "The shared store has format {found}, this dashboard knows {known}: another was updated meanwhile.",
                    "Nothing was saved. Update this installation and start it again.",
                    found=found,
                    known=known,
                )
            yield Turn(version, Present(version - 1, before), began_at, kept_as)

    def commit(self) -> None:
        """Commit the turn; raise MaybeLost when the connection broke meanwhile."""
        try:
            self.ask("commit")
        except Lost as lost:
            raise MaybeLost(str(lost)) from lost
        self._in_transaction = False

    def tables_since(self, version: int, tables: Iterable[str]) -> list[str]:
        """Return which of `tables` have rows newer than `version`."""
        looked_at = " union all ".join(
            f"select '{table}' where exists (select from {table} where version > $1)"  # noqa: S608
            for table in tables
        )
        return [table for (table,) in self.ask(looked_at, [version])]

    @contextmanager
    def rows_since(
        self, version: int, up_to: int, table: str, columns: Mapping[str, str]
    ) -> Iterator[pa.RecordBatchReader]:
        """Give the rows of a table newer than `version`; `columns` are name -> type in DuckDB."""
        named = ", ".join(
            f'cast("{name}" as text) as "{name}"' if kind.startswith("DECIMAL") else f'"{name}"'
            for name, kind in columns.items()
        )
        with self._cursor() as cursor:
            cursor.execute(
                f"select {named} from {table} where version > $1 and version <= $2",  # noqa: S608
                [version, up_to],
            )
            yield cursor.fetch_record_batch()

    def add(self, table: str, rows: pa.RecordBatch) -> int:
        """Add rows to a table within the turn and return how many."""
        with self._cursor() as cursor:
            return int(cursor.adbc_ingest(table, rows, mode="append"))

    def erase_person(self, person: str, recorded_as: str, pseudonym: str) -> int:
        """Put `pseudonym` wherever a person stands within the turn, and return in how many rows; see Transaction."""
        erased = 0
        for statement, asked in (
            (
                "update access_grant_record set person = $3, recorded_as = $3 where person = $1 and recorded_as = $2",
                [person, recorded_as, pseudonym],
            ),
            ("update change set recorded_by = $2 where recorded_by = $1", [recorded_as, pseudonym]),
        ):
            ((rows,),) = self.ask(f"with done as ({statement} returning 1) select count(*) from done", asked)  # noqa: S608
            erased += rows
        return erased

    def has_erased_since(self, version: int) -> bool:
        """Return whether a write newer than `version` erased a person, which no copy of rows newer than it would do."""
        ((has_erased,),) = self.ask(
            "select exists (select from change where version > $1 and content like '%{\"erased\":%')", [version]
        )
        return bool(has_erased)

    def empty(self) -> None:
        """Take every row out of every table within the turn; others see them until it is committed."""
        for (table,) in self.ask(
            "select tablename::text from pg_tables where schemaname = current_schema() "
            "and (tablename like '%\\_record' or tablename = 'change')"
        ):
            self.ask(f'delete from "{table}"')  # noqa: S608

    def set_version(self, version: int) -> None:
        """Say within the turn at which version the database stands."""
        self.ask("update store_version set version = $1", [version])

    def ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of one statement, bound by $1, $2, ...; none when it answers nothing."""
        with self._cursor() as cursor:
            cursor.execute(sql, list(parameters) or None)
            return list(cursor.fetchall()) if cursor.description else []

    def leave(self) -> None:
        """Close the connection; the next question makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with _in_words():
                connection.close()

    @contextmanager
    def _transaction(self, *, commit: bool = True) -> Iterator[None]:
        self.ask("begin")
        self._in_transaction = True
        try:
            yield
            if commit:
                self.commit()
        finally:
            if self._in_transaction:
                self._roll_back()

    def _roll_back(self) -> None:
        self._in_transaction = False
        try:
            # A connection that is gone has rolled back, and a new one has nothing to roll back.
            if self._connection is not None:
                self.ask("rollback")
        except Lost:
            pass

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        try:
            with _in_words():
                if self._connection is None:
                    self._connection = _driver().connect(self._address, autocommit=True)
                with closing(self._connection.cursor()) as cursor:
                    yield cursor
        except Lost:
            self.leave()
            raise


def without_password(address: str) -> str:
    """Return an address that may be shown: without the password."""
    parts = urlsplit(address)
    before, at, host = parts.netloc.rpartition("@")
    asked = {name: value for name, value in parse_qsl(parts.query) if name not in ("password", "sslpassword")}
    return _address(parts, f"{before.partition(':')[0]}{at}{host}", asked)


def with_defaults(address: str) -> str:
    """Return an address with what it does not say about time limits."""
    parts = urlsplit(address)
    return _address(parts, parts.netloc, ADDRESS_DEFAULTS | dict(parse_qsl(parts.query)))


def _address(parts: SplitResult, where: str, asked: Mapping[str, str]) -> str:
    # Not by urlunsplit, which leaves out the slashes before no host: the server is then found by its socket.
    said = urlencode(asked, safe="/", quote_via=quote)
    return f"{parts.scheme}://{where}{parts.path}{'?' if said else ''}{said}"


def _driver() -> Any:
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError as missing:
        raise Problem(
            "CONSORTIUM_STORE names a PostgreSQL database, and what is needed to speak with it is not installed.",
            "Install it with: pip install -r requirements-shared.txt",
        ) from missing
    return dbapi


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what a failure of the driver means: lost, to be tried again, or refused."""
    from adbc_driver_manager import AdbcStatusCode, Error

    try:
        yield
    except Error as failure:
        state = failure.sqlstate or ""
        said = str(failure).partition("\n")[0].rpartition("ERROR:  ")[2]
        if state.startswith(LOST) or (not state and failure.status_code == AdbcStatusCode.IO):
            raise Lost(said) from failure
        if state.startswith(TRY_AGAIN):
            raise TryAgain(said) from failure
        if state == TAKES_TOO_LONG:
            raise Problem(
                "Another change to the shared store takes long, and yours had to wait for more than a minute.",
                "Nothing was saved. Save again in a few minutes.",
            ) from failure
        if state == "53100":
            raise Problem(
                "The disk of the PostgreSQL server is full.",
                "Nothing was saved. Whoever runs the server must make room; then save again.",
            ) from failure
        if state.startswith(REFUSED_VALUES):
            raise Problem(
                "The shared store refused the rows: {reason}",
                "Nothing was saved. Correct the rows and save again.",
                reason=said,
            ) from failure
        raise Problem(
            "The PostgreSQL server did not do what was asked: {reason}",
            "Nothing was saved. Tell whoever runs the dashboard; docs/deploy.md says what the server must allow.",
            reason=said,
        ) from failure
    except (OSError, pa.ArrowException) as failure:
        # What breaks while rows are under way comes from Arrow, which knows no SQLSTATE.
        raise Lost(str(failure)) from failure
