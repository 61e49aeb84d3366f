"""Quotes and the self-assessment: what is recorded, what is refused, what is taken back."""

from datetime import date
from typing import Any

import pytest

from data import store as stores
from data.changes.events import Conflict
from data.changes.quotes import add_quote, take_back_quote
from data.changes.results import AssessedCell, NewQuote
from data.changes.tefce import record_cell, take_back_cell
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change
from queries.impact import quote_list
from queries.tefce import tefce_cells, tefce_history

TODAY, DAY = date(2025, 6, 30), date(2025, 3, 31)
ROWS: dict[str, list[dict[str, Any]]] = {
    "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
    "consortium": [
        {"consortium_id": consortium, "acronym": consortium, "starts_on": date(2024, 1, 1), "starts_precision": "day"}
        for consortium in ("c", "other")
    ],
    "objective": [{"consortium_id": "c", "objective": "SO1", "statement": "Do"}],
    "pilot": [
        {"pilot_id": "p", "consortium_id": "c", "title": "Gardens"},
        {"pilot_id": "q", "consortium_id": "other"},
    ],
    "indicator": [
        {"indicator_id": "i", "consortium_id": "c", "code": "I1", "objective": "SO1"},
        {"indicator_id": "j", "consortium_id": "other", "code": "I1"},
    ],
}


@pytest.fixture
def store(store_with) -> Store:
    store: Store = store_with(ROWS)
    return store


def quote(**fields: Any) -> Change:
    given: dict[str, Any] = {
        "consortium_id": "c",
        "quote": "It was ours.",
        "said_by": "cso_member",
        "said_on": DAY,
        "language": "en",
    } | fields
    return add_quote(NewQuote(**given), who="a", today=TODAY)


def judge(level: int | None = 3, evidence: str | None = "lists", seen: int | None = None, **fields: Any) -> Change:
    given: dict[str, Any] = {"consortium_id": "c", "dimension": 2, "criterion": 5, "assessed_on": DAY} | fields
    version = stores.opened().version if seen is None else seen
    return record_cell(
        AssessedCell(**given, level=level, evidence=evidence), who="a", today=TODAY, seen_version=version
    )


def levels(as_of: date = TODAY) -> dict[tuple[int, int], int]:
    rows = tefce_cells(consortium="c", as_of=as_of).rows
    assert rows.height == 35
    return {(row[0], row[1]): row[2] for row in rows.rows() if row[2] is not None}


def test_a_quote_stands_by_what_it_is_about_from_the_day_it_was_said(store):
    quote(pilot_id="p", indicator_id="i")
    quote(quote="Nobody asked before.", said_on=date(2025, 4, 1))
    rows = quote_list(consortium="c", as_of=TODAY).rows
    assert rows.select("quote", "said_by", "pilot", "indicator_code", "source").rows() == [
        ("Nobody asked before.", "cso_member", None, None, "Recorded in the dashboard"),
        ("It was ours.", "cso_member", "Gardens", "I1", "Recorded in the dashboard"),
    ]
    assert quote_list(consortium="c", as_of=DAY).rows["quote"].to_list() == ["It was ours."]
    # An indicator's quote belongs to the objective that the indicator serves.
    assert quote_list(consortium="c", as_of=TODAY, objectives=["SO1"]).rows["quote"].to_list() == ["It was ours."]
    assert run_checks(store).filter(severity="fail").is_empty()


def test_a_quote_taken_back_is_gone_once(store):
    quote()
    quote_id = store.fetch("select quote_id from quote").item()
    take_back_quote(quote_id, who="b")
    assert quote_list(consortium="c", as_of=TODAY).rows.is_empty()
    with pytest.raises(Problem, match="not on record"):
        take_back_quote(quote_id, who="b")
    with pytest.raises(Problem, match="“Quote” is empty"):
        take_back_quote(None, who="b")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"quote": "  "}, "“Quote” is empty"),
        ({"quote": "Ask x@y.eu"}, "“Quote” holds an e-mail address"),
        ({"said_by": None}, "“Said by” is empty"),
        ({"said_by": "Ada Example"}, "“Said by” says Ada Example"),
        ({"language": None}, "“Language” is empty"),
        ({"language": "xx"}, "“Language” says xx"),
        ({"said_on": date(2023, 1, 1)}, "before the consortium began"),
        ({"said_on": date(2025, 7, 1)}, "still to come"),
        ({"pilot_id": "q"}, "“Pilot project” does not name"),
        ({"indicator_id": "j"}, "“Indicator” does not name"),
        ({"objective": "SO9"}, "“Objective” names SO9"),
        ({"consortium_id": "x"}, "This consortium is not on record"),
    ],
)
def test_a_quote_that_cannot_be_so_is_refused(store, fields, sentence):
    before = store.version
    with pytest.raises(Problem, match=sentence):
        quote(**fields)
    assert store.version == before


def test_the_same_quote_twice_is_refused(store):
    quote()
    with pytest.raises(Problem, match="on record already"):
        quote()


def test_a_cell_shows_its_latest_judgement_and_the_others_none(store):
    judge(2, assessed_on=date(2024, 11, 1))
    judge(4)
    judge(1, consortium_id="other", dimension=1)
    assert (levels(), levels(date(2025, 1, 1)), levels(date(2024, 10, 1))) == ({(2, 5): 4}, {(2, 5): 2}, {})


def test_a_judgement_of_the_same_day_is_replaced_and_kept(store):
    judge(2)
    judge(3, "minutes")
    history = tefce_history(consortium="c", dimension=2, criterion=5, as_of=TODAY).rows
    assert history.select("level", "evidence", "standing").rows() == [
        (3, "minutes", "counts"),
        (2, "lists", "replaced"),
    ]
    take_back_cell("c", dimension=2, criterion=5, assessed_on=DAY, who="b", seen_version=stores.opened().version)
    assert levels() == {}
    assert tefce_history(consortium="c", dimension=2, criterion=5, as_of=TODAY).rows["standing"][0] == "taken back"
    with pytest.raises(Problem, match="not on record"):
        take_back_cell("c", dimension=2, criterion=5, assessed_on=DAY, who="b", seen_version=stores.opened().version)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"level": None}, "“Level” is empty"),
        ({"level": 0}, "“Level” says 0"),
        ({"level": 6}, "“Level” says 6"),
        ({"evidence": " "}, "“Evidence” is empty"),
        ({"evidence": "x@y.eu"}, "“Evidence” holds an e-mail address"),
        ({"dimension": 8}, "“Dimension” says 8"),
        ({"criterion": 0}, "“Criterion” says 0"),
        ({"assessed_on": date(2023, 1, 1)}, "before the consortium began"),
        ({"assessed_on": date(2025, 7, 1)}, "still to come"),
        ({"consortium_id": "x"}, "This consortium is not on record"),
    ],
)
def test_a_judgement_that_cannot_be_so_is_refused(store, fields, sentence):
    before = store.version
    with pytest.raises(Problem, match=sentence):
        judge(**fields)
    assert store.version == before


def test_two_who_judge_a_cell_at_once_are_told_of_each_other(store):
    version = stores.opened().version
    judge(2)
    judge(5, criterion=1, seen=version)
    with pytest.raises(Conflict) as refused:
        judge(3, seen=version)
    judge(3, seen=refused.value.version)
    assert levels() == {(2, 1): 5, (2, 5): 3}
    with pytest.raises(Problem, match="Nothing differs"):
        judge(3)
