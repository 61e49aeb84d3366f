"""Which organisation a row of a file is: decided, known again, taken back."""

from typing import Any

import polars as pl
import pytest

from components.labels import MATCH_CERTAINTY, MATCH_REASON
from data.changes.events import Conflict
from data.changes.matching import decide_match, decided_matches, known_organisations, match_row, withdraw_match
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


def test_what_a_person_decided_is_not_asked_again_until_it_is_taken_back(store):
    asked = found()
    assert asked["certainty"] == "ask"
    row = match_row(asked["source_key"], "vub", "person", score=asked["score"], reasons=asked["reasons"])
    decide_match(row, different_from=["ulb"], who="a", seen_version=store.version)
    assert (found()["certainty"], found()["organisation_id"]) == ("sure", "vub")
    kept = store.fetch("select organisation_id, decided_by, score, reasons from organisation_match").rows()
    assert kept == [("vub", "person", asked["score"], asked["reasons"])]
    others = store.fetch("select first_id, second_id, decision from duplicate_decision").rows()
    assert others == [("ulb", "vub", "different")]
    withdraw_match(asked["source_key"], who="a", seen_version=store.version)
    assert found()["certainty"] == "ask"
    assert store.fetch("select count(*) from organisation_match_record").item() == 2
    assert run_checks(store).filter(severity="fail").is_empty()


def test_who_decides_what_somebody_else_decided_meanwhile_is_told(store):
    key, seen = found()["source_key"], store.version
    decide_match(match_row(key, "vub", "person"), who="a", seen_version=seen)
    for late in (
        lambda: decide_match(match_row(key, "ulb", "person"), who="b", seen_version=seen),
        lambda: withdraw_match(key, who="b", seen_version=seen),
    ):
        with pytest.raises(Conflict) as conflict:
            late()
        assert [change.code for change in conflict.value.changes] == ["vub"]


def test_an_organisation_that_is_not_on_record_is_refused_and_so_is_taking_back_nothing(store):
    with pytest.raises(Problem, match="not on record"):
        decide_match(match_row("k", "nobody", "person"), who="a", seen_version=store.version)
    with pytest.raises(Problem, match="not on record"):
        decide_match(match_row("k", "vub", "person"), different_from=["x"], who="a", seen_version=store.version)
    with pytest.raises(Problem, match="Nothing is decided"):
        withdraw_match("k", who="a", seen_version=store.version)


def test_every_certainty_and_every_reason_has_its_words():
    assert set(MATCH_REASON) == set(REASONS)
    assert set(MATCH_CERTAINTY) == {"sure", "ask", "new"}
