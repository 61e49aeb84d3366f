from datetime import date

import pytest

from data.problems import Problem
from queries import report as asked
from queries.overview import due_list
from queries.report import region_outlines, report_facts, report_sources

DAY = date(2026, 1, 31)


@pytest.fixture
def store(store_with):
    return store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "Alpha", "source_id": "s"},
                {"consortium_id": "other", "acronym": "Beta", "source_id": "t"},
            ],
            "source_document": [{"source_id": "s", "title": "A page", "language": "fi", "kind": "project page"}],
            "deliverable": [{"deliverable_id": "d", "consortium_id": "c", "code": "D1", "source_id": "u"}],
            "organisation": [{"organisation_id": "o", "short_name": "O", "country": "FI", "source_id": "s"}],
            "participation": [{"participation_id": "p", "consortium_id": "c", "organisation_id": "o"}],
            "region_scheme": [
                {"scheme": "X", "title": "Regions", "edition": "1", "licence": "free", "attribution": "Made by X"}
            ],
            "region": [
                {"scheme": "X", "region_code": "FI", "title": "Finland", "country": "FI", "level": 0, "outline": "{}"},
                {"scheme": "X", "region_code": "SE", "title": "Sweden", "country": "SE", "level": 0, "outline": "{}"},
                {"scheme": "X", "region_code": "FI-1", "title": "A", "country": "FI", "level": 1, "outline": "{}"},
                {"scheme": "X", "region_code": "SE-1", "title": "B", "country": "SE", "level": 1, "outline": "{}"},
                {"scheme": "X", "region_code": "FI-2", "title": "C", "country": "FI", "level": 1},
            ],
        }
    )


def test_outlines_are_those_of_the_countries_and_of_every_country_around(store):
    rows = region_outlines(scheme="X", level=1, countries=["FI"]).rows
    assert rows.select("region_code", "level", "attribution").rows() == [
        ("FI", 0, "Made by X"),
        ("SE", 0, "Made by X"),
        ("FI-1", 1, "Made by X"),
    ]


def test_sources_are_those_of_the_consortium_described_or_not(store):
    rows = report_sources(consortium="c").rows
    assert rows.select("title", "language", "row_count").rows() == [("A page", "fi", 3), ("u", None, 1)]


def test_every_question_is_counted_and_all_answers_are_of_one_version(store):
    told = []
    facts = report_facts(consortium="alpha", since=DAY, until=DAY, on_progress=lambda *step: told.append(step))
    total = len(facts.answers)
    assert told == [(done, total) for done in range(1, total + 1)]
    assert {answer.version for answer in facts.answers.values()} == {facts.version} == {store.version}
    assert (facts.consortium_id, facts.acronym, facts.fictional) == ("c", "Alpha", False)


def test_a_store_that_changes_meanwhile_is_asked_again(store, monkeypatch):
    changes = iter([True, False])
    answers = asked._answers

    def with_a_change(*given):
        answered = answers(*given)
        if next(changes):
            store.write(
                lambda change: change.append("consortium", [
                    {"consortium_id": "c", "acronym": "Gamma", "language": "en", "record_basis": "records",
                     "fictional": False, "source_id": "s"}
                ]), who="test", why="meanwhile", origin="app",
            )  # fmt: skip
            answered["due_list"] = due_list(consortium="c", as_of=DAY, days=90)
        return answered

    monkeypatch.setattr(asked, "_answers", with_a_change)
    facts = report_facts(consortium="c", since=DAY, until=DAY)
    assert facts.acronym == "Gamma"
    assert facts.version == store.version


def test_a_store_that_never_holds_still_is_said(store, monkeypatch):
    answers = asked._answers

    def always_changed(*given):
        answered = answers(*given)
        one = answered["due_list"]
        return answered | {"due_list": type(one)(one.rows, one.sql, one.parameters, one.version + 1, one.what)}

    monkeypatch.setattr(asked, "_answers", always_changed)
    with pytest.raises(Problem, match="is being changed"):
        report_facts(consortium="c", since=DAY, until=DAY)


def test_days_in_the_wrong_order_and_an_unknown_consortium_are_said(store):
    with pytest.raises(Problem, match="after its last day"):
        report_facts(consortium="c", since=date(2026, 2, 1), until=DAY)
    with pytest.raises(Problem, match="no consortium NOBODY"):
        report_facts(consortium="NOBODY", since=DAY, until=DAY)
