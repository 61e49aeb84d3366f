"""Adding and correcting a CSO, its contacts with partners, and decisions on possible duplicates."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from data.changes.csos import CsoFields, MayBeOnRecord, NewCso, Relation
from data.changes.duplicates import decide, take_back_decision
from data.changes.events import Conflict
from data.changes.organisations import add_cso, correct_cso, end_relation, record_relation, use_cso
from data.changes.placing import choose_place
from data.checks import run_checks
from data.problems import Problem
from data.store import Store

TODAY = date(2026, 6, 30)
NAMED: dict[str, Any] = {"legal_name": "Open Door", "country": "BE", "city": "Kortrijk"}
ORGANISATION = """
select legal_name, short_name, organisation_type, activity_field, country, city, website, region_code, latitude,
    longitude, coordinate_precision, fictional, source_id
from organisation
where organisation_id = $organisation_id
"""
PLACED = """
select region_code, placed_by, near_border, reason
from placement
where subject_kind = 'organisation' and subject_id = $organisation_id
"""
RELATIONS = "select cso_id, partner_id, active_from, active_until, source_id from cso_relation order by all"


def square(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    return '{"type": "Polygon", "coordinates": [' + str(ring) + "]}"


def region(code: str, level: int, parent: str | None, outline: str) -> dict[str, Any]:
    return {
        "scheme": "test",
        "region_code": code,
        "level": level,
        "parent_code": parent,
        "country": code[:2],
        "title": code,
        "outline": outline,
    }


def place(code: str, title: str, country: str, latitude: float, longitude: float) -> dict[str, Any]:
    point = {"latitude": latitude, "longitude": longitude, "population": 1000}
    return {"place_id": code, "title": title, "country": country} | point


@pytest.fixture
def store(store_with) -> Store:
    """BE south of the 51st parallel in two regions, NL north of it; two consortia with one partner each."""
    rows: dict[str, Sequence[dict[str, Any]]] = {
        "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
        "consortium": [
            {"consortium_id": "c", "acronym": "C", "starts_on": date(2024, 1, 1), "starts_precision": "day"},
            {"consortium_id": "demo", "acronym": "DEMO", "fictional": True},
        ],
        "organisation": [
            {"organisation_id": "p", "legal_name": "University of Gent", "country": "BE"},
            {"organisation_id": "old", "organisation_type": "CSO", "legal_name": "Night Shelter vzw", "country": "BE",
             "city": "Kortrijk", "latitude": 10.0, "longitude": 10.0, "coordinate_precision": "city"},
        ],
        "participation": [
            {"participation_id": "1", "consortium_id": "c", "organisation_id": "p"},
            {"participation_id": "2", "consortium_id": "demo", "organisation_id": "p"},
        ],
        "region_scheme": [
            {"scheme": "test", "title": "T", "edition": "1", "licence": "none", "attribution": "none"}
        ],
        "region": [
            region("BE", 0, None, square(4, 50, 7, 51)),
            region("BE1", 1, "BE", square(4, 50, 5, 51)),
            region("BE2", 1, "BE", square(5, 50, 7, 51)),
            region("NL", 0, None, square(4, 51, 7, 52)),
            region("NL1", 1, "NL", square(4, 51, 7, 52)),
        ],
        "region_former_code": [{"scheme": "test", "former_code": "BE9", "region_code": "BE2"}],
        "place": [
            place("1", "Kortrijk", "BE", 50.2, 4.2),
            place("2", "Twice", "BE", 50.5, 4.5),
            place("3", "Twice", "BE", 50.5, 6.5),
            # An island whose outline the scheme has not.
            place("4", "Islet", "BE", 49.0, 1.0),
        ],
    }  # fmt: skip
    store: Store = store_with(rows)
    return store


def add(*, consortium: str = "c", partner: str | None = "p", since: date | None = TODAY, **fields: Any) -> str:
    different_from = fields.pop("different_from", ())
    said: CsoFields = NAMED | fields  # type: ignore[assignment]
    return add_cso(NewCso(consortium, said, partner, since, different_from), who="a", today=TODAY)[0]


def correct(store: Store, organisation_id: str, *, seen: int | None = None, **fields: Any) -> None:
    said: CsoFields = fields  # type: ignore[assignment]
    correct_cso(organisation_id, said, who="b", seen_version=store.version if seen is None else seen)


def relation(partner: str | None = "p", since: date | None = None, cso: str = "old") -> Relation:
    return Relation("c", cso, partner, since)


def one(store: Store, sql: str, organisation_id: str) -> tuple[Any, ...]:
    return store.fetch(sql, {"organisation_id": organisation_id}).row(0)


def test_a_cso_is_added_with_its_contact_and_its_region(store):
    added = add(
        short_name="  OD ",
        activity_field="Social services",
        country="be",
        website="https://open.be/a(b)",
        latitude=50.5,
        longitude=4.5,
    )
    assert one(store, ORGANISATION, added) == (
        "Open Door", "OD", "CSO", "Social services", "BE", "Kortrijk", "https://open.be/a%28b%29", None, 50.5, 4.5,
        None, False, "recorded-here",
    )  # fmt: skip
    assert one(store, PLACED, added) == ("BE1", "coordinates", False, None)
    assert store.fetch(RELATIONS).rows() == [(added, "p", TODAY, None, "recorded-here")]
    assert store.fetch("select recorded_by, reason from change order by version desc").row(0) == (
        "a",
        "Open Door: added",
    )
    assert run_checks(store).filter(severity="fail").is_empty()


@pytest.mark.parametrize(
    ("fields", "placed"),
    [
        ({}, ("BE1", "place name", False, None)),
        ({"region_code": "be2"}, ("BE2", "own code", False, None)),
        ({"latitude": 50.5, "longitude": 4.99}, ("BE1", "coordinates", True, None)),
        ({"latitude": 50.5, "longitude": 3.9}, ("BE1", "nearest region", False, None)),
        ({"city": None}, (None, "not placed", False, "no place stated")),
        ({"city": "Twice"}, (None, "not placed", False, "several places")),
        ({"city": "Islet", "latitude": 49.0, "longitude": 1.1},
         (None, "not placed", False, "far from outlines|unknown place")),
    ],
)  # fmt: skip
def test_how_it_was_placed_is_kept(store, fields, placed):
    assert one(store, PLACED, add(**fields)) == placed


def test_which_of_two_places_of_one_name_is_meant_can_be_chosen(store):
    added = add(city="Twice")
    choose_place(added, "3", who="a")
    assert one(store, PLACED, added)[:2] == ("BE2", "chosen")


def test_what_joins_a_fictional_consortium_is_fictional(store):
    added = add(consortium="demo")
    assert store.fetch("select fictional from organisation where organisation_id = $id", {"id": added}).item() is True
    # Everybody may read the id of an organisation, not everybody which consortium works with it.
    assert re.fullmatch("organisation-[0-9a-f]{16}", added)


@pytest.mark.parametrize("country", [("EL", "GR"), ("uk", "GB"), ("XK", "XK")])
def test_codes_of_the_european_union_stand_for_iso_codes(store, country):
    said, kept = country
    assert one(store, ORGANISATION, add(country=said))[4] == kept


@pytest.mark.parametrize("name", ["עמותת הדלת הפתוחה", "🙂 Café", "x" * 300, "'; drop table x; --", "Ünï\u200dcode"])
def test_a_name_of_any_script_is_kept_as_it_is(store, name):
    assert one(store, ORGANISATION, add(legal_name=name))[0] == name


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consortium": "nobody"}, "This consortium is not on record"),
        ({"legal_name": None}, "“Name” has 0 characters"),
        ({"legal_name": " \t"}, "“Name” has 0 characters"),
        ({"legal_name": "x" * 10_000}, "“Name” has 10000 characters"),
        ({"legal_name": "Open\x00Door"}, "“Name” holds characters"),
        ({"legal_name": "mary@open.be"}, "“Name” holds an e-mail address"),
        ({"short_name": "x" * 101}, "“Short name” has 101 characters"),
        ({"short_name": "Mary (mary@open.be)"}, "“Short name” holds an e-mail address"),
        ({"city": "x" * 10_000}, "“City” has 10000 characters"),
        ({"country": None}, "“Country” is empty"),
        ({"country": "QQ"}, "“Country” says QQ"),
        ({"country": "Belgium"}, "“Country” says BELGIUM"),
        ({"activity_field": "Fishing"}, "“Field of activity” says Fishing"),
        ({"website": "open.be"}, "“Website” is not an address"),
        ({"website": "mailto:mary@open.be"}, "“Website” is not an address"),
        ({"website": "javascript:alert(1)"}, "“Website” is not an address"),
        ({"region_code": "ZZ9"}, "“Region code” says ZZ9, which no region scheme has"),
        ({"region_code": "NL1"}, "“Region code” says NL1, which lies in another country"),
        ({"latitude": 50.5}, "“Longitude” is empty"),
        ({"longitude": 4.5}, "“Latitude” is empty"),
        ({"latitude": 0.0, "longitude": 0.0}, "both 0"),
        ({"latitude": 120.0, "longitude": 50.0}, "Give 50.0 as latitude and 120.0 as longitude"),
        ({"latitude": 120.0, "longitude": 200.0}, "no point on the earth"),
        ({"latitude": float("nan"), "longitude": 4.0}, "no point on the earth"),
        ({"latitude": 4.5, "longitude": 50.5}, "Give 50.5 as latitude and 4.5 as longitude"),
        ({"latitude": 51.5, "longitude": 5.0}, "lie outside the country BE"),
        ({"latitude": 30.0, "longitude": -30.0}, "lie outside the country BE"),
        ({"partner": None}, "“Partner” is empty"),
        ({"partner": "old"}, "“Partner” does not name a partner"),
        ({"since": TODAY + timedelta(days=1)}, "“In contact since” says 2026-07-01, which is still to come"),
        ({"legal_name": "Night Shelter"}, "may be on record already"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_of_it_is_saved(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        add(**fields)
    assert said in str(refused.value)
    assert (store.version, store.fetch("select count(*) from organisation_record").item()) == (version, 2)
    assert store.fetch("select * from cso_relation_record union all by name select * from placement_record").is_empty()


def test_what_may_be_on_record_is_offered_and_a_new_one_is_saved_as_another(store):
    with pytest.raises(MayBeOnRecord) as refused:
        add(legal_name="Night Shelter ASBL", city="Kortrijk")
    (found,) = refused.value.found
    assert (found.organisation_id, found.name, found.city) == ("old", "Night Shelter vzw", "Kortrijk")
    assert (found.likeness, found.same_website, found.same_city) == (1.0, False, True)
    added = add(legal_name="Night Shelter ASBL", different_from=("old",))
    decided = store.fetch("select first_id, second_id, decision from duplicate_decision").rows()
    assert decided == [(*sorted((added, "old")), "different")]


def test_a_contact_of_one_on_record_is_added_and_one_that_stands_is_left(store):
    use_cso(relation(since=date(2026, 1, 1)), who="a", today=TODAY)
    assert use_cso(relation(since=TODAY), who="a", today=TODAY).row_count == 0
    assert store.fetch(RELATIONS).rows() == [("old", "p", date(2026, 1, 1), None, "recorded-here")]


def test_a_correction_moves_the_cso_and_the_records_keep_what_stood(store):
    added = add()
    correct(store, added, city="Twice", latitude=50.5, longitude=6.5)
    assert one(store, ORGANISATION, added)[4:10] == ("BE", "Twice", None, None, 50.5, 6.5)
    assert one(store, PLACED, added)[:2] == ("BE2", "coordinates")
    correct(store, added, latitude=None, longitude=None, city=" ")
    assert one(store, PLACED, added)[:2] == (None, "not placed")
    kept = store.fetch(
        "select city from organisation_record where organisation_id = $id order by version", {"id": added}
    )
    assert kept["city"].to_list() == ["Kortrijk", "Twice", None]


def test_a_correction_of_one_field_leaves_the_others_even_where_they_are_wrong(store):
    correct(store, "old", legal_name="Night Shelter Kortrijk")
    assert one(store, ORGANISATION, "old") == (
        "Night Shelter Kortrijk", None, "CSO", None, "BE", "Kortrijk", None, None, 10.0, 10.0, "city", False,
        "recorded-here",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Nothing differs"),
        ({"legal_name": " Night Shelter vzw ", "short_name": ""}, "Nothing differs"),
        ({"legal_name": None}, "“Name” has 0 characters"),
        ({"country": None}, "“Country” is empty"),
        ({"country": "NL"}, "lie outside the country NL"),
        ({"latitude": None}, "“Latitude” is empty"),
        ({"latitude": 5.0, "longitude": 50.5}, "Give 50.5 as latitude and 5.0 as longitude"),
        ({"website": "ftp://x.be"}, "“Website” is not an address"),
    ],
)
def test_a_wrong_correction_is_refused(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        correct(store, "old", **fields)
    assert said in str(refused.value)
    assert store.version == version


def test_the_second_of_two_who_correct_is_told_and_may_save_all_the_same(store):
    seen = store.version
    correct(store, "old", short_name="NS", seen=seen)
    with pytest.raises(Conflict) as conflict:
        correct(store, "old", city="Twice", seen=seen)
    (change,) = conflict.value.changes
    assert (change.code, change.recorded_by, change.withdrawn) == ("NS", "b", False)
    correct(store, "old", city="Twice", seen=conflict.value.version)
    assert one(store, ORGANISATION, "old")[:6:5] == ("Night Shelter vzw", "Twice")


def test_an_organisation_that_is_not_there_is_not_corrected(store):
    with pytest.raises(Problem, match="not on record"):
        correct(store, "nobody", city="Gent")


def record(store: Store, said: Relation, *, seen: int | None = None) -> None:
    record_relation(said, who="a", today=TODAY, seen_version=store.version if seen is None else seen)


def end(store: Store, until: date, said: Relation | None = None) -> None:
    end_relation(said or relation(), until, who="a", today=TODAY, seen_version=store.version)


def test_a_contact_begins_ends_and_goes_on(store):
    record(store, relation(since=date(2025, 1, 1)))
    end(store, date(2025, 1, 1))
    assert store.fetch(RELATIONS).row(0)[2:4] == (date(2025, 1, 1), date(2025, 1, 1))
    record(store, relation(since=date(2024, 12, 1)))
    assert store.fetch(RELATIONS).row(0)[2:4] == (date(2024, 12, 1), None)
    assert store.fetch("select count(*) from cso_relation_record").item() == 3
    assert run_checks(store).filter(severity="fail").is_empty()


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (date(2024, 12, 31), "“Last day” says 2024-12-31, before the contact began on 2025-01-01"),
        (TODAY + timedelta(days=1), "“Last day” says 2026-07-01, which is still to come"),
    ],
)
def test_a_contact_does_not_end_before_it_began_or_in_days_to_come(store, until, said):
    record(store, relation(since=date(2025, 1, 1)))
    version = store.version
    with pytest.raises(Problem) as refused:
        end(store, until)
    assert said in str(refused.value)
    assert store.version == version


def test_a_contact_that_ended_does_not_begin_again_as_another(store):
    record(store, relation(since=date(2025, 1, 1)))
    end(store, date(2025, 6, 30))
    with pytest.raises(Problem, match="ended on 2025-06-30"):
        record(store, relation(since=date(2026, 1, 1)))


def test_a_contact_that_is_not_there_does_not_end(store):
    with pytest.raises(Problem, match="not on record"):
        end(store, TODAY)
    with pytest.raises(Problem, match="not on record"):
        record(store, relation(cso="nobody"))
    with pytest.raises(Problem, match="names this organisation itself"):
        record(store, relation(cso="p"))


def test_the_second_of_two_who_change_a_contact_is_told(store):
    seen = store.version
    record(store, relation(since=date(2025, 1, 1)))
    with pytest.raises(Conflict) as conflict:
        record(store, relation(since=date(2025, 2, 1)), seen=seen)
    assert [change.code for change in conflict.value.changes] == ["University of Gent"]


def test_a_decision_on_two_organisations_is_kept_can_be_changed_and_taken_back(store):
    def decision() -> list[tuple[str, ...]]:
        return list(store.fetch("select first_id, second_id, decision from duplicate_decision").rows())

    decide("p", "old", "different", who="a", seen_version=store.version)
    assert decision() == [("old", "p", "different")]
    seen = store.version
    decide("old", "p", "same", who="a", seen_version=seen)
    assert decision() == [("old", "p", "same")]
    with pytest.raises(Conflict):
        take_back_decision("p", "old", who="b", seen_version=seen)
    take_back_decision("p", "old", who="b", seen_version=store.version)
    assert decision() == []
    assert store.fetch("select count(*) from organisation").item() == 2
    with pytest.raises(Problem, match="Nothing is decided"):
        take_back_decision("p", "old", who="b", seen_version=store.version)
    assert run_checks(store).filter(severity="fail").is_empty()


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("p", "old", "merged"), "“Decision” says merged"),
        (("p", "nobody", "same"), "not on record"),
        (("p", "p", "same"), "not on record"),
    ],
)
def test_a_decision_names_two_that_are_on_record(store, pair, said):
    with pytest.raises(Problem, match=said):
        decide(*pair, who="a", seen_version=store.version)
