"""The sample portfolio: the same rows for the same seed, whole, skewed as portfolios are, and kept apart."""

import hashlib
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from data.build import build
from data.checks import run_checks
from data.problems import Problem
from data.sources.scale import ENTITIES, SCALES, add_scale_sample
from data.store import Store

# Of the content at scale S with seed 1. DuckDB's hash() stands behind it: another DuckDB may make another portfolio.
CONTENT_S_1 = "b90db8745064f15a8bba67ede222e466ca768d99eff244558e33591b64785efa"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scale") / "store.duckdb"
    with closing(Store(str(path))) as store:
        build(store)
    return path


@pytest.fixture
def store(empty: Path, tmp_path: Path):
    path = tmp_path / "store.duckdb"
    path.write_bytes(empty.read_bytes())
    with closing(Store(str(path))) as store:
        yield store


def rows(store: Store, entity: str) -> pl.DataFrame:
    return store.fetch(
        "select * from query_table($entity) where source_id = 'scale-sample' order by all", {"entity": entity}
    )


def content(store: Store) -> str:
    return hashlib.sha256(b"".join(rows(store, entity).write_csv().encode() for entity in ENTITIES)).hexdigest()


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(store, empty, tmp_path):
    add_scale_sample(store, "S", 1, who="test")
    assert content(store) == CONTENT_S_1
    other = tmp_path / "other.duckdb"
    other.write_bytes(empty.read_bytes())
    with closing(Store(str(other))) as second:
        add_scale_sample(second, "S", 2, who="test")
        assert content(second) != CONTENT_S_1


def test_the_scale_s_has_5_consortia_50_deliverables_and_500_engagements_all_marked_fictional(store):
    add_scale_sample(store, "S", 1, who="test")
    assert [rows(store, entity).height for entity in ("consortium", "deliverable", "engagement")] == [5, 50, 500]
    assert rows(store, "consortium")["fictional"].all()
    assert rows(store, "organisation")["fictional"].all()
    assert all(title.startswith("Fictional") for title in rows(store, "consortium")["title"])


def test_every_check_passes_at_s(store):
    add_scale_sample(store, "S", 1, who="test")
    assert run_checks(store).filter(severity="fail").is_empty()


def test_a_second_sample_is_refused(store):
    add_scale_sample(store, "S", 1, who="test")
    with pytest.raises(Problem, match="holds a sample portfolio already"):
        add_scale_sample(store, "S", 2, who="test")


def test_a_store_with_consortia_somebody_recorded_is_refused_unless_told(store):
    real = {"consortium_id": "ours", "acronym": "OURS", "language": "en", "record_basis": "records"}
    store.write(
        lambda change: change.append("consortium", [real | {"fictional": False, "source_id": "public-pages"}]),
        who="test",
        why="a consortium of our own",
        origin="app",
    )
    with pytest.raises(Problem, match="holds 1 consortia that are real"):
        add_scale_sample(store, "S", 1, who="test")
    assert rows(store, "consortium").is_empty()
    add_scale_sample(store, "S", 1, who="test", beside_real=True)
    assert rows(store, "consortium").height == SCALES["S"]
