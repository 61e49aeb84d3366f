"""The views of the present against the tables whose rows are only ever added to."""

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from data.store import Store
from tests.copies import empty_store
from tests.rules.repository import kept_files, nowhere, text

# Of a text in which every run of white space is one blank.
VIEW = re.compile(
    r"create or replace view (?P<entity>\w+) as select (?P<columns>[\w, ]+) from (?P=entity)_present"
    r"(?: where (?P<readable>[^;]+))?;"
)
FROM_THE_STORE = {"version", "withdrawn"}
# Of no consortium, and still not for every reader.
NOT_FOR_ALL = {
    "access_grant",
    "import_entity",
    "import_rejected_row",
    "import_remark",
    "import_run",
    "import_sheet",
    "placement",
    "title",
}


# The same for what was ever recorded.
HISTORY = re.compile(
    r"create or replace view (?P<entity>\w+)_history as select \* from (?P=entity)_record"
    r"(?: where (?P<readable>[^;]+))?;"
)
RECORDS = re.compile(r"\b(?:from|join)\s+(\w+_record|\w+_present|\w+_tally|\w+_fold|change)\b(?<!_on_record)")
# What is kept for everybody is made of all rows.
KEEPERS = ("010_present", "015_history", "018_folds", "025_tallies")
IS_READABLE = "is_readable(consortium_id)"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with empty_store() as store:
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
def views() -> dict[str, list[str]]:
    """The columns of each view of the present, as its definition says them."""
    found = VIEW.finditer(" ".join(text(Path("data/definitions/010_present.sql")).split()))
    return {view["entity"]: re.findall(r"\w+", view["columns"]) for view in found}


def test_every_table_of_records_has_its_view_and_every_view_its_table(tables, views):
    assert sorted(views) == tables["entity"].to_list()


def test_the_view_of_an_entity_has_all_columns_of_its_table_in_their_order(tables, views):
    nowhere(
        entity
        for entity, columns in tables.select("entity", "columns").iter_rows()
        if views[entity] != [column for column in columns if column not in FROM_THE_STORE]
    )


def test_the_primary_key_of_every_table_ends_in_the_version(tables):
    nowhere(entity for entity, key in tables.select("entity", "key").iter_rows() if key[-1] != "version")


def test_every_row_says_which_change_brought_it_and_what_it_was_taken_from(tables):
    demanded = FROM_THE_STORE | {"source_id"}
    nowhere(entity for entity, columns in tables.select("entity", "columns").iter_rows() if not demanded <= {*columns})


def test_the_present_and_the_history_of_what_belongs_to_a_consortium_show_it_to_those_who_may_read_it(tables):
    of_consortium = {
        entity: "consortium_id" in columns for entity, columns in tables.select("entity", "columns").rows()
    }
    present = " ".join(text(Path("data/definitions/010_present.sql")).split())
    histories = " ".join(text(Path("data/definitions/015_history.sql")).split())
    nowhere(
        view["entity"]
        for view in [*VIEW.finditer(present), *HISTORY.finditer(histories)]
        if view["entity"] not in NOT_FOR_ALL
        if view["readable"] != (IS_READABLE if of_consortium[view["entity"]] else None)
    )
    nowhere(view["entity"] for view in VIEW.finditer(present) if view["entity"] in NOT_FOR_ALL and not view["readable"])
    assert {view["entity"] for view in HISTORY.finditer(histories)} == set(of_consortium)


def test_only_the_store_and_what_loads_it_reads_records_past_the_views():
    # A question put to the records themselves would be answered with rows its reader may not see. A change may stand
    # beside the history whose rows it brought.
    asked = [
        file
        for file in kept_files()
        if file.parts[0] in ("queries", "components", "pages") or file.is_relative_to("data/changes")
        or file.is_relative_to("data/definitions") or file.is_relative_to("data/exports")
        if file.suffix in (".sql", ".py") and file.stem not in KEEPERS
    ]  # fmt: skip
    assert len(asked) > 100
    nowhere(
        f"{file}: {records}"
        for file in asked
        for records in RECORDS.findall(text(file))
        if records != "change" or not re.search(r"\w_history\b", text(file))
    )
