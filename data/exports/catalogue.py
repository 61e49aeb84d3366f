"""What the tables of a store are made of and what they held at one of its versions."""

from collections.abc import Mapping, Sequence

import polars as pl

from data.store import Store

KEYS = """
select
    left(table_name, length(table_name) - length('_record')) as entity,
    list(column_name order by ordinal_position) as key
from information_schema.key_column_usage
where table_name like '%\\_record' escape '\\' and column_name <> 'version'
group by table_name
order by table_name
"""
RECORDED = """
select *
from query_table($table)
where version <= $version and columns(lambda name: name = $column) = any($values)
"""


def entity_keys(store: Store) -> Mapping[str, tuple[str, ...]]:
    """Return the key columns of every entity in the order of its table, `version` left out."""
    return {entity: tuple(key) for entity, key in store.fetch(KEYS).iter_rows()}


def present_at(store: Store, entity: str, *, version: int, column: str, values: Sequence[str]) -> pl.DataFrame:
    """Return the rows of `entity` present at a version of the store in which `column` has one of the values."""
    asked = {"table": f"{entity}_history", "version": version, "column": column, "values": list(values)}
    key = entity_keys(store)[entity]
    newest = store.fetch(RECORDED, asked).sort("version").unique(subset=key, keep="last", maintain_order=True)
    return newest.filter(~pl.col("withdrawn")).drop("version", "withdrawn")
