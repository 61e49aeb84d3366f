"""Every question, asked by somebody who may read one consortium: as if the store held no other."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

import polars as pl
import pytest

from data import access
from data import store as stores
from data.access import NotSignedIn, Reader
from data.checks import run_checks
from data.exports.package import write_package
from data.store import Store
from data.transaction import Transaction
from queries.exports import store_extent
from tests.copies import empty_store, shipped_store
from tests.rules.test_queries import QUERIES, SAMPLES, question

READ, HIDDEN = "enhance", "demo"
# Which change brought a row is another one in a store that was made otherwise.
OF_THE_CHANGE = {
    "version",
    "recorded_at",
    "recorded_by",
    "reason",
    "row_count",
    "origin",
    "taken_back_by",
    "touched_at",
    "changes",
}
EMPTY: dict[Any, Any] = {str: "", str | None: None, Sequence[str]: []}
OF_CHANGES = {"recent_changes", "change_list", "change_choices"}
# Argument -> the entity whose ids it takes.
NAMES = {
    "deliverable": "deliverable",
    "milestone": "milestone",
    "risk": "risk",
    "indicator": "indicator",
    "pilot": "pilot",
    "cso": "organisation",
    "organisation_id": "organisation",
}


@pytest.fixture(scope="module")
def whole() -> Iterator[Store]:
    """Return the store as it is shipped."""
    with shipped_store() as store:
        yield store


@pytest.fixture(scope="module")
def alone(whole: Store) -> Iterator[Store]:
    """Return a store of the same rows without those of other consortia than READ."""

    def is_kept(rows: pl.DataFrame) -> pl.DataFrame:
        if "consortium_id" in rows.columns:
            return rows.filter(consortium_id=READ)
        if "subject_kind" in rows.columns:
            return rows.join(hidden, on=["subject_kind", "subject_id"], how="anti")
        return rows

    hidden = whole.fetch(
        """
        select 'consortium' as subject_kind, consortium_id as subject_id from consortium where consortium_id <> $read
        union all select 'deliverable', deliverable_id from deliverable where consortium_id <> $read
        union all select 'pilot', pilot_id from pilot where consortium_id <> $read
        union all select 'town', subject_id from placement where subject_kind = 'town' and subject_id not in (
            select town_id(country, city) from engagement where consortium_id = $read and city is not null
        )
        """,
        {"read": READ},
    )
    with empty_store() as store:
        store.write(
            lambda change: [change.append(one, is_kept(whole.fetch(f"select * from {one}"))) for one in whole.entities],
            who="test",
            why="one consortium",
            origin="sources",
        )
        yield store


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    stores.use(None)


def questions(query, whole: Store) -> Iterator[dict[str, Any]]:
    """Yield arguments: about what may be read, about what may not, and about everything."""
    kinds = {name: kind for name, kind in get_type_hints(question(query)).items() if name != "return"}
    for consortium in (READ, HIDDEN):
        given = {name: SAMPLES[kind] for name, kind in kinds.items()} | {
            name: date(2026, 3, 31) for name, kind in kinds.items() if kind is date
        }
        given |= {name: consortium for name in kinds if name == "consortium"}
        for name in kinds.keys() & NAMES.keys():
            entity = NAMES[name]
            rows = whole.fetch(f"select * from {entity}")
            if "consortium_id" in rows.columns:
                rows = rows.filter(consortium_id=consortium)
            if rows.height:
                given[name] = rows.sort(f"{entity}_id")[f"{entity}_id"][0]
        yield given
    # Filters left empty let everything through.
    yield {name: EMPTY.get(kind, given[name]) for name, kind in kinds.items()}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.parent.name}/{query.stem}")
def test_whoever_reads_one_consortium_is_answered_as_if_there_were_no_other(query, whole, alone):
    ask = question(query)
    for given in questions(query, whole):
        stores.use(whole)
        with access.acting_as(Reader(reads=(READ,))):
            found = ask(**given).rows
        stores.use(alone)
        expected = ask(**given).rows
        kept = [column for column in expected.columns if column not in OF_THE_CHANGE]
        if query.stem in OF_CHANGES:
            # One change may have brought rows of several consortia.
            assert HIDDEN not in str(found.to_dicts())
            continue
        assert found.select(kept).rows() == expected.select(kept).rows()


def test_most_questions_tell_the_two_stores_apart(whole, alone):
    """Without the limit, the test above would fail for these."""
    told_apart = set()
    for query in QUERIES:
        for given in questions(query, whole):
            stores.use(whole)
            unlimited = question(query)(**given).rows
            stores.use(alone)
            if unlimited.rows() != question(query)(**given).rows.rows():
                told_apart.add(query)
    assert len(told_apart) > len(QUERIES) / 2


@pytest.fixture
def shared() -> Iterator[Store]:
    """Return the store as it is shipped, with one more change of READ and HIDDEN, and one of neither."""
    with shipped_store() as store:
        risks = store.fetch("select * from risk where consortium_id = $one order by all", {"one": HIDDEN}).head(3)
        part = store.fetch("select * from participation where consortium_id = $one order by all", {"one": READ}).head(1)
        partner = {"id": part["organisation_id"].item()}
        partners = store.fetch("select * from organisation where organisation_id = $id", partner)

        def both(change: Transaction) -> None:
            change.append("risk", risks.with_columns(description=pl.lit("another")))
            change.append("participation", part.with_columns(note=pl.lit("another")))
            change.append("organisation", partners.with_columns(city=pl.lit("Elsewhere")))

        def neither(change: Transaction) -> None:
            change.append("organisation", partners.with_columns(city=pl.lit("Elsewhere still")))

        for work in (both, neither):
            store.write(work, who="test", why="shared", origin="app")
        yield store


def _told(package: Path) -> dict[int, tuple[int, set[tuple[str, str | None]]]]:
    """Return of each change in a package how many rows it says, and of which entities and consortia."""
    changes = pl.read_csv(package / "data" / "change.csv").select("version", "row_count", "content")
    return {
        version: (rows, {(part["entity"], part["consortium_id"]) for part in json.loads(content)})
        for version, rows, content in changes.iter_rows()
    }


def test_what_is_taken_away_tells_of_no_other_consortium(shared, tmp_path):
    """Whether its reader may read one only, or takes one only."""
    stores.use(shared)
    with access.acting_as(Reader(reads=(READ,))):
        limited = write_package(tmp_path / "limited")
        extent = store_extent().rows["row_count"].item()
    write_package(tmp_path / "one", consortium=READ)
    told = {folder: _told(tmp_path / folder) for folder in ("limited", "one")}
    both = (2, {("participation", READ), ("organisation", None)})
    *_, newest = told["one"]
    assert [newest - 1 in told["limited"], newest in told["limited"]] == [True, False]
    assert told["limited"][newest - 1] == told["one"][newest - 1] == both
    assert told["one"][newest] == (1, {("organisation", None)})
    for changes in told.values():
        assert {consortium for _, parts in changes.values() for _, consortium in parts} == {READ, None}
    # How much it would hold is said before, without what follows from rows of others, such as where their towns lie.
    assert extent == pytest.approx(sum(limited.rows.values()), rel=0.01)


def test_towns_of_other_consortia_are_not_told(whole, alone):
    towns = "select distinct subject_id from placement where subject_kind = 'town' order by all"
    with access.acting_as(Reader(reads=(READ,))):
        for table in ("placement", "placement_history"):
            found = whole.fetch(towns.replace("placement", table))
            assert found.rows() == alone.fetch(towns).rows()
    with access.acting_as(Reader(reads=(HIDDEN,))):
        assert whole.fetch(towns).height > 0


def test_no_check_fails_over_what_is_not_to_be_read(whole):
    for consortium in (READ, HIDDEN):
        with access.acting_as(Reader(reads=(consortium,))):
            assert run_checks(whole, severity="fail").rows() == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.parent.name}/{query.stem}")
def test_nobody_is_answered_who_has_not_signed_in(query, whole, monkeypatch):
    monkeypatch.setenv("ACCESS", "sign-in")
    stores.use(whole)
    with pytest.raises(NotSignedIn):
        question(query)(**next(questions_of_no_store(query)))


def questions_of_no_store(query) -> Iterator[dict[str, Any]]:
    """Yield arguments that need no look at the store."""
    yield {name: SAMPLES[kind] for name, kind in get_type_hints(question(query)).items() if name != "return"}
