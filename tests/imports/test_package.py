"""What leaves a store as a data package and comes back into another."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from types import FunctionType
from typing import Any, get_type_hints

import polars as pl
import pytest

from data import store as stores
from data.build import build
from data.exports.package import DESCRIPTOR, OURS, write_package
from data.imports.guide import look
from data.imports.package import is_package, load_package, read_package
from data.problems import Problem
from data.store import Store
from tests.rules.test_queries import SAMPLES, SUBJECTS, questions

# What the questions are asked about, by the name of the argument; what is not said here is asked by its type.
ASKED: dict[str, Any] = {
    "consortium": "demo",
    "as_of": date(2026, 11, 21),
    "since": date(2026, 1, 1),
    "until": date(2026, 11, 21),
    "deliverable": "demo-D3.3",
    "milestone": "demo-MS6",
    "risk": "demo-R1",
    "indicator": "demo-I01",
    "cso": "demo-cso-006",
    "scheme": "ISO-3166-2",
    "level": 1,
    "country": "NL",
}


def use(store: Store) -> Store:
    stores.use(store)
    return store


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Iterator[Store]:
    """A store as it stands after its first start, with a correction and a withdrawal since."""
    with closing(Store(str(tmp_path_factory.mktemp("source") / "store.duckdb"))) as store:
        build(store)
        corrected = store.fetch("select * from deliverable where deliverable_id = 'demo-D1.1'").with_columns(
            title=pl.lit('=A "handbook",\r\nwith; all\x07 of it'), description=pl.lit("")
        )
        store.write(
            lambda change: change.append("deliverable", corrected), who="Ada", why="D1.1: corrected", origin="app"
        )
        gone = store.fetch("select * from quote where quote_id = 'demo-Q01'")
        store.write(lambda change: change.withdraw("quote", gone), who="Bo", why="quote withdrawn", origin="app")
        yield store


@pytest.fixture(scope="module")
def package(source, tmp_path_factory) -> Path:
    target = Path(tmp_path_factory.mktemp("package") / "store.zip")
    use(source)
    write_package(target)
    stores.use(None)
    return target


@pytest.fixture
def empty(tmp_path) -> Iterator[Store]:
    with closing(Store(str(tmp_path / "empty.duckdb"))) as store:
        yield store
        stores.use(None)


def everything(store: Store) -> dict[str, pl.DataFrame]:
    """Return every row of every table, in the order of all their columns."""
    tables = [*(f"{entity}_record" for entity in store.entities), "change"]
    rows = {table: store.fetch("select * from query_table($table) order by all", {"table": table}) for table in tables}
    return {table: frame.select(sorted(frame.columns)) for table, frame in rows.items()}


def same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> bool:
    return one.keys() == other.keys() and all(one[table].equals(other[table]) for table in one)


def answers(store: Store, ask: Callable[..., Any], asked: dict[str, Any]) -> pl.DataFrame:
    use(store)
    rows: pl.DataFrame = ask(**asked).rows
    return rows


def asked_of(function: FunctionType) -> dict[str, Any]:
    kinds = get_type_hints(function)
    return {name: ASKED.get(name, SAMPLES.get(kind)) for name, kind in kinds.items() if name != "return"}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_store_comes_back_as_it_was(source, tmp_path, kind):
    target = tmp_path / "store.zip"
    use(source)
    written = write_package(target, kind=kind)
    with closing(Store(str(tmp_path / "other.duckdb"))) as other:
        loaded = load_package(other, target)
        assert (loaded.as_it_was, loaded.version) == (True, source.version)
        assert loaded.rows == written.rows
        assert same(everything(source), everything(other))
        assert other.version == source.version
    with closing(Store(str(tmp_path / "other.duckdb"))) as again:
        assert again.version == source.version
        before = again.version
        build(again)
        assert again.version == before


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_every_question_of_a_subject_gets_the_same_answer(source, restored, subject):
    asked = 0
    for function in questions(subject).values():
        if (subject / f"{function.__name__}.sql").exists():
            values = asked_of(function)
            assert answers(source, function, values).equals(answers(restored, function, values)), function.__name__
            asked += 1
    assert asked or subject.name == "exports"
    stores.use(None)


@pytest.fixture(scope="module")
def restored(package, tmp_path_factory) -> Iterator[Store]:
    with closing(Store(str(tmp_path_factory.mktemp("restored") / "store.duckdb"))) as store:
        load_package(store, package)
        yield store


def test_the_answers_compared_say_something(source):
    found = [
        answers(source, function, asked_of(function)).height
        for subject in SUBJECTS
        for function in questions(subject).values()
        if (subject / f"{function.__name__}.sql").exists()
    ]
    stores.use(None)
    assert sum(height > 0 for height in found) > len(found) / 2


def test_a_folder_is_a_package_too(source, empty, tmp_path):
    use(source)
    write_package(tmp_path / "folder", consortium="DEMO")
    assert is_package(tmp_path / "folder")
    loaded = load_package(empty, tmp_path / "folder")
    assert loaded.as_it_was
    assert empty.fetch("select count(*) as n from engagement").item() == 917
    assert empty.fetch("select consortium_id from consortium")["consortium_id"].to_list() == ["demo"]
    assert empty.fetch("select count(*) as n from change where recorded_by = 'Ada'").item() == 1


def test_into_a_store_with_rows_comes_what_is_present_as_a_change_of_its_own(source, package, empty):
    mine = {"consortium_id": "mine", "acronym": "Mine", "language": "en", "record_basis": "records", "fictional": False}
    document = {"source_id": "s", "title": "s", "language": "en", "kind": "register"}
    empty.write(
        lambda change: [
            change.append("source_document", [document]),
            change.append("consortium", [mine | {"source_id": "s"}]),
        ],
        who="me",
        why="mine",
        origin="app",
    )
    loaded = load_package(empty, package, who="Cy")
    assert (loaded.as_it_was, loaded.version, empty.version) == (False, 2, 2)
    last = empty.fetch("select recorded_by, reason, origin from change where version = 2").row(0)
    assert last == ("Cy", f"data package store.zip, version {source.version} of its store", "import")
    assert set(empty.fetch("select acronym from consortium")["acronym"]) >= {"Mine", "DEMO", "HECSOs"}
    assert empty.fetch("select title from deliverable where deliverable_id = 'demo-D1.1'").item().startswith("=A")
    assert empty.fetch("select * from quote where quote_id = 'demo-Q01'").is_empty()
    assert empty.fetch("select count(*) as n from deliverable_record where deliverable_id = 'demo-D1.1'").item() == 1
    assert empty.fetch("select * from placement_run").is_empty()
    assert load_package(empty, package).added.keys() == loaded.added.keys()
    assert sum(load_package(empty, package).added.values()) == 0
    assert empty.version == 2


def test_a_package_of_what_is_present_has_no_history(source, empty, tmp_path):
    use(source)
    written = write_package(tmp_path / "present.zip", present=True)
    assert "change" not in written.rows
    said = read_package(tmp_path / "present.zip")
    names = [field["name"] for field in said.resources["deliverable"]["schema"]["fields"]]
    assert not {"version", "withdrawn"} & {*names}
    loaded = load_package(empty, tmp_path / "present.zip")
    assert (loaded.as_it_was, loaded.version) == (False, 1)
    assert empty.fetch("select count(*) as n from deliverable").item() == written.rows["deliverable"]


def spoilt(package: Path, target: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Write the package anew with one of its files changed."""
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return target


