"""Answers are remembered until a table behind them changes, and no longer."""

import re
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data.access import Reader, acting_as
from data.reads import Reads
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
DAYS = {"as_of": date(2026, 1, 1), "today": date(2026, 1, 1), "since": date(2025, 1, 1)}
QUERIES = sorted((ROOT / "queries").rglob("*.sql"))
SOURCE = {"source_id": "s", "title": "S", "language": "en", "kind": "register"}
CONSORTIUM = {"consortium_id": "c", "acronym": "C"}
PILOT = {"pilot_id": "p", "consortium_id": "c", "title": "P", "theme": "t", "source_id": "s"}


@pytest.fixture
def store(store_with) -> Store:
    made: Store = store_with({"source_document": [SOURCE], "consortium": [CONSORTIUM]})
    return made


def save(store: Store, entity: str, row: Mapping[str, object]) -> None:
    store.write(lambda transaction: transaction.append(entity, [row]), who="t", why="t", origin="app")


def test_tables_are_found_through_views_and_macros():
    with closing(duckdb.connect()) as connection:
        connection.execute("create table one (a integer); create table two (b integer); create table three (c integer)")
        connection.execute("create view first_view as select a from one")
        connection.execute("create view second_view as select b from TWO")
        connection.execute("create macro counted() as table select count(*) as n from second_view")
        reads = Reads(connection)
        assert reads.tables("select * from First_View") == {"one"}
        assert reads.tables("-- three\nselect * from counted(), one") == {"one", "two"}
        assert reads.tables("select 1") == frozenset()


def test_an_answer_is_remembered_while_other_tables_change(store):
    asked = "select title from source_document"
    before = store.fetch(asked)
    save(store, "pilot", PILOT)
    assert store.fetch(asked) is before
    save(store, "source_document", SOURCE | {"title": "T"})
    assert store.fetch(asked)["title"].to_list() == ["T"]
    save(store, "pilot", PILOT | {"title": "Q"})
    assert store.fetch("select title from pilot")["title"].to_list() == ["Q"]


def test_what_speaks_of_changes_themselves_follows_every_change(store):
    asked = "select max(version) as newest from change"
    for title in ("P", "Q"):
        save(store, "pilot", PILOT | {"title": title})
        assert store.fetch(asked).item() == store.version


@pytest.mark.parametrize("of_the_row", ["pilot.version = change.version", "pilot.first_version = change.version"])
def test_the_change_that_wrote_a_row_comes_with_the_row(store, of_the_row):
    asked = f"""
        with pilot as (select version, version as first_version from pilot_history)
        select change.recorded_by from pilot
        inner join change on {of_the_row}
        order by pilot.version
    """
    save(store, "pilot", PILOT)
    before = store.fetch(asked)
    assert before["recorded_by"].to_list() == ["t"]
    save(store, "source_document", SOURCE | {"title": "T"})
    assert store.fetch(asked) is before
    save(store, "pilot", PILOT | {"title": "Q"})
    assert store.fetch(asked)["recorded_by"].to_list() == ["t", "t"]
    store.write(lambda transaction: transaction.erase_person("somebody", "t", "p1"), who="a", why="w", origin="app")
    assert store.fetch(asked)["recorded_by"].to_list() == ["p1", "p1"]


def test_what_reads_no_table_is_remembered_whatever_changes(store):
    before = store.fetch("select 1 as n")
    save(store, "pilot", PILOT)
    assert store.fetch("select 1 as n") is before


def test_what_is_told_its_table_when_asked_is_remembered_while_that_stands(store):
    asked = "select count(*) as n from query_table($entity), (select count(*) from consortium)"
    before = store.fetch(asked, {"entity": "pilot"})
    assert before.item() == 0
    save(store, "source_document", SOURCE | {"title": "T"})
    assert store.fetch(asked, {"entity": "pilot"}) is before
    save(store, "pilot", PILOT)
    assert store.fetch(asked, {"entity": "pilot"}).item() == 1


def test_a_new_answer_takes_the_place_of_the_former_one(store):
    asked = "select title from pilot"
    for title in ("P", "Q", "R"):
        save(store, "pilot", PILOT | {"title": title})
        assert store.fetch(asked)["title"].to_list() == [title]
    assert len([key for key in store._answers._remembered if asked in key]) == 1


def test_who_comes_late_with_an_older_version_has_nothing_forgotten(store):
    save(store, "pilot", PILOT)
    before = store.fetch("select title from pilot")
    for title in ("T", "U"):
        save(store, "source_document", SOURCE | {"title": title})
    store.fetch("select title from source_document")
    store.version -= 1
    assert store.fetch("select title from pilot") is before
    store.version += 1
    assert store.fetch("select title from pilot") is before


