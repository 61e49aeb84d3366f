from collections import Counter

import pytest

from data import store as stores
from data.regions.load import load_regions
from data.sources.load import load_sources
from queries.about import (
    action_type_list,
    activity_list,
    channel_list,
    check_results,
    country_pool_list,
    map_licences,
    recent_changes,
    region_schemes,
    rule_list,
    source_rows,
    status,
    title_list,
    unknown_facts,
)
from tests.copies import empty_store


@pytest.fixture
def shipped():
    with empty_store() as store:
        load_sources(store)
        load_regions(store)
        stores.use(store)
        yield store
        stores.use(None)


def test_sources_come_with_the_rows_they_gave_and_invented_ones_last(store_with):
    store_with(
        {
            "source_document": [
                {"source_id": code, "title": title, "language": "sv", "kind": kind}
                for code, title, kind in [
                    ("s", "A page", "project page"),
                    ("quiet", "B page", "project page"),
                    ("made", "A generator", "seeded generator"),
                ]
            ],
            "consortium": [{"consortium_id": code, "acronym": code.upper()} for code in "ab"],
            "organisation": [{"organisation_id": "o"}, {"organisation_id": "p", "source_id": "made"}],
        }
    )
    assert source_rows().rows.select("source_id", "entity", "row_count").rows() == [
        ("s", "consortium", 2),
        ("s", "organisation", 1),
        ("quiet", None, 0),
        ("made", "organisation", 1),
    ]


def test_every_row_of_the_store_is_counted_under_its_source(shipped):
    counted = Counter[str]()
    for row in source_rows().rows.iter_rows(named=True):
        counted[row["entity"]] += row["row_count"]
    present = {entity: rows for entity, rows in status().rows.items() if rows and entity != "source_document"}
    assert dict(counted) == present


def test_sources_are_counted_for_every_entity_that_names_one(shipped):
    entities = shipped.fetch(
        "select replace(table_name, '_record', '') as entity from information_schema.columns "
        "where column_name = 'source_id' and table_name like '%\\_record' escape '\\' "
        "and table_name <> 'source_document_record' order by entity"
    )["entity"]
    # Who may do what, and the accounts of imports, tell of the store itself and not of the consortia.
    entities = [entity for entity in entities if entity != "access_grant" and not entity.startswith("import_")]
    sql = source_rows().sql
    assert [entity for entity in entities if f"'{entity}' as entity from {entity}\n" not in sql] == []


def test_region_schemes_say_their_licence_level_by_level(shipped):
    rows = region_schemes().select("scheme", "attribution", "level", "regions", "countries", "population_year").rows()
    notice = "Made with Natural Earth. Places: GeoNames, CC BY 4.0"
    assert rows == [("ISO-3166-2", notice, 0, 63, 63, 2026), ("ISO-3166-2", notice, 1, 1951, 63, 2026)]


def test_titles_stand_beside_the_name_their_subject_has_here(store_with):
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "ENHANCE"}],
            "organisation": [{"organisation_id": "lab", "legal_name": "LAB University"}],
            "title": [
                {
                    "subject_kind": "organisation",
                    "subject_id": "lab",
                    "language": "fi",
                    "title": "LAB-ammattikorkeakoulu",
                },
                {"subject_kind": "consortium", "subject_id": "c", "language": "no", "title": "Allianse"},
            ],
        }
    )
    assert title_list().rows.rows() == [
        ("consortium", "c", "ENHANCE", "no", "Allianse"),
        ("organisation", "lab", "LAB University", "fi", "LAB-ammattikorkeakoulu"),
    ]


