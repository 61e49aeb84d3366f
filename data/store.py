"""The store of one process: open it, ask it, add to it.

The embedded store is one DuckDB file owned by this process; data/shared_store.py makes of it the mirror of a PostgreSQL
database that many processes share. Rows are only ever added; every write is one transaction that takes the next
version, says who and why, and stamps its rows. See docs/decisions/0002-append-then-derive.md.
"""

import atexit
import json
import logging
import threading
import uuid
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import polars as pl

from data import access, permission, settings
from data.access import Reader
from data.answers import Answers
from data.migrate import bring_up_to_date
from data.present import KEPT, follow, follow_kept
from data.problems import Problem
from data.store_file import StoreFile

Parameters = Mapping[str, Any]
Result = TypeVar("Result")
# Entity -> column -> type, without the columns the store itself fills.
Entities = Mapping[str, Mapping[str, str]]
# Entity -> the columns that name one of its rows.
Keys = Mapping[str, Sequence[str]]

WAL_LIMIT_BYTES = 16 * 1024 * 1024
IDLE_SECONDS = 20.0
ATTEMPTS = 5
# What DuckDB says when the disk is full or a limit on the size of files is reached.
NOT_WRITTEN = "Could not write file"

log = logging.getLogger("dashboard")
BATCH_ROWS = 100_000
# DuckDB would rather be asked with `sql`; answers are small, and what they cost is their planning, see _answer.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


@dataclass(frozen=True)
class Change:
    """What one write did: the version it made (the present one when nothing differed) and the rows it added."""

    version: int
    row_count: int


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
Keep = Callable[[duckdb.DuckDBPyConnection, Result, Change, "Transaction"], None]


@dataclass(frozen=True)
class Erasure:
    """A person who must be forgotten, the name the history calls them, and what stands in the place of both."""

    person: str
    recorded_as: str
    pseudonym: str


