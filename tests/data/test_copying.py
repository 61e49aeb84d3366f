"""A store taken to another place: from a file to PostgreSQL and back."""

from contextlib import closing
from pathlib import Path

import pytest

from data.__main__ import main
from data.copying import copy_store
from data.problems import Problem
from data.sources.load import load_sample, load_sources
from data.store import Store, open_store
from tests.data.test_store import append, document, titles


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("built") / "store.duckdb"
    with closing(Store(str(file))) as store:
        load_sources(store)
        load_sample(store)
        gone = store.fetch("select * from engagement order by engagement_id limit 1")
        store.write(lambda t: t.withdraw("engagement", gone), who="me", why="wrong", origin="app")
    return file


def everything(store: Store) -> dict[str, object]:
    tables = ["change", *(f"{entity}_record" for entity in store.entities), *store.entities]
    asked = "select * from query_table($table) order by all"
    return {"version": store.version} | {table: store.fetch(asked, {"table": table}).rows() for table in tables}


def test_a_store_comes_through_postgresql_unchanged(built, new_address, tmp_path, monkeypatch, capsys):
    address, back = new_address(), tmp_path / "back.duckdb"
    assert main(["copy", "--from", str(built), "--to", address]) == 0
    assert "Both stores hold the same rows" in capsys.readouterr().out
    assert main(["copy", "--from", address, "--to", str(back)]) == 0
    with closing(open_store(str(built))) as first, closing(open_store(address)) as shared:
        expected = everything(first)
        assert everything(shared) == expected
        assert append(shared, document("after")).version == first.version + 1
    with closing(open_store(str(back))) as last:
        assert everything(last) == expected
        assert append(last, document("after")).row_count == 1
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("back")] == [
        "back.duckdb",
        "back.duckdb.lock",
    ]


@pytest.mark.parametrize("kind", ["embedded", "shared"])
def test_a_store_with_data_is_replaced_only_when_told(kind, new_address, tmp_path):
    source, target = str(tmp_path / "source.duckdb"), new_address() if kind == "shared" else str(tmp_path / "target")
    for location, title in ((source, "From the source"), (target, "In the target")):
        with closing(open_store(location)) as store:
            append(store, document("a", title=title))
    with pytest.raises(Problem, match="holds data already, up to version 1"):
        copy_store(source, target)
    with closing(open_store(target)) as store:
        assert titles(store) == {"a": "In the target"}
    assert copy_store(source, target, replace=True).version == 1
    with closing(open_store(target)) as store:
        assert titles(store) == {"a": "From the source"}
        assert append(store, document("b")).version == 2


def test_readers_of_a_shared_store_that_is_replaced_see_the_new_one(new_address, tmp_path):
    source, address = str(tmp_path / "source.duckdb"), new_address()
    with closing(open_store(source)) as store:
        append(store, document("a", title="From the source"))
    with closing(open_store(address)) as reader:
        append(reader, document("a"))
        copy_store(source, address, replace=True)
        assert append(reader, document("b")).version == 2
        assert titles(reader) == {"a": "From the source", "b": "A page"}


def test_nothing_is_copied_from_nowhere_onto_itself_or_over_an_open_store(tmp_path):
    file = tmp_path / "store.duckdb"
    with pytest.raises(Problem, match="There is no store at"):
        copy_store(str(file), str(tmp_path / "other.duckdb"))
    with closing(open_store(str(file))) as store:
        append(store, document("a"))
    with pytest.raises(Problem, match="onto itself"):
        copy_store(str(file), str(file))
    target = str(tmp_path / "target.duckdb")
    with closing(open_store(target)), pytest.raises(Problem, match="open in another program"):
        copy_store(str(file), target, replace=True)
    assert not list(tmp_path.glob("*.copying*"))
