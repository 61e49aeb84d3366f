"""The CSO directory: who is on record on a day, where, and how the record changed."""

from datetime import date
from typing import Any

import pytest

from data.store import Store
from queries import csos

DAY = date(2026, 6, 30)
SCOPE: dict[str, Any] = {"consortium": "c", "as_of": DAY}


def cso(organisation_id: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"organisation_id": organisation_id, "organisation_type": "CSO", "legal_name": name} | fields


def relation(cso_id: str, since: date | None, until: date | None = None, **fields: Any) -> dict[str, Any]:
    return {
        "consortium_id": "c",
        "cso_id": cso_id,
        "partner_id": "p",
        "active_from": since,
        "active_until": until,
    } | fields


def engagement(number: int, held_on: date, kind: str = "workshop", **fields: Any) -> dict[str, Any]:
    named = {"engagement_id": str(number), "consortium_id": "c", "cso_id": "one", "held_on": held_on, "kind": kind}
    return named | fields


@pytest.fixture(autouse=True)
def store(store_with) -> Store:
    """Two consortia; of three CSOs of the first, one is active, one was, and one will be."""
    store: Store = store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "ends_on": date(2026, 12, 31)},
                {"consortium_id": "d", "acronym": "D", "starts_on": date(2020, 1, 1)},
                {"consortium_id": "demo", "acronym": "DEMO", "fictional": True},
            ],
            "organisation": [
                {"organisation_id": "p", "short_name": "Partner", "country": "BE"},
                {"organisation_id": "q", "short_name": "Quarter", "country": "BE"},
                cso("one", "Éclair", short_name="E", country="BE", city="Gent", activity_field="Social services"),
                cso("two", "River Watch", country="NL", city="Delft"),
                cso("later", "Later", country="FI"),
                cso("alone", "Alone"),
                cso("invented", "Invented", fictional=True),
            ],
            "participation": [
                {"participation_id": "1", "consortium_id": "c", "organisation_id": "p"},
                {"participation_id": "2", "consortium_id": "c", "organisation_id": "q", "left_on": date(2025, 1, 1)},
            ],
            "cso_relation": [
                relation("one", date(2025, 1, 1)),
                relation("one", None, date(2024, 12, 31), partner_id="q"),
                relation("two", date(2024, 1, 1), date(2026, 6, 29)),
                relation("later", date(2026, 7, 1)),
                relation("invented", None, consortium_id="demo"),
            ],
            "pilot": [
                {"pilot_id": "x", "consortium_id": "c", "title": "Kitchen", "theme": "food",
                 "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "partner_id": "p"},
                {"pilot_id": "y", "consortium_id": "c", "title": "Stopped", "theme": "climate",
                 "starts_on": date(2025, 1, 1), "ends_on": date(2026, 12, 31), "stopped_on": date(2025, 5, 1)},
            ],
            "pilot_cso": [{"consortium_id": "c", "pilot_id": pilot, "cso_id": "one"} for pilot in ("x", "y")],
            "engagement": [
                engagement(1, date(2025, 11, 5), student=3),
                engagement(2, date(2025, 12, 5)),
                engagement(3, date(2026, 6, 30), "training", citizen=4),
                engagement(4, date(2026, 7, 1)),
            ],
            "region_scheme": [
                {"scheme": "s1", "title": "One", "edition": "1", "licence": "none", "attribution": "none"},
                {"scheme": "s2", "title": "Two", "edition": "1", "licence": "none", "attribution": "none"},
            ],
            "region": [
                {"scheme": "s1", "region_code": code, "level": level, "parent_code": parent, "country": "BE",
                 "title": title}
                for code, level, parent, title in [
                    ("BE", 0, None, "Belgium"), ("BE2", 1, "BE", "Flanders"), ("BE23", 2, "BE2", "East Flanders")]
            ],
            "placement": [
                {"subject_kind": "organisation", "subject_id": "one", "scheme": "s1", "region_code": "BE23",
                 "placed_by": "nearest region", "near_border": True, "distance_km": 1.5},
                {"subject_kind": "organisation", "subject_id": "one", "scheme": "s2", "placed_by": "not placed",
                 "near_border": False, "reason": "country not in scheme"},
                {"subject_kind": "organisation", "subject_id": "two", "scheme": "s1", "placed_by": "not placed",
                 "near_border": False, "reason": "unknown place"},
            ],
        }
    )  # fmt: skip
    return store


