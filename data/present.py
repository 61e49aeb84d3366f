"""The present of every entity as a table of its own, `<entity>_present`, so that no question has to look for it.

The truth are the tables whose rows are only ever added to, `<entity>_record`. The present is of each key the newest
row, unless that row withdraws it; it follows inside the transaction that adds rows. See docs/decisions/0017-scale.md.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import duckdb

ENTITIES = """
select
    records.table_name[:-8] as entity,
    list(records.column_name order by records.column_index) as columns,
    any_value(keys.constraint_column_names) as key,
    any_value(present.columns) as present_columns
from duckdb_columns() as records
inner join duckdb_constraints() as keys
    on records.table_name = keys.table_name and keys.constraint_type = 'PRIMARY KEY'
left join (
    select
        table_name,
        list(column_name order by column_index) as columns
    from duckdb_columns()
    group by table_name
) as present on present.table_name = records.table_name[:-8] || '_present'
where
    records.table_name like '%\\_record' escape '\\'
    and ($entity is null or records.table_name = $entity || '_record')
group by records.table_name
"""

# What is worked out beforehand -> the entities it is made of, and the macro that returns it anew, each made of those
# above it; see data/definitions/018_folds.sql and 025_tallies.sql.
KEPT = {
    "deliverable_fold": (frozenset({"deliverable_event"}), "deliverable_folds"),
    "deliverable_tally": (frozenset({"consortium", "deliverable", "deliverable_event"}), "deliverable_spans"),
}


@dataclass(frozen=True)
class Entity:
    """The columns of an entity's present, and what tells its rows apart.

    A row never changes its consortium: where there is one it stands first, and rows are found by it.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


_known: dict[str, Entity] = {}


def make_present(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the present of every entity that has none yet, or one with other columns than its records."""
    for name, columns, key, present_columns in connection.execute(ENTITIES, {"entity": None}).fetchall():
        entity = _known[name] = _entity(name, columns, key)
        if present_columns == list(entity.columns):
            continue
        # Names come from the store's own catalogue, here and below.
        connection.execute(
            f"create or replace table {name}_present as {_newest(entity)} order by {', '.join(entity.key)}",
            {"since": -1},
        )


def _entity_of(cursor: duckdb.DuckDBPyConnection, name: str) -> Entity:
    """Return the entity of this name, one that the store has."""
    if name not in _known:
        ((_, columns, key, _),) = cursor.execute(ENTITIES, {"entity": name}).fetchall()
        _known[name] = _entity(name, columns, key)
    return _known[name]


def follow(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    since: int,
    *,
    only_new_keys: bool = False,
    one_version: bool = False,
) -> None:
    """Bring the present of an entity up to the records that came after version `since`.

    `only_new_keys` promises that none of their keys was there before, `one_version` that all came with one version,
    which has a key once: what is promised has not to be looked for.
    """
    entity = _entity_of(cursor, name)
    if not only_new_keys:
        # What belongs to no consortium, such as the role of an administrator, has none in both.
        same = " and ".join(f"{name}_present.{column} is not distinct from changed.{column}" for column in entity.key)
        cursor.execute(
            f"""
            delete from {name}_present
            using (select distinct {", ".join(entity.key)} from {name}_record where version > $since) as changed
            where {same}
            """,  # noqa: S608
            {"since": since},
        ).fetchall()
    rows = _of_one_version(entity) if one_version else _newest(entity)
    cursor.execute(f"insert into {name}_present {rows}", {"since": since}).fetchall()


def follow_kept(cursor: duckdb.DuckDBPyConnection, kept: str, names: Collection[str], since: int) -> None:
    """Bring what is kept up to the present of the entities `names`, of which records came after version `since`."""
    made_of, macro = KEPT[kept]
    # Names of ours, here and below.
    changed = " union ".join(
        f"select consortium_id from {name}_record where version > $since"  # noqa: S608
        for name in sorted(made_of & {*names})
    )
    consortia = [one for (one,) in cursor.execute(changed, {"since": since}).fetchall()] if changed else []
    if consortia:
        gone = f"delete from {kept} where consortium_id in (select unnest($consortia))"  # noqa: S608
        cursor.execute(gone, {"consortia": consortia}).fetchall()
        come = f"insert into {kept} select * from {macro}(among := $consortia)"  # noqa: S608
        cursor.execute(come, {"consortia": consortia}).fetchall()


def _newest(entity: Entity) -> str:
    """Return the plain definition of the present, of the records after version `since`."""
    return f"""
        select {", ".join(entity.columns)}
        from {entity.name}_record
        where version > $since
        qualify row_number() over (partition by {", ".join(entity.key)} order by version desc) = 1 and not withdrawn
    """  # noqa: S608


def _of_one_version(entity: Entity) -> str:
    """Return the records after version `since` that stand, where all of them came with one version."""
    return f"""
        select {", ".join(entity.columns)}
        from {entity.name}_record
        where version > $since and not withdrawn
    """  # noqa: S608


def _entity(name: str, columns: list[Any], key: list[Any]) -> Entity:
    own = tuple(column for column in columns if column != "withdrawn")
    consortium = ("consortium_id",) if "consortium_id" in own else ()
    return Entity(name, own, consortium + tuple(column for column in key if column not in (*consortium, "version")))
