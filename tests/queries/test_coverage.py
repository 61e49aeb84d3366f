from datetime import date

import pytest

from queries.coverage import coverage_choices, coverage_headlines, organisation_list

DAY = date(2024, 7, 10)


@pytest.fixture(autouse=True)
def three_csos(store_with):
    """Two partners and one who has left; two CSOs active with them, one of them with both, and one no longer active."""
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}, {"consortium_id": "other", "acronym": "O"}],
            "organisation": [
                {"organisation_id": "vub", "short_name": "VUB", "country": "BE", "latitude": 50.8, "longitude": 4.4},
                {"organisation_id": "delft", "short_name": "TU Delft", "country": "NL"},
                {"organisation_id": "gone", "short_name": "Gone", "country": "IT"},
            ]
            + [
                {
                    "organisation_id": code,
                    "legal_name": code.capitalize(),
                    "organisation_type": "CSO",
                    "activity_field": field,
                    "country": country,
                    "latitude": latitude,
                    "longitude": latitude and 4.0,
                }
                for code, field, country, latitude in [
                    ("bread", "Social services", "BE", 51.0),
                    ("ewe", "Environment", None, None),
                    ("old", "Environment", "FI", 61.0),
                ]
            ],
            "participation": [
                {"participation_id": "1", "consortium_id": "c", "organisation_id": "vub", "role": "coordinator"},
                {"participation_id": "2", "consortium_id": "c", "organisation_id": "delft"},
                {
                    "participation_id": "3",
                    "consortium_id": "c",
                    "organisation_id": "gone",
                    "joined_on": date(2023, 1, 1),
                    "joined_precision": "day",
                    "left_on": date(2024, 1, 1),
                },
            ],
            "cso_relation": [
                {
                    "consortium_id": "c",
                    "cso_id": cso,
                    "partner_id": partner,
                    "active_from": begun,
                    "active_until": ended,
                }
                for cso, partner, begun, ended in [
                    ("bread", "vub", date(2023, 3, 1), None),
                    ("bread", "delft", date(2023, 2, 1), None),
                    ("ewe", "vub", None, None),
                    ("old", "vub", date(2023, 1, 1), date(2024, 7, 9)),
                ]
            ],
            "engagement": [
                {"engagement_id": code, "consortium_id": consortium, "held_on": held_on, "cso_id": cso}
                for code, consortium, held_on, cso in [
                    ("1", "c", date(2024, 1, 1), "bread"),
                    ("2", "c", date(2024, 7, 10), "bread"),
                    ("3", "c", date(2024, 7, 11), "bread"),
                    ("4", "c", date(2024, 7, 1), None),
                    ("5", "other", date(2024, 7, 1), "ewe"),
                ]
            ],
        }
    )


def found(**filters: list[str]) -> list[str]:
    rows = organisation_list(consortium="c", as_of=DAY, **filters).rows
    return rows["organisation_id"].to_list()


def test_partners_of_the_day_and_those_in_contact():
    rows = organisation_list(consortium="c", as_of=DAY).rows
    columns = ["organisation_id", "is_partner", "is_in_contact", "partners", "active_from", "engagements"]
    assert rows.select(*columns, "last_engagement_on").rows() == [
        ("vub", True, False, None, None, None, None),
        ("delft", True, False, None, None, None, None),
        ("bread", False, True, "TU Delft, VUB", date(2023, 2, 1), 2, DAY),
        ("ewe", False, True, "VUB", None, 0, None),
    ]


def test_a_day_earlier_another_was_still_active():
    assert "old" in organisation_list(consortium="c", as_of=date(2024, 7, 9)).rows["organisation_id"]


def test_filters():
    assert found(countries=["BE"]) == ["vub", "bread"]
    assert found(types=["HEI"]) == ["vub", "delft"]
    assert found(fields=["Environment"]) == ["vub", "delft", "ewe"]
    assert found(partners=["TU Delft"]) == ["delft", "bread"]
    assert found(types=["CSO"], fields=["Social services"], countries=["FI"]) == []


def test_an_organisation_that_is_partner_and_in_contact_stands_once(store_with):
    store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C"}],
            "organisation": [{"organisation_id": "a", "short_name": "A", "organisation_type": "CSO"}],
            "participation": [{"participation_id": "1", "consortium_id": "c", "organisation_id": "a"}],
            "cso_relation": [{"consortium_id": "c", "cso_id": "a", "partner_id": "a"}],
        }
    )
    rows = organisation_list(consortium="c", as_of=DAY).rows
    assert rows.select("organisation_id", "is_partner", "is_in_contact", "engagements").rows() == [("a", True, True, 0)]


def test_choices_are_the_values_that_occur():
    assert coverage_choices(consortium="c", as_of=DAY).rows.rows() == [
        ("activity_field", "Environment", 1),
        ("activity_field", "Social services", 1),
        ("country", "BE", 2),
        ("country", "NL", 1),
        ("organisation_type", "CSO", 2),
        ("organisation_type", "HEI", 2),
        ("partner", "TU Delft", 1),
        ("partner", "VUB", 1),
    ]


def test_headlines_carry_their_n():
    assert coverage_headlines(consortium="c", as_of=DAY).rows.row(0, named=True) == {
        "active": 2,
        "so_far": 3,
        "placed": 1,
        "countries": 1,
        "with_country": 1,
        "fields": 2,
        "with_field": 2,
        "met": 1,
        "median_per_partner": 1.5,
        "partners_in_contact": 2,
        "partners": 2,
    }


def test_headlines_without_any_cso():
    row = coverage_headlines(consortium="other", as_of=DAY).rows.row(0, named=True)
    assert (row["active"], row["so_far"], row["median_per_partner"]) == (0, 0, None)