def test_what_is_not_known_is_counted_from_what_is_empty(store_with):
    store_with(
        {
            "consortium": [
                {
                    "consortium_id": "c",
                    "acronym": "HECSOs",
                    "record_basis": "public sources",
                    "action_type_id": "sp",
                    "call_year": 2021,
                    "starts_on": "2022-01-01",
                    "starts_precision": "year",
                    "website": "https://example.org",
                },
                {"consortium_id": "kept", "acronym": "KEPT"},
                {"consortium_id": "d", "acronym": "DEMO", "record_basis": "public sources", "fictional": True},
            ],
            "funding_phase": [
                {"funding_phase_id": code, "consortium_id": "c", "title": code, "grant_eur": grant}
                for code, grant in [("one", 5), ("two", None)]
            ],
            "organisation": [{"organisation_id": "o", "short_name": "O", "country": "IT"}, {"organisation_id": "p"}],
            "participation": [
                {
                    "participation_id": code,
                    "consortium_id": "c",
                    "organisation_id": code,
                    "joined_on": "2022-01-01",
                    "joined_precision": "day",
                    "budget_eur": 1,
                }
                for code in "op"
            ],
            "deliverable": [{"deliverable_id": "x", "consortium_id": "c", "code": "D1", "lead_id": "o"}],
            "deliverable_event": [
                {
                    "event_id": "e",
                    "deliverable_id": "x",
                    "consortium_id": "c",
                    "event": "planned",
                    "effective_on": "2022-01-01",
                }
            ],
            "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "All"}],
        }
    )
    assert unknown_facts().rows.select("acronym", "fact", "missing", "total").rows() == [
        ("HECSOs", "agreement_number", 1, 1),
        ("HECSOs", "any_cso_relation", 1, 1),
        ("HECSOs", "any_engagement", 1, 1),
        ("HECSOs", "any_indicator", 1, 1),
        ("HECSOs", "any_milestone", 1, 1),
        ("HECSOs", "any_pilot", 1, 1),
        ("HECSOs", "any_reporting_period", 1, 1),
        ("HECSOs", "any_risk", 1, 1),
        ("HECSOs", "due_day", 1, 1),
        ("HECSOs", "end", 1, 1),
        ("HECSOs", "grant", 1, 2),
        ("HECSOs", "partner_country", 1, 2),
        ("HECSOs", "partner_name", 1, 2),
        ("HECSOs", "start_day", 1, 1),
        ("HECSOs", "submission", 1, 1),
    ]


def test_changes_come_newest_first_and_at_most_as_many_as_asked_for(store_with):
    store = store_with({"objective": [{"consortium_id": "c", "objective": "SO1", "statement": "More"}]})
    store.write(
        lambda change: change.append("country_pool", [{"country_pool": "P", "country": "BE", "first_call_year": 2014,
                                                       "source_id": "s"}]),
        who="somebody", why="a country", origin="app",
    )  # fmt: skip
    assert recent_changes().rows.select("version", "recorded_by", "reason", "origin", "row_count").rows() == [
        (2, "somebody", "a country", "app", 1),
        (1, "test", "rows of a test", "sources", 1),
    ]
    assert recent_changes(most=1).rows["version"].to_list() == [2]


def test_channels_count_the_real_results_that_are_linked_to_them(store_with):
    store_with(
        {
            "channel": [
                {"channel_id": code, "title": code, "audience": "Teachers", "description": "A place", "language": "en"}
                for code in ("epale", "etwinning")
            ],
            "consortium": [
                {"consortium_id": "c", "acronym": "C"},
                {"consortium_id": "d", "acronym": "DEMO", "fictional": True},
            ],
            "channel_link": [
                {"consortium_id": of, "channel_id": "epale", "deliverable_id": what, "url": "https://example.org"}
                for of, what in [("c", "D1"), ("c", "D2"), ("d", "D1")]
            ],
        }
    )
    assert channel_list().rows.select("channel_id", "linked_results").rows() == [("epale", 2), ("etwinning", 0)]


def test_checks_say_what_should_hold_and_how_many_findings_there_are(store_with):
    store_with({"participation": [{"participation_id": "1", "consortium_id": "lost", "organisation_id": "lost"}]})
    rows = check_results()
    found = dict(zip(rows["check"], rows["findings"], strict=True))
    assert found["fail_reference"] > 0
    assert found["fail_title"] == 0
    assert rows["severity"].to_list() == sorted(rows["severity"])
    assert [what for what in rows["what"] if len(what) < 20] == []


def test_the_programmes_are_told_as_shipped(shipped):
    types = action_type_list().rows
    assert types.filter(action_type_id="knowledge-alliance").drop("description").rows() == [
        ("knowledge-alliance", "Knowledge Alliance", "Erasmus+", 2014, 2020)
    ]
    for rows in (activity_list().rows, rule_list().rows):
        assert set(rows["action_type_id"]) <= set(types["action_type_id"])
    assert activity_list().rows.filter(action_type_id="sector-skills-alliance")["position"].to_list() == [1, 2, 3]
    assert rule_list().rows.filter(action_type_id="european-universities")["rule_id"].to_list() == ["EUI-PILOT", "EUI"]
    assert country_pool_list().rows.filter(country="RS").rows() == [
        ("ASSOCIATED", "RS", 2021, None),
        ("PROGRAMME", "RS", 2019, 2020),
    ]


def test_the_licences_of_the_maps_name_who_is_to_be_named():
    assert "Natural Earth" in map_licences()
    assert "GeoNames, CC BY 4.0" in map_licences()
