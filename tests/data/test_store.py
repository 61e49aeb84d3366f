import os
import shutil
import signal
import subprocess
import sys
import threading
import weakref
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from data.cursor import lent
from data.problems import Problem
from data.store import Store
from data.transaction import Change

ROOT = Path(__file__).parents[2]
ADDED_FOR_EVER = """
import sys
from data.store import Store

store = Store(sys.argv[1])
number = 0
while True:
    number += 1
    rows = [{"source_id": f"{number}-{part}", "title": "t", "language": "en", "kind": "k"} for part in range(3)]
    store.write(lambda t: t.append("source_document", rows), who="test", why="test", origin="app")
    print(number, flush=True)
"""


def document(source_id: str, **given: object) -> dict[str, object]:
    return {"source_id": source_id, "title": "A page", "language": "en", "kind": "page"} | given


def append(store: Store, *documents: dict[str, object]) -> Change:
    _, change = store.write(lambda t: t.append("source_document", documents), who="me", why="because", origin="app")
    return change


def titles(store: Store) -> dict[str, str]:
    return dict(store.fetch("select source_id, title from source_document order by source_id").rows())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.duckdb"


@pytest.fixture
def on_disk(path):
    with closing(Store(str(path))) as store:
        yield store


# Writing ----------------------------------------------------------------------------------------------------------


def test_a_write_takes_the_next_version_and_says_who_when_and_why(empty):
    assert append(empty, document("a"), document("b")) == Change(version=1, row_count=2)
    assert empty.version == 1
    said = empty.fetch("select version, recorded_by, reason, origin, row_count from change").rows()
    assert said == [(1, "me", "because", "app", 2)]
    since = empty.fetch("select age(timezone('UTC', now()), recorded_at) < interval 1 minute as recent from change")
    assert since.item()


def test_a_long_answer_comes_in_the_order_asked_for(empty):
    rows = empty.fetch(
        """
        select row_number() over (order by hash(number), number) as place
        from range(300000) as drawn (number)
        order by hash(number), number
        """
    )
    assert rows["place"].to_list() == list(range(1, 300_001))


def test_the_same_rows_again_add_nothing_and_keep_the_version(empty):
    append(empty, document("a"), document("b"))
    assert append(empty, document("b"), document("a")) == Change(version=1, row_count=0)
    assert append(empty) == Change(version=1, row_count=0)
    assert empty.fetch("select version from change").height == 1


def test_only_the_row_that_differs_is_added_and_the_old_one_is_kept(empty):
    append(empty, document("a"), document("b"))
    assert append(empty, document("a", title="Another page"), document("b")) == Change(version=2, row_count=1)
    assert titles(empty) == {"a": "Another page", "b": "A page"}
    record = empty.fetch("select version, title from source_document_record where source_id = 'a' order by version")
    assert record.rows() == [(1, "A page"), (2, "Another page")]


def test_a_withdrawn_row_leaves_the_present_and_may_come_back(empty):
    append(empty, document("a"), document("b"))
    gone = empty.fetch("select * from source_document where source_id = 'a'")
    taken, change = empty.write(lambda t: t.withdraw("source_document", gone), who="me", why="wrong", origin="app")
    assert (taken, change) == (1, Change(version=2, row_count=1))
    assert titles(empty) == {"b": "A page"}
    assert append(empty, document("a")).row_count == 1
    assert titles(empty) == {"a": "A page", "b": "A page"}


def test_columns_left_out_are_unknown(empty):
    append(empty, document("a"))
    assert empty.fetch("select note from source_document").item() is None


def test_a_write_sees_what_it_has_added(empty):
    def work(transaction):
        transaction.append("source_document", [document("a")])
        return transaction.fetch("select count(*) from source_document").item()

    counted, _ = empty.write(work, who="me", why="because", origin="app")
    assert counted == 1


