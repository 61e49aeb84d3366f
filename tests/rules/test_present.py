"""The views of the present against the tables whose rows are only ever added to."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from data.store import Store
from tests.rules.repository import nowhere, text

# Of a text in which every run of white space is one blank.
VIEW = re.compile(
    r"create or replace view (?P<entity>\w+) as select (?P<columns>[\w, ]+) from (?P=entity)_record "
    r"qualify row_number\(\) over \( ?partition by (?P<key>[\w, ]+) order by version desc ?\) = 1 and not withdrawn;"
)
FROM_THE_STORE = {"version", "withdrawn"}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with closing(Store(":memory:")) as store:
        yield store


@pytest.fixture(scope="module")
def tables(store: Store) -> pl.DataFrame:
    """One row per table of records: entity, columns, key."""
    return store.fetch(
        """
        select
            columns.table_name[:-8] as entity,
            list(columns.column_name order by columns.column_index) as columns,
            any_value(keys.constraint_column_names) as key
        from duckdb_columns() as columns
        left join duckdb_constraints() as keys
            on columns.table_name = keys.table_name and keys.constraint_type = 'PRIMARY KEY'
        where ends_with(columns.table_name, '_record')
        group by columns.table_name
        order by entity
        """
    )


@pytest.fixture(scope="module")
def views() -> dict[str, tuple[list[str], list[str]]]:
    """The columns and the key of each view of the present, as its definition says them."""
    found = VIEW.finditer(" ".join(text(Path("data/definitions/010_present.sql")).split()))
    return {view["entity"]: (re.findall(r"\w+", view["columns"]), re.findall(r"\w+", view["key"])) for view in found}


def test_every_table_of_records_has_its_view_and_every_view_its_table(tables, views):
    assert sorted(views) == tables["entity"].to_list()


def test_the_view_of_an_entity_has_all_columns_of_its_table_in_their_order(tables, views):
    nowhere(
        entity
        for entity, columns in tables.select("entity", "columns").iter_rows()
        if views[entity][0] != [column for column in columns if column not in FROM_THE_STORE]
    )


def test_the_newest_row_is_looked_for_by_the_primary_key(tables, views):
    # A row never changes its consortium, which may therefore stand in the partition too.
    nowhere(
        entity
        for entity, columns, key in tables.select("entity", "columns", "key").iter_rows()
        if {*views[entity][1]} - {"consortium_id"} != {*key} - {"version", "consortium_id"}
        or "version" not in key
        or ("consortium_id" in columns) != ("consortium_id" in views[entity][1])
    )


def test_every_row_says_which_change_brought_it_and_what_it_was_taken_from(tables):
    demanded = FROM_THE_STORE | {"source_id"}
    nowhere(entity for entity, columns in tables.select("entity", "columns").iter_rows() if not demanded <= {*columns})
