"""Which organisation a row of a file is: known again once decided, taken back."""

from typing import Any

import polars as pl
import pytest

from components.labels import MATCH_CERTAINTY, MATCH_REASON
from data.changes.events import Conflict
from data.changes.matching import decided_matches, known_organisations, withdraw_match
from data.checks import run_checks
from data.imports.who_is_who import REASONS, matches
from data.problems import Problem
from data.store import Store

ROWS: dict[str, list[dict[str, Any]]] = {
    "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
    "organisation": [
        {"organisation_id": "vub", "legal_name": "Vrije Universiteit Brussel", "short_name": "VUB", "country": "BE"},
        {"organisation_id": "ulb", "legal_name": "Université libre de Bruxelles", "country": "BE", "city": "Brussels"},
        {"organisation_id": "demo", "legal_name": "VUB", "country": "BE", "fictional": True},
    ],
    "title": [
        {"subject_kind": "organisation", "subject_id": "vub", "language": "en", "title": "Free University of Brussels"}
    ],
}
BROUGHT = pl.DataFrame({"row": [2], "legal_name": ["VUB"], "country": ["BE"]})


@pytest.fixture
def store(store_with) -> Store:
    store: Store = store_with(ROWS)
    return store


def found() -> dict[str, Any]:
    return matches(BROUGHT, known_organisations(), decided_matches()).row(0, named=True)


def test_known_are_real_organisations_with_their_names_in_other_languages(store):
    known = known_organisations()
    assert known.select("organisation_id", "other_names").rows() == [
        ("ulb", None), ("vub", ["Free University of Brussels"]),
    ]  # fmt: skip
    assert known_organisations(fictional=True)["organisation_id"].to_list() == ["demo"]


def decide(store: Store, source_key: str, organisation: str) -> None:
    row = {"source_key": source_key, "organisation_id": organisation, "decided_by": "person", "source_id": "s"}
    store.write(lambda change: change.append("organisation_match", [row]), who="a", why="import", origin="import")


def test_what_a_person_decided_is_not_asked_again_until_it_is_taken_back(store):
    asked = found()
    assert asked["certainty"] == "ask"
    decide(store, asked["source_key"], "vub")
    assert (found()["certainty"], found()["organisation_id"]) == ("sure", "vub")
    withdraw_match(asked["source_key"], who="a", seen_version=store.version)
    assert found()["certainty"] == "ask"
    assert store.fetch("select count(*) from organisation_match_record").item() == 2
    assert run_checks(store).filter(severity="fail").is_empty()


def test_who_takes_back_what_somebody_else_decided_meanwhile_is_told(store):
    key, seen = found()["source_key"], store.version
    decide(store, key, "vub")
    with pytest.raises(Conflict) as conflict:
        withdraw_match(key, who="b", seen_version=seen)
    assert [change.code for change in conflict.value.changes] == ["vub"]


def test_taking_back_nothing_is_refused(store):
    with pytest.raises(Problem, match="Nothing is decided"):
        withdraw_match("k", who="a", seen_version=store.version)


def test_every_certainty_and_every_reason_has_its_words():
    assert set(MATCH_REASON) == set(REASONS)
    assert set(MATCH_CERTAINTY) == {"sure", "ask", "new"}
