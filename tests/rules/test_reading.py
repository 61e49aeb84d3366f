"""Every question, asked by somebody who may read one consortium: as if the store held no other."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, get_type_hints

import polars as pl
import pytest

from data import access
from data import store as stores
from data.access import NotSignedIn, Reader
from data.store import Store
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


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: f"{query.parent.name}/{query.stem}")
def test_nobody_is_answered_who_has_not_signed_in(query, whole, monkeypatch):
    monkeypatch.setenv("ACCESS", "sign-in")
    stores.use(whole)
    with pytest.raises(NotSignedIn):
        question(query)(**next(questions_of_no_store(query)))


def questions_of_no_store(query) -> Iterator[dict[str, Any]]:
    """Yield arguments that need no look at the store."""
    yield {name: SAMPLES[kind] for name, kind in get_type_hints(question(query)).items() if name != "return"}
