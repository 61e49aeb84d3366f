"""The shared store: a PostgreSQL database that holds the truth, and mirrors of it."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import duckdb
import polars as pl
import pytest

from data import access, build
from data import store as stores
from data.__main__ import main
from data.access import Reader
from data.changes.access import erase, grant
from data.changes.grants import NewGrant
from data.postgresql import Lost, MaybeLost, Server, without_password
from data.problems import Problem
from data.shared_store import SharedStore, mirror_file
from data.store import Store, open_store
from data.transaction import Change
from tests.data.test_store import append, document, titles
from tests.postgresql import Databases

SOON_SECONDS = 10.0


@pytest.fixture
def address(new_address: Callable[[], str]) -> str:
    return new_address()


@pytest.fixture
def two(address: str) -> Iterator[tuple[SharedStore, SharedStore]]:
    """Two stores over one database, as two processes have them."""
    with closing(SharedStore(address)) as one, closing(SharedStore(address)) as other:
        yield one, other


@pytest.fixture
def one(two: tuple[SharedStore, SharedStore]) -> SharedStore:
    return two[0]


def wait_until(holds: Callable[[], bool]) -> float:
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < SOON_SECONDS
        time.sleep(0.01)
    return time.monotonic() - begun


def _has_one_row(store: Store, asked: str) -> bool:
    return store.fetch(asked).height == 1


def rows_in_postgresql(databases: Databases, address: str) -> dict[str, str]:
    return dict(databases.ask(address, "select source_id, title from source_document_record order by source_id"))  # type: ignore[arg-type]


# Writing and reading ------------------------------------------------------------------------------------------------


def test_a_write_is_kept_in_the_database_and_seen_at_once(one, databases, address):
    assert append(one, document("a"), document("b")) == Change(version=1, row_count=2)
    assert titles(one) == {"a": "A page", "b": "A page"}
    assert rows_in_postgresql(databases, address) == {"a": "A page", "b": "A page"}
    ((version, who, why, origin, rows),) = databases.ask(
        address, "select version, recorded_by, reason, origin, row_count from change"
    )
    assert (version, who, why, origin, rows) == (1, "me", "because", "app", 2)


def test_another_process_sees_a_change_within_two_seconds(two):
    one, other = two
    assert titles(other) == {}
    append(one, document("a"))
    assert wait_until(lambda: titles(other) == {"a": "A page"}) < 2


def test_two_processes_write_in_turn_and_each_sees_what_the_other_wrote(two):
    one, other = two
    assert append(one, document("a")).version == 1
    assert append(other, document("a", title="Another page"), document("b")) == Change(2, 2)
    assert append(one, document("b"), document("c")) == Change(3, 1)
    expected = {"a": "Another page", "b": "A page", "c": "A page"}
    assert titles(one) == expected
    assert wait_until(lambda: titles(other) == expected) < 2


def test_a_change_sees_what_was_written_elsewhere_a_moment_ago(two):
    one, other = two
    append(one, document("a"))
    counted, change = other.write(
        lambda t: t.fetch("select count(*) from source_document").item(), who="me", why="because", origin="app"
    )
    assert (counted, change) == (1, Change(1, 0))


def test_what_was_there_before_adds_nothing_and_keeps_the_version(one, databases, address):
    append(one, document("a"))
    assert append(one, document("a")) == Change(1, 0)
    assert databases.ask(address, "select version from store_version") == [(1,)]


@pytest.mark.parametrize("failure", [Problem("No.", "Do."), ZeroDivisionError(), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_both_as_they_were(one, databases, address, failure):
    append(one, document("a"))

    def work(transaction):
        transaction.append("source_document", [document("a", title="Changed"), document("b")])
        raise failure

    with pytest.raises(type(failure)):
        one.write(work, who="me", why="because", origin="app")
    assert titles(one) == rows_in_postgresql(databases, address) == {"a": "A page"}
    assert append(one, document("b")) == Change(2, 1)


def test_text_that_only_duckdb_takes_is_refused_in_words_and_kept_nowhere(one, databases, address):
    with pytest.raises(Problem, match="refused the rows: invalid byte sequence"):
        append(one, document("a", title="null\0byte"))
    assert titles(one) == rows_in_postgresql(databases, address) == {}
    assert append(one, document("a")).version == 1


def test_every_kind_of_value_comes_through_unchanged(two):
    one, other = two
    row = {
        "consortium_id": "c",
        "acronym": "Ünïcode 'quoted' \"twice\" 🙂",
        "title": "",
        "call_year": 2024,
        "starts_on": datetime(1970, 1, 1, tzinfo=UTC).date(),
        "starts_precision": "day",
        "grant_eur": "999999999999.99",
        "language": "en",
        "record_basis": "records",
        "fictional": True,
        "source_id": "s",
    }
    point = {"pilot_id": "p", "consortium_id": "c", "title": "line\nline", "theme": "t", "latitude": 0.1 + 0.2}
    one.write(
        lambda t: (t.append("consortium", [row]), t.append("pilot", [point | {"source_id": "s"}])),
        who="me",
        why="because",
        origin="app",
    )
    for entity in ("consortium", "pilot"):
        asked = f"select * from {entity}_record"
        wait_until(partial(_has_one_row, other, asked))
        assert one.fetch(asked).equals(other.fetch(asked), null_equal=True)
    assert str(other.fetch("select grant_eur from consortium").item()) == "999999999999.99"
    assert other.fetch("select title from consortium").item() == ""
    assert other.fetch("select website from consortium").item() is None


def test_many_threads_of_two_processes_lose_and_double_nothing(two, databases, address):
    def write(store: Store, name: str) -> None:
        for number in range(5):
            append(store, document(f"{name}-{number}"))

    threads = [
        threading.Thread(target=write, args=(store, f"{which}{n}")) for which, store in enumerate(two) for n in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert databases.ask(address, "select count(*), count(distinct version), max(version) from change") == [
        (20, 20, 20)
    ]
    assert len(rows_in_postgresql(databases, address)) == 20
    kept = rows_in_postgresql(databases, address)
    wait_until(lambda: titles(two[0]) == titles(two[1]) == kept)


# The connection breaks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_whose_answer_is_lost_is_kept_once(one, databases, address, monkeypatch, committed):
    broken: list[Server] = []
    commit = Server.commit

    def lose_the_answer(server: Server) -> None:
        if broken:
            commit(server)
            return
        broken.append(server)
        if committed:
            commit(server)
        server._in_transaction = False
        server.leave()
        raise MaybeLost("the answer to the commit was lost")

    append(one, document("before"))
    monkeypatch.setattr(Server, "commit", lose_the_answer)
    result, change = one.write(
        lambda t: t.append("source_document", [document("a"), document("b")]), who="me", why="because", origin="app"
    )
    assert (result, change) == (2, Change(2, 2))
    assert one.version == 2
    assert titles(one) == rows_in_postgresql(databases, address)
    assert databases.ask(address, "select count(*) from source_document_record") == [(3,)]
    assert append(one, document("c")).version == 3


def test_a_connection_that_breaks_in_the_middle_of_a_write_is_made_again(one, databases, address):
    others = """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
    """
    tries = []

    def work(transaction):
        tries.append(1)
        if len(tries) == 1:
            databases.ask(address, others)
        return transaction.append("source_document", [document("a")])

    assert one.write(work, who="me", why="because", origin="app") == (1, Change(1, 1))
    assert len(tries) == 2
    assert rows_in_postgresql(databases, address) == {"a": "A page"}


def test_where_it_is_not_known_whether_a_write_was_kept_that_is_said(one, monkeypatch):
    monkeypatch.setattr("data.shared_store.BACK_OFF_SECONDS", (0.01,))
    lost = iter([False])

    def break_(server: Server) -> None:
        raise MaybeLost("the answer to the commit was lost")

    def unreachable(*_: object) -> None:
        if next(lost, True):
            raise Lost("connection refused")

    monkeypatch.setattr(Server, "commit", break_)
    monkeypatch.setattr(SharedStore, "_make_tables", unreachable)
    with pytest.raises(Problem, match="not known whether it was kept"):
        append(one, document("a"))
    assert titles(one) == {}


def test_a_save_that_may_have_been_kept_is_not_said_to_be_lost_because_the_next_try_waits_too_long(one, monkeypatch):
    commit, turn = Server.commit, Server.turn
    monkeypatch.setattr("data.shared_store.BACK_OFF_SECONDS", (0.01,))
    tries: list[int] = []

    def lose_the_answer(server: Server) -> None:
        commit(server)
        server._in_transaction = False
        server.leave()
        raise MaybeLost("the answer to the commit was lost")

    def once(server: Server, write_id: str) -> Any:
        tries.append(1)
        if len(tries) > 1:
            raise Problem("Another change to the shared store takes long.", "Nothing was saved.")
        return turn(server, write_id)

    monkeypatch.setattr(Server, "commit", lose_the_answer)
    monkeypatch.setattr(Server, "turn", once)
    with pytest.raises(Problem, match="not known whether it was kept"):
        append(one, document("a"))
    assert len(tries) == 2
    monkeypatch.undo()
    wait_until(lambda: titles(one) == {"a": "A page"})


def since(store: Store) -> datetime | None:
    return store.out_of_reach_since


@pytest.fixture
def stopped(databases: Databases) -> Iterator[None]:
    """Stop the server for the test to start again."""
    yield
    databases.start()


@pytest.mark.usefixtures("stopped")
def test_without_the_database_readers_keep_what_they_see_writers_are_refused_and_all_comes_back(one, databases):
    append(one, document("a"))
    assert since(one) is None
    databases.stop()
    wait_until(lambda: titles(one) == {"a": "A page"} and since(one) is not None)
    now = datetime.now(UTC).replace(tzinfo=None)
    assert now - timedelta(minutes=1) < (since(one) or now) < now
    with pytest.raises(Problem, match="cannot be reached at present"):
        append(one, document("b"))
    assert titles(one) == {"a": "A page"}
    databases.start()
    wait_until(lambda: titles(one) == {"a": "A page"} and since(one) is None)
    assert append(one, document("b")) == Change(2, 1)


@pytest.mark.usefixtures("stopped")
def test_a_dashboard_that_starts_without_the_database_shows_what_was_read_before(databases, address):
    with closing(SharedStore(address)) as store:
        append(store, document("a"))
    elsewhere = databases.empty_store()
    databases.stop()
    with pytest.raises(Problem, match="cannot be reached, and nothing of it was read here before"):
        SharedStore(elsewhere)
    with closing(SharedStore(address)) as store:
        assert since(store) is not None
        assert titles(store) == {"a": "A page"}
        stores.use(store)
        assert build.ready_store() is store
        databases.start()
        wait_until(lambda: titles(store) == {"a": "A page"} and since(store) is None)
        stores.use(None)


# The mirror ---------------------------------------------------------------------------------------------------------


def test_a_mirror_is_kept_between_starts_and_takes_what_came_meanwhile(address):
    with closing(SharedStore(address)) as store:
        append(store, document("a"))
    kept = mirror_file(address, 1)
    made = kept.stat().st_ino
    with closing(SharedStore(address)) as first, closing(SharedStore(address)) as second:
        append(second, document("b"))
        wait_until(lambda: titles(first) == {"a": "A page", "b": "A page"})
    assert kept.stat().st_ino == made


@pytest.mark.parametrize("spoilt", [b"", b"no database", os.urandom(40_000)])
def test_a_mirror_that_is_damaged_is_made_anew(address, spoilt):
    with closing(SharedStore(address)) as store:
        append(store, document("a"))
    mirror_file(address, 1).write_bytes(spoilt)
    with closing(SharedStore(address)) as store:
        assert titles(store) == {"a": "A page"}


def test_a_mirror_of_a_store_that_was_put_back_or_replaced_is_made_anew(databases, address):
    with closing(SharedStore(address)) as store:
        append(store, document("a"))
        append(store, document("b"))
        # As after a restored backup: one version less, and then another write in its place.
        databases.ask(address, "delete from source_document_record where version = 2")
        databases.ask(address, "delete from change where version = 2")
        databases.ask(address, "update store_version set version = 1")
        wait_until(lambda: titles(store) == {"a": "A page"})
        assert append(store, document("c")) == Change(2, 1)
        databases.ask(address, "update source_document_record set title = 'Other' where source_id = 'a'")
        databases.ask(address, "update change set write_id = 'other' where version = 2")
        wait_until(lambda: titles(store) == {"a": "Other", "c": "A page"})


def test_where_no_file_can_be_written_the_mirror_is_in_memory(address, tmp_path, monkeypatch):
    no_folder = tmp_path / "a file"
    no_folder.touch()
    monkeypatch.setenv("CONSORTIUM_MIRRORS", str(no_folder))
    with closing(SharedStore(address)) as store:
        append(store, document("a"))
        assert titles(store) == {"a": "A page"}


def test_a_mirror_that_does_not_take_a_write_is_made_anew_and_the_write_is_acknowledged(two, monkeypatch):
    one, other = two
    append(one, document("a"))
    attempt = Store._attempt

    def kept_elsewhere_only(store, work, said, keep=None):
        def keep_and_fail(*kept):
            keep(*kept)
            raise duckdb.IOException("no space left on the disk of the mirror")

        return attempt(store, work, said, keep_and_fail)

    with monkeypatch.context() as broken:
        broken.setattr(Store, "_attempt", kept_elsewhere_only)
        assert append(one, document("b")) == Change(2, 1)
    assert titles(one) == {"a": "A page", "b": "A page"}
    assert append(one, document("c")) == Change(3, 1)
    assert wait_until(lambda: len(titles(other)) == 3) < 2


# The tables ---------------------------------------------------------------------------------------------------------


def test_programs_that_start_at_once_make_the_tables_once(databases, mirrors):
    address = databases.empty_database()
    failed: list[BaseException] = []

    def start() -> None:
        try:
            SharedStore(address).close()
        except BaseException as failure:  # noqa: BLE001 - a thread's failure is told by the test
            failed.append(failure)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    numbers = [number for (number,) in databases.ask(address, "select number from migration order by number")]
    assert numbers == list(range(1, len(numbers) + 1))
    databases.drop(address)


def test_a_database_of_something_else_and_a_newer_store_are_refused(databases, mirrors, address):
    foreign = databases.empty_database()
    databases.ask(foreign, "create table invoice (number integer)")
    with pytest.raises(Problem, match="not a store of this dashboard"):
        SharedStore(foreign)
    assert databases.ask(foreign, "select tablename from pg_tables where schemaname = 'public'") == [("invoice",)]
    databases.drop(foreign)
    databases.ask(address, "insert into migration values (999, 'later', 'x')")
    with pytest.raises(Problem, match="newer version of the dashboard"):
        SharedStore(address)
    databases.ask(address, "delete from migration where number = 999")


def test_a_store_that_was_updated_under_a_running_dashboard_refuses_its_writes(one, databases, address):
    append(one, document("a"))
    databases.ask(address, "insert into migration values (999, 'later', 'x')")
    with pytest.raises(Problem, match="another was updated meanwhile"):
        append(one, document("b"))
    assert titles(one) == {"a": "A page"}
    databases.ask(address, "delete from migration where number = 999")
    assert append(one, document("b")).version == 2


# The address --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:secret@db.example:5433/consortia", "postgresql://me@db.example:5433/consortia"),
        ("postgresql://db.example/c?password=secret&sslmode=require", "postgresql://db.example/c?sslmode=require"),
        ("postgresql:///c?host=/run/postgresql", "postgresql:///c?host=/run/postgresql"),
        ("postgresql://me:p%40ss@[::1]/c", "postgresql://me@[::1]/c"),
    ],
)
def test_no_password_is_shown(address, shown):
    assert without_password(address) == shown


def test_commands_work_with_a_shared_store(address, monkeypatch, capsys):
    monkeypatch.setenv("CONSORTIUM_STORE", address)
    assert main(["init"]) == 0
    assert f"Made the store: {without_password(address)}" in capsys.readouterr().out
    assert main(["init"]) == 0
    assert "The store was there already" in capsys.readouterr().out
    assert main(["check"]) == 0
    with closing(open_store(address)) as store:
        assert isinstance(store.fetch("select count(*) from consortium"), pl.DataFrame)
        assert store.fetch("select count(*) from consortium").item() == 4


# Forgetting a person ------------------------------------------------------------------------------------------------

PERSON = "eli@a.example"


def holds(file: Path, said: str) -> bool:
    return any(said.encode() in part.read_bytes() for part in file.parent.glob(f"{file.name}*") if part.is_file())


def test_a_person_is_erased_from_the_database_and_from_every_mirror(two, databases, address, mirrors):
    one, other = two
    append(one, document("a"))
    stores.use(one)
    name, _ = grant(NewGrant(PERSON, "administrator"), who="a", today=date(2026, 1, 1))
    with access.acting_as(Reader(name, reads=None, administers=True)):
        append(one, document("b"))
    wait_until(lambda: titles(other) == titles(one))
    before = other.fetch("select version, recorded_at, reason, write_id from change order by version")
    pseudonym, change = erase(PERSON, who="a")
    stores.use(None)
    assert change == Change(version=4, row_count=3)
    wait_until(lambda: other.version == one.version)
    for store in two:
        said = str([store.fetch("from query_table($t)", {"t": table}).to_dicts()
                    for table in ("change", "access_grant_record", "access_grant_present")])  # fmt: skip
        assert PERSON not in said
        assert name not in said
        assert store.fetch("select recorded_by from change where version = 3").item() == pseudonym
        after = store.fetch("select version, recorded_at, reason, write_id from change order by version")
        assert after.head(before.height).rows() == before.rows()
        assert after["reason"][-1] == "access: a person was erased"
    for table in ("change", "access_grant_record"):
        assert not databases.ask(address, f"select 1 from {table} as held where held::text ~ '{PERSON}|{name}'")
    assert not [file for file in mirrors.glob("*.duckdb") if holds(file, PERSON) or holds(file, name)]
    assert titles(one) == titles(other) == {"a": "A page", "b": "A page", "recorded-here": ANY}


def test_a_mirror_that_was_left_before_a_person_was_erased_forgets_them_when_it_is_opened(address, mirrors):
    with closing(SharedStore(address)) as one:
        stores.use(one)
        name, _ = grant(NewGrant(PERSON, "administrator"), who="a", today=date(2026, 1, 1))
        with closing(SharedStore(address)):
            pass
        assert len(list(mirrors.glob("*-2.duckdb"))) == 1
        erase(PERSON, who="a")
        stores.use(None)
    with closing(SharedStore(address)) as one, closing(SharedStore(address)) as other:
        for store in (one, other):
            assert store.fetch("select person from access_grant_history").to_series().unique().to_list() != [PERSON]
    assert not [file for file in mirrors.glob("*.duckdb") if holds(file, PERSON) or holds(file, name)]


def test_the_command_line_erases_a_person_from_a_shared_store(address, monkeypatch, capsys):
    monkeypatch.setenv("CONSORTIUM_STORE", address)
    assert main(["access", "grant", PERSON, "administrator"]) == 0
    assert main(["access", "erase", PERSON]) == 0
    assert "Erased a person in 2 rows" in capsys.readouterr().out
    assert main(["access", "list"]) == 0
    assert PERSON not in capsys.readouterr().out
