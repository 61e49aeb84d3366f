"""The present of an entity is what its records say: of each key the newest row, unless that row withdraws it."""

from collections.abc import Iterator
from itertools import count

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings, strategies

from data.present import ENTITIES, make_present
from data.sources.scale import add_scale_sample
from data.store import Store
from data.transaction import Transaction
from tests.copies import empty_store, shipped_store

STEPS = strategies.lists(
    strategies.lists(
        strategies.tuples(
            strategies.sampled_from(("a", "b", "c")),
            strategies.sampled_from((None, 1, 2)),  # None takes the key away
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda step: step[0],
    ),
    min_size=1,
    max_size=6,
)


EXAMPLES = count()


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    with empty_store() as store:
        yield store


def objective(key: str, statement: int | None, consortium: str = "c") -> dict[str, str]:
    row = {"consortium_id": consortium, "objective": key, "statement": str(statement)}
    return row | {"language": "en", "source_id": "s"}


def plain(store: Store) -> dict[str, tuple[pl.DataFrame, pl.DataFrame]]:
    """Return of each entity its present and what its records say, both in order."""
    found = {}
    for name, columns, key, _ in store._connection.cursor().execute(ENTITIES, {"entity": None}).fetchall():
        own = [column for column in columns if column != "withdrawn"]
        newest = (
            store.fetch("select * from query_table($table)", {"table": f"{name}_record"})
            .sort("version")
            .unique(subset=[column for column in key if column != "version"], keep="last")
            .filter(~pl.col("withdrawn"))
            .select(own)
        )
        found[name] = (
            store.fetch("select * from query_table($table)", {"table": f"{name}_present"}).sort(own, nulls_last=True),
            newest.sort(own, nulls_last=True),
        )
    return found


@given(steps=STEPS)
@settings(max_examples=25)
def test_the_present_follows_whatever_is_written_and_withdrawn(shared, steps):
    consortium = f"example {next(EXAMPLES)}"
    asked = "select objective, statement from objective where consortium_id = $consortium"
    expected: dict[str, str] = {}
    for step in steps:
        written = [objective(key, value, consortium) for key, value in step if value is not None]
        taken = [key for key, value in step if value is None and key in expected]

        def work(to: Transaction, written: list[dict[str, str]] = written, taken: list[str] = taken) -> None:
            to.append("objective", written)
            present = to.fetch("select * from objective where consortium_id = $consortium", {"consortium": consortium})
            to.withdraw("objective", present.filter(pl.col("objective").is_in(taken)))

        shared.write(work, who="test", why="a step", origin="app")
        expected |= {row["objective"]: row["statement"] for row in written}
        for key in taken:
            del expected[key]
        assert dict(shared.fetch(asked, {"consortium": consortium}).iter_rows()) == expected


def test_what_was_refused_is_not_in_the_present(store_with):
    store = store_with({"objective": [objective("a", 1)]})

    def fail(to: Transaction) -> None:
        to.append("objective", [objective("b", 1)])
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        store.write(fail, who="test", why="fails", origin="app")
    assert store.fetch("select objective from objective").to_series().to_list() == ["a"]


def test_the_present_of_every_entity_is_what_its_records_say():
    with shipped_store() as store:
        add_scale_sample(store, "S", 1, who="test")
        for name, (present, newest) in plain(store).items():
            assert present.equals(newest), name


def test_a_store_that_has_no_present_yet_or_an_older_one_is_given_it(store_with):
    store = store_with({"objective": [objective("a", 1)], "consortium": [{"consortium_id": "c", "acronym": "C"}]})
    store.write(lambda to: to.append("objective", [objective("a", 2)]), who="test", why="correction", origin="app")
    connection: duckdb.DuckDBPyConnection = store._connection
    connection.execute("drop table objective_present")
    connection.execute("alter table consortium_present drop column website")
    make_present(connection)
    assert store.fetch("select statement from objective").item() == "2"
    assert store.fetch("select acronym, website, starts_on from consortium").rows() == [("C", None, None)]
