"""The inside of one write to the store: what it adds, takes back and erases, and what the store knows of its rows.

Rows are only ever added, stamped with the version that the write takes. See docs/decisions/0002-append-then-derive.md.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import polars as pl

from data.access import Reader
from data.cursor import Parameters, answer, lent, limit, unlimited, unordered
from data.present import follow, follow_kept
from data.problems import Problem

# Entity -> column -> type, without the columns the store itself fills.
Entities = Mapping[str, Mapping[str, str]]
# Entity -> the columns that name one of its rows.
Keys = Mapping[str, Sequence[str]]


def entities_of(connection: duckdb.DuckDBPyConnection) -> Entities:
    """Return what a store has, by its catalogue: each entity, without `_record`, with its columns."""
    entities: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'main' and table_name like '%\\_record' escape '\\' "
        "and column_name not in ('version', 'withdrawn') order by table_name, ordinal_position"
    ).fetchall():
        entities.setdefault(table.removesuffix("_record"), {})[column] = kind
    return entities


def keys_of(connection: duckdb.DuckDBPyConnection) -> Keys:
    """Return the key of each entity of a store, by its catalogue."""
    keys: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from information_schema.key_column_usage "
        "where table_name like '%\\_record' escape '\\' and column_name <> 'version' "
        "order by table_name, ordinal_position"
    ).fetchall():
        keys.setdefault(table.removesuffix("_record"), []).append(column)
    return keys


@dataclass(frozen=True)
class Change:
    """What one write did: the version it made (the present one when nothing differed) and the rows it added."""

    version: int
    row_count: int


@dataclass(frozen=True)
class Erasure:
    """A person who must be forgotten, the name the history calls them, and what stands in the place of both."""

    person: str
    recorded_as: str
    pseudonym: str


class Transaction:
    """The inside of one write: may ask and may add rows; commits or rolls back as a whole."""

    def __init__(
        self, cursor: duckdb.DuckDBPyConnection, version: int, entities: Entities, keys: Keys, writer: Reader
    ) -> None:
        self._cursor = cursor
        self.version = version
        self.entities = entities
        self.keys = keys
        self._writer = writer
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

    @contextmanager
    def seeing_everything(self) -> Iterator[None]:
        """Let what is asked within be answered with the rows of every consortium, for what must hold whoever writes.

        What is found so is not the writer's to read.
        """
        self.catch_up()
        unlimited(self._cursor)
        yield
        # Only on success: a refusal ends the transaction, and the cursor goes with it.
        limit(self._cursor, self._writer)

    def _answer(self, sql: str, parameters: Parameters) -> pl.DataFrame:
        self._cursor.execute("set session preserve_insertion_order = true")
        rows = answer(self._cursor, sql, parameters)
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

    def take_back(self, entity: str, version: int, *, but: pl.DataFrame) -> int:
        """Let each key that `version` wrote and nobody changed since say what it said before; return how many do now.

        A key that had no row before is withdrawn. `but` has the columns of the key, and the keys that stay as they are.
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
            brought as (
                select * from newest anti join incoming using ({key}) where version = $version and not withdrawn
            ),
            earlier as (
                select * from history
                where version < $version
                qualify row_number() over (partition by {key} order by version desc) = 1
            )
            select {said}, $now, earlier.withdrawn is not false
            from brought
            left join earlier on {same}
        """  # noqa: S608 - names of the store's own catalogue
        with lent(self._cursor, but):
            return self._insert(entity, statement, {"version": version, "now": self.version})

    def brought(self, entity: str, version: int, columns: Sequence[str]) -> pl.DataFrame:
        """Return one row per key of an entity that `version` wrote and did not withdraw.

        Its columns: `columns`; stood_before, whether the key had a row before; is_changed, whether somebody changed it
        since, with recorded_by and recorded_at (UTC) of the newest change; who that was is null where the writer may
        not read the row.
        """
        named = ", ".join(f'"{name}"' for name in columns)
        key = ", ".join(f'"{name}"' for name in self.keys[entity])
        statement = f"""
            with written as (select * from {entity}_record where version = $version and not withdrawn),
            others as (
                select
                    {key},
                    arg_max(not withdrawn, version) filter (where version < $version) as stood_before,
                    max(version) filter (where version > $version) as changed_in
                from {entity}_record
                where ({key}) in (select {key} from written)
                group by all
            ),
            mine as (select {named}, {self._readable(entity)} as may_read from written)
            select
                mine.* exclude (may_read),
                coalesce(others.stood_before, false) as stood_before,
                others.changed_in is not null as is_changed,
                case when mine.may_read then change.recorded_by end as recorded_by,
                change.recorded_at
            from mine
            inner join others using ({key})
            left join change on others.changed_in = change.version
            order by {key}
        """  # noqa: S608 - names of the store's own catalogue
        return self.fetch(statement, {"version": version})

    def naming(self, entity: str, named_by: str, scope: str, names: pl.DataFrame) -> pl.DataFrame:
        """Return one row per present row of an entity, of any consortium, that says one of `names` in a column.

        `names` has the columns name and scope: what stands in the columns `named_by` and `scope`. Columns are those of
        the entity's key, with name, scope, and recorded_by and recorded_at (UTC) of the change that wrote the row; who
        that was is null where the writer may not read the row.
        """
        key = ", ".join(f'present."{name}"' for name in self.keys[entity])
        statement = f"""
            select
                {key},
                present."{named_by}" as name,
                present."{scope}" as scope,
                case when {self._readable(entity, "present.")} then change.recorded_by end as recorded_by,
                change.recorded_at
            from {entity}_present as present
            semi join incoming on present."{named_by}" = incoming.name and present."{scope}" = incoming.scope
            inner join change on present.version = change.version
            order by change.version desc, {key}
        """  # noqa: S608 - names of the store's own catalogue
        self.catch_up()
        with lent(self._cursor, names):
            return self._answer(statement, {})

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
