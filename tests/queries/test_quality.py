"""How complete the record is: a few rows in, exact figures out."""

from datetime import date

import pytest

from data.store import Store
from queries import quality
from queries.quality import ENTITIES, Entity

START = date(2024, 1, 1)


@pytest.fixture
def store(store_with) -> Store:
    """Two real consortia and a fictional one; deliverables, engagements and organisations known in part."""
    made: Store = store_with(
        {
            "consortium": [
                {"consortium_id": "a", "acronym": "Alpha", "title": "A", "starts_on": START},
                {"consortium_id": "b", "acronym": "Beta"},
                {"consortium_id": "f", "acronym": "Fiction", "fictional": True},
            ],
            "organisation": [
                {"organisation_id": "o", "legal_name": "O", "country": "BE"},
                {"organisation_id": "x", "short_name": "X", "organisation_type": "CSO"},
                {"organisation_id": "elsewhere"},
            ],
            "participation": [{"participation_id": "p", "consortium_id": "a", "organisation_id": "o"}],
            "cso_relation": [{"consortium_id": "a", "cso_id": "x", "partner_id": "o"}],
            "deliverable": [
                {"deliverable_id": "d1", "consortium_id": "a", "code": "D1", "lead_id": "o"},
                {"deliverable_id": "d2", "consortium_id": "a", "code": "D2"},
                {"deliverable_id": "d3", "consortium_id": "f", "code": "D3", "objective": "SO1"},
            ],
            "engagement": [
                {"engagement_id": "e0", "consortium_id": "a", "held_on": START, "student": 0},
                {"engagement_id": "e1", "consortium_id": "a", "held_on": START},
                {"engagement_id": "e2", "consortium_id": "b", "held_on": START},
            ],
        }
    )
    return made


def known(entity: str, consortium: str | None) -> dict[str, tuple[int, int]]:
    rows = quality.field_completeness(entity=Entity(entity), consortium=consortium).rows
    return {field: (known, total) for field, known, total in rows.select("field", "known", "total").iter_rows()}


def test_each_expected_field_is_counted_and_zero_is_known(store):
    assert known("deliverable", "a") == {
        "work_package": (0, 2),
        "lead_id": (1, 2),
        "deliverable_type": (0, 2),
        "dissemination_level": (0, 2),
        "objective": (0, 2),
        "description": (0, 2),
    }
    assert known("engagement", "a")["student"] == (1, 2)
    assert known("engagement", None)["student"] == (1, 3)
    assert known("engagement", "b")["student"] == (0, 1)


def test_organisations_of_a_consortium_are_those_that_take_part_or_are_in_contact(store):
    assert quality.organisations_of(consortium="a").rows["organisation_id"].to_list() == ["o", "x"]
    assert known("organisation", "a")["country"] == (1, 2)
    assert known("organisation", "b")["country"] == (0, 0)
    assert known("organisation", None)["country"] == (1, 3)


def test_an_entity_without_a_row_has_no_completeness(store):
    rows = quality.completeness(consortium="b", entities=ENTITIES).rows
    assert rows["entity"].unique(maintain_order=True).to_list() == ["consortium", "engagement"]
    assert rows.filter(entity="consortium")["total"].unique().to_list() == [1]


def test_the_last_touch_is_that_of_the_newest_change_also_of_what_was_withdrawn(store):
    first = store.fetch("select recorded_at from change").item()
    deliverable = Entity("deliverable")
    assert quality.last_touched(entity=deliverable, consortium="a").rows.row(0) == (1, first)
    present = store.fetch("select * from deliverable where deliverable_id = 'd1'")
    store.write(lambda change: change.withdraw("deliverable", present), who="me", why="gone", origin="app")
    last = store.fetch("select max(recorded_at) from change").item()
    assert quality.last_touched(entity=deliverable, consortium="a").rows.row(0) == (2, last)
    assert quality.last_touched(entity=deliverable, consortium="f").rows.row(0) == (1, first)
    assert quality.last_touched(entity=Entity("risk"), consortium="a").rows.row(0) == (0, None)


def test_consortia_stand_by_name_with_what_is_known_of_each(store):
    rows = quality.consortium_completeness(entity=Entity("deliverable")).rows
    assert rows.select("acronym", "row_count", "known", "total").rows() == [
        ("Alpha", 2, 1, 12),
        ("Beta", 0, None, None),
        ("Fiction", 1, 1, 6),
    ]


def test_the_share_of_the_portfolio_leaves_the_fictional_out(store):
    assert quality.portfolio_share().rows.row(0) == (2, 1)


def test_warnings_are_those_of_the_consortium_and_the_entity(store):
    of_a = quality.warnings(consortium="a")
    assert set(of_a["check"]) == {"warn_coordinator", "warn_coordinates", "warn_headcount"}
    assert of_a.filter(entity="engagement")["key"].to_list() == ["e1"]
    assert of_a.filter(entity="organisation")["key"].to_list() == ["o", "x"]
    assert quality.warnings(consortium="b").filter(entity="engagement")["key"].to_list() == ["e2"]
    every = quality.warnings(consortium=None, entity=Entity("engagement"))
    assert every["key"].to_list() == ["e1", "e2"]
    assert every["what"].unique().to_list() == ["An engagement says how many people came, of one audience at least."]


def test_of_many_findings_the_first_are_listed_and_all_are_counted(store, monkeypatch):
    monkeypatch.setattr(quality, "FIRST", 1)
    every = quality.warnings(consortium=None).filter(entity="engagement")
    assert every.select("key", "findings").rows() == [("e1", 2)]
    of_a = quality.warnings(consortium="a").filter(entity="organisation")
    assert of_a.select("key", "findings").rows() == [("o", 2)]


@pytest.mark.parametrize("entity", ENTITIES)
def test_every_field_that_is_expected_is_a_column_that_may_be_empty(store, entity):
    fields = store.fetch("select field from expected_field where entity = $entity", {"entity": entity})["field"]
    assert fields.len()
    demanded = store.fetch(
        "select column_name from duckdb_columns() where table_name = $table and not is_nullable",
        {"table": f"{entity}_record"},
    )["column_name"]
    assert set(fields) <= {*store.entities[entity]} - {*demanded}
    assert list(quality.field_completeness(entity=entity).rows["field"]) == list(fields)


def test_every_entity_with_expected_fields_is_asked_for(store):
    assert set(store.fetch("select entity from expected_field")["entity"]) == {*ENTITIES}