class Transaction:
    """The inside of one write: may ask and may add rows; commits or rolls back as a whole."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, version: int, entities: Entities, keys: Keys) -> None:
        self._cursor = cursor
        self.version = version
        self.entities = entities
        self.keys = keys
        self.row_count = 0
        self.added_to: set[str] = set()
        self.erased: list[Erasure] = []
        # Entity -> whether all rows added since its present followed have keys that were not there before.
        self._behind: dict[str, bool] = {}
        self._followed: set[str] = set()

    def fetch(self, sql: str, parameters: Parameters | None = None) -> pl.DataFrame:
        """Return the rows of `sql` as this transaction sees them."""
        self.catch_up()
        return self._answer(sql, parameters or {})

    def _answer(self, sql: str, parameters: Parameters) -> pl.DataFrame:
        self._cursor.execute("set session preserve_insertion_order = true")
        rows = _answer(self._cursor, sql, parameters)
        unordered(self._cursor)
        return rows

    def catch_up(self) -> None:
        """Let the present follow what was added, once for many additions: they come one after the other."""
        for entity, only_new_keys in self._behind.items():
            # What has followed once stands there, and is replaced.
            is_first = entity not in self._followed
            follow(self._cursor, entity, self.version - 1, only_new_keys=only_new_keys and is_first, one_version=True)
            self._followed.add(entity)
        follow_kept(self._cursor, "deliverable_fold", self._behind, self.version - 1)
        self._behind.clear()

    def newest(self, entity: str, keys: pl.DataFrame, *, as_it_began: bool = False) -> pl.DataFrame:
        """Return the newest row ever written of each key in `keys`, also where it withdraws the key.

        Columns are those of the entity, with `version`, `withdrawn` and the `origin` of the change that wrote it, which
        is null for rows of this transaction. `keys` has the columns of the entity's key. `as_it_began` leaves out what
        this transaction added, which may be many rows to look through.
        """
        named = ", ".join(f'record."{name}"' for name in self.entities[entity])
        statement = f"""
            select {named}, record.version, record.withdrawn, change.origin
            from ({self._newest_of(entity, "version < $version" if as_it_began else "true")}) as record
            left join change on record.version = change.version
        """  # noqa: S608 - names of the store's own catalogue
        with lent(self._cursor, keys):
            return self._answer(statement, {"version": self.version} if as_it_began else {})

    def at_base(self, entity: str, keys: pl.DataFrame) -> pl.DataFrame:
        """Return the row of each key as it stood at its `base_version`; where that is null, as an import last wrote it.

        `keys` has the columns of the entity's key and base_version. Columns are those of the entity; a key that had no
        row then has none.
        """
        named = ", ".join(f'record."{name}"' for name in self.entities[entity])
        key = ", ".join(f'record."{name}"' for name in self.keys[entity])
        same = " and ".join(f'record."{name}" = incoming."{name}"' for name in self.keys[entity])
        statement = f"""
            select {named}
            from {entity}_record as record
            inner join incoming on {same}
            inner join change on record.version = change.version
            where (record.version <= incoming.base_version
                or (incoming.base_version is null and change.origin = 'import')) and {self._readable(entity, "record.")}
            qualify row_number() over (partition by {key} order by record.version desc) = 1
        """  # noqa: S608 - names of the store's own catalogue
        with lent(self._cursor, keys):
            return self._answer(statement, {})

    def append(self, entity: str, rows: pl.DataFrame | Sequence[Mapping[str, Any]]) -> int:
        """Add each row that differs from the present row of its key and return how many were added.

        `entity` names a table without its `_record`; columns left out are unknown (null).
        Raise Problem when the entity or a column does not exist or a value breaks a rule of the table.
        """
        return self._add(entity, rows, withdrawn=False)

    def append_differing(self, entity: str, rows: pl.DataFrame, *, only_new_keys: bool = False) -> int:
        """Add rows that were compared with `newest` and differ from it, each key once; return how many were added.

        `only_new_keys` promises that no key was ever there, which spares looking for them.
        """
        return self._add(entity, rows, withdrawn=False, compared=True, only_new_keys=only_new_keys)

    def append_new(self, entity: str, sql: str, parameters: Parameters) -> int:
        """Add the rows that `sql` returns and return how many were added; their keys must be new to the store.

        For many rows at once: nothing is compared, and no row leaves the database. `parameters` are those of `sql`.
        """
        # Texts of this program; values are bound by name.
        statement = f"""
            insert into {entity}_record by name
            select added.*, $version as version, false as withdrawn from (
            {sql}) as added
        """  # noqa: S608
        return self._insert(entity, statement, {**parameters, "version": self.version}, only_new_keys=True)

    def withdraw(self, entity: str, rows: pl.DataFrame) -> int:
        """Take the keys of `rows` (whole present rows) out of the present and return how many were taken."""
        return self._add(entity, rows, withdrawn=True)

    def take_back(self, entity: str, version: int) -> int:
        """Let each key that `version` wrote and nobody changed since say what it said before; return how many do now.

        A key that had no row before is withdrawn.
        """
        columns = self.entities[entity]
        key = ", ".join(f'"{name}"' for name in self.keys[entity])
        same = " and ".join(f'brought."{name}" = earlier."{name}"' for name in self.keys[entity])
        named = ", ".join(f'"{name}"' for name in columns)
        said = ", ".join(
            f'case when earlier.withdrawn is not false then brought."{name}" else earlier."{name}" end'
            for name in columns
        )
        statement = f"""
            insert into {entity}_record ({named}, version, withdrawn)
            with history as (
                select * from {entity}_record
                where ({key}) in (select {key} from {entity}_record where version = $version)
            ),
            newest as (
                select * from history qualify row_number() over (partition by {key} order by version desc) = 1
            ),
            brought as (select * from newest where version = $version and not withdrawn),
            earlier as (
                select * from history
                where version < $version
                qualify row_number() over (partition by {key} order by version desc) = 1
            )
            select {said}, $now, earlier.withdrawn is not false
            from brought
            left join earlier on {same}
        """  # noqa: S608 - names of the store's own catalogue
        return self._insert(entity, statement, {"version": version, "now": self.version})

    def written(self, entity: str, version: int) -> tuple[int, pl.DataFrame]:
        """Return how many keys of an entity `version` wrote, and one row per such key that was changed since.

        Columns: key (its parts divided by a slash), recorded_by and recorded_at (UTC) of the newest change.
        """
        same = " and ".join(f'brought."{name}" = later."{name}"' for name in self.keys[entity])
        key = " || '/' || ".join(f'cast(later."{name}" as varchar)' for name in self.keys[entity])
        count = f"select count(*) as written from {entity}_record where version = $version"  # noqa: S608
        changed = f"""
            select {key} as key, change.recorded_by, change.recorded_at
            from {entity}_record as brought
            inner join {entity}_record as later on {same} and later.version > brought.version
            inner join change on later.version = change.version
            where brought.version = $version and {self._readable(entity, "brought.")}
            qualify row_number() over (partition by key order by later.version desc) = 1
            order by key
        """  # noqa: S608 - names of the store's own catalogue
        asked = {"version": version}
        return int(self.fetch(count, asked).item()), self.fetch(changed, asked)

    def _add(
        self,
        entity: str,
        rows: pl.DataFrame | Sequence[Mapping[str, Any]],
        *,
        withdrawn: bool,
        compared: bool = False,
        only_new_keys: bool = False,
    ) -> int:
        if entity not in self.entities:
            raise Problem("There is no entity {entity}.", "Use a name from the list of entities.", entity=entity)
        columns = self.entities[entity]
        incoming = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows, infer_schema_length=None)
        if incoming.is_empty():
            return 0
        foreign = [name for name in incoming.columns if name not in columns]
        if foreign:
            raise Problem(
                "The entity {entity} has no column {column}.",
                "Use the columns of the template.",
                entity=entity,
                column=", ".join(foreign),
            )
        named = ", ".join(f'"{name}"' for name in columns)
        given = ", ".join(
            f'cast("{name}" as {kind})' if name in incoming.columns else f"cast(null as {kind})"
            for name, kind in columns.items()
        )
        # Table and column names come from the store's own catalogue, values never pass through the text.
        present = (
            ""
            if withdrawn or compared or not set(self.keys[entity]) <= set(incoming.columns)
            else f"except select {named} from ({self._newest_of(entity)}) as newest where not withdrawn"  # noqa: S608
        )
        statement = f"""
            insert into {entity}_record ({named}, version, withdrawn)
            select added.*, $version, $withdrawn from (select {given} from incoming {present}) as added
        """  # noqa: S608
        bound = {"version": self.version, "withdrawn": withdrawn}
        with lent(self._cursor, incoming):
            return self._insert(entity, statement, bound, only_new_keys=only_new_keys)

    def _insert(self, entity: str, statement: str, parameters: Parameters, *, only_new_keys: bool = False) -> int:
        """Add rows to the records of an entity, whose present follows later, and return how many were added."""
        try:
            ((added,),) = self._cursor.execute(statement, dict(parameters)).fetchall()
        except (duckdb.ConstraintException, duckdb.ConversionException) as refusal:
            raise Problem(
                "The rows of {entity} were refused: {reason}",
                "Nothing was saved. Correct the rows and save again.",
                entity=entity,
                reason=str(refusal).splitlines()[0],
            ) from refusal
        self.row_count += added
        if added:
            self.added_to.add(entity)
            self._behind[entity] = self._behind.get(entity, True) and only_new_keys
        return int(added)

    def _newest_of(self, entity: str, of: str = "true") -> str:
        """Return SQL for the newest row of each key that stands in `incoming`, of the records for which `of` holds.

        Asked of the keys at hand only, however many rows the entity has: the view of its present is made of them all.
        """
        kinds = self.entities[entity]
        key = ", ".join(f'"{name}"' for name in self.keys[entity])
        named = ", ".join(f'cast("{name}" as {kinds[name]})' for name in self.keys[entity])
        return f"""
            select *
            from {entity}_record
            where ({key}) in (select {named} from incoming) and {of} and {self._readable(entity)}
            qualify row_number() over (partition by {key} order by version desc) = 1
        """  # noqa: S608 - names of the store's own catalogue

    def _readable(self, entity: str, of: str = "") -> str:
        """Return SQL for whether whoever writes may read a row: what they may not is not on record for them."""
        return f"is_readable({of}consortium_id)" if "consortium_id" in self.entities[entity] else "true"

    def added(self, entity: str) -> pl.DataFrame:
        """Return the rows of `entity` that this transaction has added so far, with `withdrawn`."""
        statement = f"select * from {entity}_record where version = $version"  # noqa: S608
        return self.fetch(statement, {"version": self.version})

    def before(self, entity: str) -> pl.DataFrame:
        """Return the rows of `entity`, with `withdrawn`, that were the newest of their keys before this transaction."""
        key = ", ".join(f'"{name}"' for name in self.keys[entity])
        statement = f"""
            select *
            from {entity}_record
            where version < $version and ({key}) in (select {key} from {entity}_record where version = $version)
            qualify row_number() over (partition by {key} order by version desc) = 1
        """  # noqa: S608 - names of the store's own catalogue
        return self.fetch(statement, {"version": self.version})

    def erase_person(self, person: str, recorded_as: str, pseudonym: str) -> int:
        """Put `pseudonym` wherever a person and the name the history calls them stand; return in how many rows.

        The one exception to the rule that rows are only added: who must be forgotten must not stand in any of them.
        """
        self.erased.append(Erasure(person, recorded_as, pseudonym))
        asked = asdict(self.erased[-1])
        erased = 0
        for table in ("access_grant_record", "access_grant_present"):
            statement = f"""
                update {table} set person = $pseudonym, recorded_as = $pseudonym
                where person = $person and recorded_as = $recorded_as
            """  # noqa: S608 - two names of ours
            ((rows,),) = self._cursor.execute(statement, asked).fetchall()
            erased += rows if table.endswith("_record") else 0
        ((rows,),) = self._cursor.execute(
            "update change set recorded_by = $pseudonym where recorded_by = $recorded_as",
            {"recorded_as": recorded_as, "pseudonym": pseudonym},
        ).fetchall()
        self.row_count += erased + rows
        return int(erased + rows)

    def content(self) -> str:
        """Return what this transaction has done so far, as JSON: of each entity and consortium how many rows.

        That it erased persons is told by one more part, `erased`: how many names.
        """
        counts: list[dict[str, Any]] = []
        for entity in sorted(self.added_to):
            consortium = "consortium_id" if "consortium_id" in self.entities[entity] else "null"
            statement = f"""
                select
                    '{entity}' as entity,
                    cast({consortium} as text) as consortium_id,
                    count(*) filter (where not withdrawn) as added,
                    count(*) filter (where withdrawn) as withdrawn
                from {entity}_record
                where version = $version
                group by 2
                order by 2
            """  # noqa: S608
            counts += self.fetch(statement, {"version": self.version}).to_dicts()
        if self.erased:
            counts.append({"erased": len(self.erased)})
        return json.dumps(counts, ensure_ascii=False)


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
            self.entities = _entities(self._connection)
            self.keys = _keys(self._connection)
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
                _limit(cursor, reader)
                return _answer(cursor, sql, bound)
        except (duckdb.FatalException, duckdb.ConnectionException):
            # DuckDB gave up the file, most often because the disk was full when it wrote; what was saved is there.
            self._open_again(connection)
        with closing(self._connection.cursor()) as cursor:
            _limit(cursor, reader)
            return _answer(cursor, sql, bound)

    def batches(self, sql: str, parameters: Parameters) -> Iterator[pl.DataFrame]:
        """Return the rows of `sql` as far as whoever asks may see them, a few at a time; nothing is remembered.

        At least one frame, even if without rows.
        """
        who = self.reader()
        with closing(self._connection.cursor()) as cursor:
            _limit(cursor, who)
            unordered(cursor)
            reader = cursor.sql(sql, params=dict(parameters)).to_arrow_reader(BATCH_ROWS)
            yield _frame(reader.schema.empty_table())
            for batch in reader:
                yield _frame(batch)

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
            self.version = change.version
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
            _limit(cursor, writer)
            unordered(cursor)
            cursor.execute("begin")
            try:
                ((version,),) = cursor.execute(
                    "update store_version set version = version + 1 returning version"
                ).fetchall()
                transaction = Transaction(cursor, version, self.entities, self.keys)
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
            self._file.copy_to(target, self._connection)
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


def _entities(connection: duckdb.DuckDBPyConnection) -> Entities:
    entities: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'main' and table_name like '%\\_record' escape '\\' "
        "and column_name not in ('version', 'withdrawn') order by table_name, ordinal_position"
    ).fetchall():
        entities.setdefault(table.removesuffix("_record"), {})[column] = kind
    return entities


def _keys(connection: duckdb.DuckDBPyConnection) -> Keys:
    keys: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from information_schema.key_column_usage "
        "where table_name like '%\\_record' escape '\\' and column_name <> 'version' "
        "order by table_name, ordinal_position"
    ).fetchall():
        keys.setdefault(table.removesuffix("_record"), []).append(column)
    return keys


def _limit(cursor: duckdb.DuckDBPyConnection, reader: Reader) -> None:
    """Let `cursor` see only what `reader` may; see the macros at the head of definitions/010_present.sql."""
    consortia, administers, recorded_as = reader.scope
    if consortia is not None:
        readable = {"consortia": list(consortia)}
        cursor.execute("set variable readable_consortia = cast($consortia as varchar[])", readable).fetchall()
    if not administers:
        cursor.execute("set variable administers = false").fetchall()
    if recorded_as is not None:
        cursor.execute("set variable recorded_as = $recorded_as", {"recorded_as": recorded_as}).fetchall()


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


def unordered(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let statements of `cursor` not keep the order of rows, which large ones are better off without.

    A question asked as a statement keeps the order it asks for only where the order of rows is kept at all.
    """
    cursor.execute("set session preserve_insertion_order = false")


def _answer(cursor: duckdb.DuckDBPyConnection, sql: str, parameters: Parameters) -> pl.DataFrame:
    # As a relation (`cursor.sql`) a question would be planned twice: to describe its answer, and to read it.
    return _frame(cursor.execute(sql, dict(parameters)).to_arrow_table())


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
            for entity in _entities(connection):
                follow(cursor, entity, -1, only_new_keys=True)
            for kept in KEPT:
                follow_kept(cursor, kept, _entities(connection), -1)
            if keep:
                keep(cursor)
            cursor.execute("commit")
        except BaseException:
            _roll_back(cursor)
            raise


def _restore(cursor: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    named = ", ".join(f'"{name}"' for name in rows.columns)
    # Names come from the store's own catalogue; by column, so that text is read as the column's type.
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


def _frame(rows: Any) -> pl.DataFrame:
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)
    return frame


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