def listed(**filters: Any) -> list[str]:
    return list(csos.cso_list(**SCOPE | filters).rows["cso_id"])


def test_a_cso_stands_with_its_place_partners_and_engagements():
    first, second = csos.cso_list(**SCOPE).rows.to_dicts()
    assert first == {
        "cso_id": "one",
        "name": "Éclair",
        "legal_name": "Éclair",
        "short_name": "E",
        "activity_field": "Social services",
        "country": "BE",
        "city": "Gent",
        "region": "East Flanders",
        "themes": "climate, food",
        "is_active": True,
        "partners": "Partner",
        "engagements": 3,
        "last_engagement_on": date(2026, 6, 30),
        "website": None,
        "region_code": None,
        "latitude": None,
        "longitude": None,
    }
    # No longer in contact: the partner it was in contact with.
    assert (second["cso_id"], second["is_active"], second["partners"], second["region"]) == (
        "two", False, "Partner", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["one", "two"]),
        ({"as_of": date(2024, 6, 1)}, ["one", "two"]),
        ({"as_of": date(2026, 7, 1)}, ["one", "later", "two"]),
        ({"as_of": date(2023, 1, 1)}, ["one"]),
        ({"search": "eclair"}, ["one"]),
        ({"search": "GENT"}, ["one"]),
        ({"search": "flanders"}, ["one"]),
        ({"search": "climate"}, ["one"]),
        ({"search": "social"}, ["one"]),
        ({"search": "nothing"}, []),
        ({"countries": ["NL"]}, ["two"]),
        ({"fields": ["Social services"]}, ["one"]),
        ({"partners": ["Partner"]}, ["one", "two"]),
        ({"partners": ["Quarter"]}, []),
        ({"partners": ["Quarter"], "as_of": date(2024, 6, 1)}, ["one"]),
        ({"contacts": ["active"]}, ["one"]),
        ({"contacts": ["not active"]}, ["two"]),
        ({"contacts": ["active"], "as_of": date(2024, 6, 1)}, ["one", "two"]),
        # All real consortia: also those in contact with nobody, but nothing invented.
        ({"consortium": ""}, ["alone", "one", "later", "two"]),
        ({"consortium": "demo"}, ["invented"]),
        ({"consortium": "d"}, []),
    ],
)
def test_filters_leave_what_they_name(filters, found):
    assert listed(**filters) == found


def test_choices_and_headlines_count_the_same_csos():
    assert csos.cso_choices(**SCOPE).rows.rows() == [
        ("activity_field", "Social services", 1),
        ("country", "BE", 1),
        ("country", "NL", 1),
        ("partner", "Partner", 2),
    ]
    assert csos.cso_headlines(**SCOPE).rows.rows() == [(2, 1, 2, 2, 1)]
    assert csos.cso_headlines(consortium="", as_of=DAY).rows.rows() == [(4, 1, 3, 3, 1)]
    assert csos.cso_headlines(consortium="d", as_of=DAY).rows.rows() == [(0, 0, 0, 0, 0)]


def test_partners_that_left_can_still_be_chosen():
    assert csos.partner_choices(consortium="c").rows.rows() == [("p", "Partner"), ("q", "Quarter")]


def test_a_region_stands_with_the_larger_ones_and_how_it_was_found():
    assert csos.cso_regions(cso="one").rows.rows() == [
        ("s1", "One", "BE23", "Flanders › East Flanders", "nearest region", True, 1.5, None, None),
        ("s2", "Two", None, None, "not placed", False, None, None, "country not in scheme"),
    ]