def described(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        said = json.loads(content)
        change(said)
        return json.dumps(said).encode()

    return changed


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("data/pilot.csv", lambda content: content.replace(b"kitchen", b"Kitchen"), "The file data/pilot.csv"),
        ("data/pilot.csv", lambda content: content[:-10], "The file data/pilot.csv"),
        (DESCRIPTOR, lambda _: b"{", "is not a data package of a dashboard"),
        (DESCRIPTOR, lambda _: b'{"resources": []}', "is not a data package of a dashboard"),
        (
            DESCRIPTOR,
            described(lambda said: said[OURS].update(store_format=9999)),
            "made by a newer version of the dashboard .format 9999",
        ),
        (DESCRIPTOR, described(lambda said: said[OURS].update(format_version=2)), "newer version"),
        (
            DESCRIPTOR,
            described(lambda said: said["resources"][0].update(path="../data/action_type.csv")),
            "is not a data package",
        ),
        (
            DESCRIPTOR,
            described(lambda said: said["resources"][0].update(name="store_version")),
            "holds store_version, which this store does not know",
        ),
    ],
)
def test_a_package_that_is_not_whole_is_refused_and_nothing_saved(package, empty, tmp_path, name, change, said):
    broken = spoilt(package, tmp_path / "broken.zip", name, change)
    with pytest.raises(Problem, match=said):
        load_package(empty, broken)
    assert empty.version == 0
    assert same(everything(empty), {table: rows.clear() for table, rows in everything(empty).items()})


def test_the_page_of_imports_says_what_a_package_is_and_takes_no_table_out_of_it(package, empty):
    use(empty)
    with pytest.raises(Problem, match="is a data package: a whole store, not a table"):
        look("store.zip", package.read_bytes())


def test_a_zip_that_did_not_arrive_whole_is_refused(package, empty, tmp_path):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(package.read_bytes()[:-1000])
    assert not is_package(cut)
    with pytest.raises(Problem, match="is not a data package"):
        load_package(empty, cut)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (b",high,", b",huge,", "rows of risk were refused"),
        # A header is a text of whoever made the file.
        (
            b",description,",
            b',"description"") select 1; drop table risk_record; --",',
            "risk has no column description",
        ),
    ],
    ids=["value", "header"],
)
def test_rows_that_break_a_rule_leave_the_store_empty(was, becomes, said, source, empty, tmp_path):
    use(source)
    write_package(tmp_path / "folder", consortium="DEMO")
    file = tmp_path / "folder" / "data" / "risk.csv"
    assert was in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(was, becomes, 1))
    about = tmp_path / "folder" / DESCRIPTOR
    told = json.loads(about.read_text())
    (resource,) = [one for one in told["resources"] if one["name"] == "risk"]
    resource |= {"hash": f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}", "bytes": file.stat().st_size}
    about.write_text(json.dumps(told))
    with pytest.raises(Problem, match=said):
        load_package(empty, tmp_path / "folder")
    assert empty.version == 0
    assert empty.fetch("select * from change").is_empty()
    shutil.rmtree(tmp_path / "folder")


def test_a_package_that_would_break_a_reference_is_refused(source, empty, tmp_path):
    use(source)
    write_package(tmp_path / "present", consortium="DEMO", present=True)
    about = tmp_path / "present" / DESCRIPTOR
    said = json.loads(about.read_text())
    said["resources"] = [one for one in said["resources"] if one["name"] != "organisation"]
    about.write_text(json.dumps(said))
    with pytest.raises(Problem, match="would say what must not be"):
        load_package(empty, tmp_path / "present")
    assert empty.version == 0