@pytest.mark.parametrize("failure", [Problem("No.", "Do."), ZeroDivisionError(), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_everything_as_it_was(empty, failure):
    append(empty, document("a"))

    def work(transaction):
        transaction.append("source_document", [document("a", title="Changed"), document("b")])
        raise failure

    with pytest.raises(type(failure)):
        empty.write(work, who="me", why="because", origin="app")
    assert empty.version == 1
    assert titles(empty) == {"a": "A page"}
    assert append(empty, document("b")) == Change(version=2, row_count=1)


@pytest.mark.parametrize(
    ("entity", "row", "said"),
    [
        ("source_document", document("a", title=None), "The rows of source_document were refused: .*title"),
        ("source_document", document("a", colour="blue"), "has no column colour"),
        ("sources", document("a"), "There is no entity sources"),
        (
            "country_pool",
            {"country_pool": "p", "country": "Belgium", "first_call_year": 2014},
            "country_pool were refused",
        ),
        (
            "country_pool",
            {"country_pool": "p", "country": "BE", "first_call_year": "soon"},
            "country_pool were refused",
        ),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_in_words(empty, entity, row, said):
    with pytest.raises(Problem, match=said):
        empty.write(lambda t: t.append(entity, [row]), who="me", why="because", origin="app")
    assert empty.version == 0


def test_one_key_twice_in_one_write_is_refused(empty):
    with pytest.raises(Problem, match="source_document were refused"):
        append(empty, document("a"), document("a", title="Another page"))
    assert titles(empty) == {}


# Asking -----------------------------------------------------------------------------------------------------------


def test_an_answer_is_remembered_until_the_version_changes(empty):
    sql = "select source_id from source_document where language = $language"
    append(empty, document("a"))
    first = empty.fetch(sql, {"language": "en"})
    assert empty.fetch(sql, {"language": "en"}) is first
    assert empty.fetch(sql, {"language": "sv"}).is_empty()
    append(empty, document("b"))
    assert empty.fetch(sql, {"language": "en"})["source_id"].sort().to_list() == ["a", "b"]
    assert first["source_id"].to_list() == ["a"]


def test_readers_see_whole_writes_while_one_writes(empty):
    done = threading.Event()
    seen: list[tuple[int, int]] = []
    failed: list[BaseException] = []

    def read():
        # Each query differs, so that none is answered from memory.
        try:
            asked = 0
            while not done.is_set() or asked < 5:
                asked += 1
                sql = f"select count(*), count(distinct version), {asked} from source_document_record"
                documents, versions, _ = empty.fetch(sql).row(0)
                seen.append((documents, versions))
        except BaseException as failure:  # noqa: BLE001 - a thread's failure is told by the test
            failed.append(failure)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(25):
        append(empty, document(f"{number}-a"), document(f"{number}-b"))
    done.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert empty.version == 25
    assert len(titles(empty)) == 50
    assert {documents % 2 for documents, _ in seen} == {0}
    assert all(documents == 2 * versions for documents, versions in seen)


def test_writers_take_turns(empty):
    writers = [threading.Thread(target=append, args=(empty, document(f"{number}"))) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert empty.version == 8
    assert empty.fetch("select version from change order by version")["version"].to_list() == list(range(1, 9))


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/other.duckdb' as other",
        "copy source_document to '/tmp/copied.csv'",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_no_file_is_reached_from_sql(empty, sql):
    with pytest.raises(duckdb.Error):
        empty.fetch(sql)


# The file ---------------------------------------------------------------------------------------------------------


def test_a_store_is_there_again_after_it_was_closed(path):
    with closing(Store(str(path))) as store:
        append(store, document("a"))
    assert not path.with_name("store.duckdb.wal").exists()
    with closing(Store(str(path))) as store:
        assert store.version == 1
        assert titles(store) == {"a": "A page"}


def test_a_checkpoint_leaves_neither_log_nor_copies(on_disk, path):
    append(on_disk, document("a"))
    assert path.with_name("store.duckdb.wal").stat().st_size > 0
    on_disk.checkpoint()
    assert not path.with_name("store.duckdb.wal").exists()
    assert not list(path.parent.glob("*before-checkpoint*"))
    append(on_disk, document("b"))
    assert titles(on_disk) == {"a": "A page", "b": "A page"}


def killed_while_writing(path: Path, writes: int) -> int:
    """Let another process write, kill it after some acknowledged writes and return how many those were."""
    command = [sys.executable, "-c", ADDED_FOR_EVER, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        acknowledged = 0
        while acknowledged < writes:
            acknowledged = int(child.stdout.readline())
        os.kill(child.pid, signal.SIGKILL)
        return int(([acknowledged] + [int(line) for line in child.stdout.read().split()])[-1])


def test_a_kill_loses_no_acknowledged_write_and_keeps_no_half_one(path):
    acknowledged = killed_while_writing(path, 20)
    with closing(Store(str(path))) as store:
        assert acknowledged <= store.version <= acknowledged + 1
        assert store.fetch("select count(*) from source_document").item() == 3 * store.version
        assert store.fetch("select count(*) from change").item() == store.version
        assert append(store, document("after")).row_count == 1


def test_a_file_broken_in_the_middle_of_a_checkpoint_is_put_back(path):
    acknowledged = killed_while_writing(path, 5)
    wal = path.with_name("store.duckdb.wal")
    shutil.copy(path, path.with_name("store.duckdb.before-checkpoint"))
    shutil.move(wal, path.with_name("store.duckdb.wal.before-checkpoint"))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 16384)
    with closing(Store(str(path))) as store:
        assert store.version >= acknowledged
        assert store.fetch("select count(*) from source_document").item() == 3 * store.version
    assert not list(path.parent.glob("*before-checkpoint*"))


def test_a_store_that_is_open_is_refused_to_another_and_free_again_when_closed(path):
    with closing(Store(str(path))), pytest.raises(Problem, match=f"open in another program .process {os.getpid()}"):
        Store(str(path))
    Store(str(path)).close()


def test_a_file_that_was_taken_away_refuses_writes(on_disk, path):
    append(on_disk, document("a"))
    path.rename(path.with_name("elsewhere.duckdb"))
    with pytest.raises(Problem, match="moved, deleted or replaced"):
        append(on_disk, document("b"))
    assert titles(on_disk) == {"a": "A page"}


def test_a_frame_and_rows_say_the_same(empty):
    append(empty, document("a", note="n"))
    frame = pl.DataFrame([document("a", note="n")])
    _, change = empty.write(lambda t: t.append("source_document", frame), who="me", why="because", origin="app")
    assert change.row_count == 0


# A full disk ------------------------------------------------------------------------------------------------------

# A limit on the size of files stands for a full disk: DuckDB meets the same refusal of the system.
FULL = """
import resource, sys
from data import store_file
from data.problems import Problem
from data.store import Store
from tests.data.test_store import append, document, titles

UNLIMITED = resource.getrlimit(resource.RLIMIT_FSIZE)[1]


def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, UNLIMITED))


store = Store(sys.argv[1])
append(store, document("a"))
"""
WHILE_SAVING = """
limit(store._file.wal_bytes() + 100)
try:
    append(store, document("b", title="long" * 1000))
except Problem as problem:
    print(problem)
print(titles(store))
limit(UNLIMITED)
append(store, document("c"))
print(sorted(titles(store)))
"""
WHILE_FOLDING = """
copied = store_file.copied


def copied_and_full(source, target):
    copied(source, target)
    if target == store._file._copy:
        limit(4096)


store_file.copied = copied_and_full
given_up = store._connection
store.checkpoint()
limit(UNLIMITED)
print(store._connection is not given_up, titles(store))
append(store, document("c"))
store_file.copied = copied
store.checkpoint()
print(sorted(titles(store)), store._file.wal_bytes())
"""


def with_a_limit(path: Path, then: str) -> list[str]:
    """Run a program against a store with one document and return the lines it printed."""
    done = subprocess.run(
        [sys.executable, "-c", FULL + then, str(path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_full_disk_while_saving_is_said_and_readers_and_later_writers_go_on(path):
    said, read, saved = with_a_limit(path, WHILE_SAVING)
    assert said.startswith("The store file cannot be written: ")
    assert "Nothing was saved" in said
    assert read == "{'a': 'A page'}"
    assert saved == "['a', 'c']"
    with closing(Store(str(path))) as store:
        assert sorted(titles(store)) == ["a", "c"]


def test_a_full_disk_while_the_log_is_folded_in_loses_nothing(path):
    read, saved = with_a_limit(path, WHILE_FOLDING)
    assert read == "True {'a': 'A page'}"
    assert saved == "['a', 'c'] 0"
    with closing(Store(str(path))) as store:
        assert sorted(titles(store)) == ["a", "c"]
    assert not list(path.parent.glob("*before-checkpoint*"))


def test_a_transaction_lets_go_of_the_rows_it_was_lent(store_with):
    lends = pa.table({"title": ["a", None]})
    left = weakref.ref(lends)

    def work(transaction):
        nonlocal lends
        with lent(transaction._cursor, lends):
            assert transaction.fetch("select title from incoming").to_series().to_list() == ["a", None]
        lends = None
        assert left() is None

    store_with({}).write(work, who="test", why="test", origin="test")