def test_pilots_stand_as_they_are_on_the_day():
    found = csos.cso_pilots(cso="one", **SCOPE).rows.select("title", "status", "partner", "ends_on", "acronym")
    assert found.rows() == [
        ("Kitchen", "running", "Partner", date(2026, 12, 31), "C"),
        ("Stopped", "stopped", None, date(2025, 5, 1), "C"),
    ]
    assert csos.cso_pilots(cso="one", consortium="d", as_of=DAY).rows.is_empty()


def test_engagements_are_counted_by_quarter_and_kind_up_to_the_day():
    assert csos.cso_engagements(cso="one", **SCOPE).rows.rows() == [
        (date(2025, 10, 1), False, "training", 0, 0, 0),
        (date(2025, 10, 1), False, "workshop", 2, 1, 3),
        (date(2026, 1, 1), False, "training", 0, 0, 0),
        (date(2026, 1, 1), False, "workshop", 0, 0, 0),
        (date(2026, 4, 1), False, "training", 1, 1, 4),
        (date(2026, 4, 1), False, "workshop", 0, 0, 0),
    ]
    later = csos.cso_engagements(cso="one", consortium="c", as_of=date(2027, 6, 1)).rows
    assert later["quarter_starts_on"].max() == date(2026, 10, 1)
    assert csos.cso_engagements(cso="two", **SCOPE).rows.is_empty()


def test_contacts_that_had_begun_stand_with_whether_they_hold():
    found = csos.cso_relations(cso="one", **SCOPE).rows.drop("consortium_id", "partner_id")
    assert found.rows() == [
        ("C", "Partner", date(2025, 1, 1), None, True),
        ("C", "Quarter", None, date(2024, 12, 31), False),
    ]
    assert csos.cso_relations(cso="later", **SCOPE).rows.is_empty()


def test_the_history_tells_what_stood_before(store):
    corrected = cso("two", "River Watch", country="NL", city="Delft", source_id="s", fictional=False)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("organisation", corrected | {"city": None, "latitude": 52.0, "longitude": 4.5}),
        ("cso_relation", relation("two", date(2024, 2, 1), None, source_id="s")),
    ]
    for entity, row in steps:
        store.write(lambda change: change.append(entity, [row]), who="b", why="w", origin="app")  # noqa: B023
    found = csos.cso_history(cso="two").rows
    assert found.select("version", "recorded_by", "field", "partner", "before", "said").rows() == [
        (3, "b", "active_from", "Partner", "2024-01-01", "2024-02-01"),
        (3, "b", "active_until", "Partner", "2026-06-29", None),
        (2, "b", "city", None, "Delft", None),
        (2, "b", "latitude", None, None, "52.0"),
        (2, "b", "longitude", None, None, "4.5"),
        (1, "test", "active_from", "Partner", None, "2024-01-01"),
        (1, "test", "active_until", "Partner", None, "2026-06-29"),
        (1, "test", "added", None, None, "River Watch"),
    ]


def test_pairs_stand_with_what_was_decided_even_where_nothing_agrees_any_more(store):
    rows = [cso("twin", "eclair asbl", country="BE", source_id="s", fictional=False)]
    decisions = [{"first_id": "one", "second_id": "two", "decision": "different", "source_id": "s"}]
    store.write(lambda change: change.append("organisation", rows), who="b", why="w", origin="app")
    store.write(lambda change: change.append("duplicate_decision", decisions), who="b", why="w", origin="app")
    columns = ("first_name", "second_name", "likeness", "same_website", "same_city", "score", "decision")
    assert csos.possible_duplicates(**SCOPE).rows.select(columns).rows() == [
        ("Éclair", "eclair asbl", 1.0, False, False, 0.6, None),
        ("Éclair", "River Watch", None, None, None, None, "different"),
    ]
    assert csos.possible_duplicates(consortium="demo", as_of=DAY).rows.is_empty()