def test_what_is_asked_of_one_consortium_is_remembered_while_others_change(store):
    asked = "select title from pilot order by title"
    save(store, "pilot", PILOT)
    save(store, "pilot", PILOT | {"pilot_id": "q", "consortium_id": "d", "title": "Of another"})
    before = store.fetch(asked, of=["c"])
    assert before["title"].to_list() == ["P"]
    save(store, "pilot", PILOT | {"pilot_id": "q", "consortium_id": "d", "title": "Q"})
    assert store.fetch(asked, of=["c"]) is before
    assert store.fetch(asked)["title"].to_list() == ["P", "Q"]
    save(store, "pilot", PILOT | {"title": "R"})
    assert store.fetch(asked, of=["c"])["title"].to_list() == ["R"]
    named = "select title from source_document"
    assert store.fetch(named, of=["c"])["title"].to_list() == ["S"]
    save(store, "source_document", SOURCE | {"title": "T"})
    assert store.fetch(named, of=["c"])["title"].to_list() == ["T"]


def test_what_is_asked_of_two_consortia_follows_both(store):
    asked = "select title from pilot order by title"
    save(store, "pilot", PILOT)
    before = store.fetch(asked, of=["c", "d"])
    assert store.fetch(asked, of=[]).is_empty()
    save(store, "pilot", PILOT | {"pilot_id": "e", "consortium_id": "e", "title": "E"})
    assert store.fetch(asked, of=["c", "d"]) is before
    save(store, "pilot", PILOT | {"pilot_id": "d", "consortium_id": "d", "title": "D"})
    assert store.fetch(asked, of=["c", "d"])["title"].to_list() == ["D", "P"]
    assert store.fetch(asked)["title"].to_list() == ["D", "E", "P"]


def test_a_consortium_that_somebody_may_not_read_is_not_read_by_asking_of_it(store):
    save(store, "pilot", PILOT)
    with acting_as(Reader(reads=("d",))):
        assert store.fetch("select title from pilot", of=["c"]).is_empty()


def test_what_was_counted_beforehand_follows_what_is_counted(store):
    asked = "select sum(in_count) as n from deliverable_count(date '2026-01-01')"
    before = store.fetch(asked)
    save(store, "pilot", PILOT)
    assert store.fetch(asked) is before
    of_c = {"consortium_id": "c", "deliverable_id": "d", "source_id": "s"}
    save(store, "deliverable", of_c | {"code": "D1", "title": "D", "language": "en"})
    event = {"event_id": "e", "event": "planned", "effective_on": date(2025, 1, 1), "effective_precision": "day"}
    save(store, "deliverable_event", of_c | event | {"due_on": date(2026, 6, 1), "due_precision": "day", "position": 0})
    assert store.fetch(asked).item() == 1


@pytest.mark.parametrize(
    "asked", ["select max(version) as n from store_version", "select sum(estimated_size) as n from duckdb_tables()"]
)
def test_what_is_no_entity_follows_every_change(store, asked):
    before = store.fetch(asked).item()
    save(store, "pilot", PILOT)
    assert store.fetch(asked).item() > before


def test_a_change_that_does_not_say_what_it_changed_lets_everything_be_asked_again(store, monkeypatch):
    asked = "select acronym from consortium"
    before = store.fetch(asked)
    with monkeypatch.context() as patched:
        patched.setattr("data.transaction.Transaction.content", lambda _: None)
        save(store, "pilot", PILOT)
    assert store.fetch(asked) is not before


def test_no_table_is_overlooked(store):
    """The plan of every query scans only tables that were found behind it."""
    with closing(store._connection.cursor()) as cursor:
        reads = Reads(cursor)
        tables = {name for (name,) in cursor.execute("select table_name from duckdb_tables()").fetchall()}
        planned = 0
        for file in QUERIES:
            sql = file.read_text(encoding="utf-8")
            (statement,) = cursor.extract_statements(sql)
            asked = {name: DAYS.get(name) for name in statement.named_parameters}
            with suppress(duckdb.BinderException):  # what is asked for does not always tell its type
                plan = "".join(map(str, cursor.execute(f"explain (format json) {sql}", asked).fetchall()))
                planned += 1
                scanned = set(re.findall(r"[a-z_]+", plan)) & tables
                assert scanned - {"change"} <= reads.tables(sql), file.name
        assert planned > len(QUERIES) * 0.8


def test_only_what_tells_of_changes_without_their_rows_follows_every_change(store):
    with closing(store._connection.cursor()) as cursor:
        reads = Reads(cursor)
    told = {file.stem: reads.tables(file.read_text(encoding="utf-8")) for file in QUERIES}
    assert {name for name, tables in told.items() if "change" in tables} == {
        "change_choices",
        "change_list",
        "match_list",
        "recent_changes",
        "store_extent",
        "waiting_list",
    }
