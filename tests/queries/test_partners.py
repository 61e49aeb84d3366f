from datetime import date

import pytest

from queries.partners import funding_phase_list, meeting_list, partner_changes, partner_headlines, partner_list

DAY = date(2024, 7, 10)


@pytest.fixture(autouse=True)
def six_partners(store_with):
    """A coordinator, one not named, one associated, one who joined later, one who left, one to join; and a stranger."""
    store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "selected_on": date(2022, 7, 1)},
                {"consortium_id": "other", "acronym": "O"},
            ],
            "organisation": [
                {
                    "organisation_id": "vub",
                    "short_name": "VUB",
                    "legal_name": "Vrije Universiteit Brussel",
                    "country": "BE",
                    "city": "Brussels",
                    "latitude": 50.8,
                    "longitude": 4.4,
                    "pic": "999902094",
                },
                {"organisation_id": "unnamed", "organisation_type": "CSO", "note": "Not named."},
                {"organisation_id": "eth", "legal_name": "ETH Zürich", "country": "CH"},
                {"organisation_id": "delft", "short_name": "TU Delft", "country": "NL"},
                {"organisation_id": "map", "short_name": "Maps", "country": "NL", "organisation_type": "ENTERPRISE"},
                {"organisation_id": "late", "short_name": "Late", "country": "FI"},
            ],
            "organisation_unit": [
                {"organisation_unit_id": "u", "organisation_id": "vub", "kind": "science shop", "title": "Shop"},
                {"organisation_unit_id": "f", "organisation_id": "vub", "kind": "faculty", "title": "Faculty"},
            ],
            "title": [
                {"subject_kind": "organisation", "subject_id": "vub", "language": "en", "title": "Free University"},
                {"subject_kind": "consortium", "subject_id": "vub", "language": "en", "title": "Something else"},
            ],
            "participation": [
                {"participation_id": "1", "consortium_id": "c", "organisation_id": "vub", "role": "coordinator"},
                {"participation_id": "2", "consortium_id": "c", "organisation_id": "unnamed"},
                {"participation_id": "3", "consortium_id": "c", "organisation_id": "eth", "role": "associated"},
                {
                    "participation_id": "4",
                    "consortium_id": "c",
                    "organisation_id": "delft",
                    "joined_on": date(2023, 1, 1),
                    "joined_precision": "year",
                    "note": "Second phase.",
                },
                {
                    "participation_id": "5",
                    "consortium_id": "c",
                    "organisation_id": "map",
                    "joined_on": date(2022, 7, 1),
                    "joined_precision": "day",
                    "left_on": DAY,
                },
                {
                    "participation_id": "6",
                    "consortium_id": "c",
                    "organisation_id": "late",
                    "joined_on": date(2025, 1, 1),
                    "joined_precision": "day",
                },
                {"participation_id": "7", "consortium_id": "other", "organisation_id": "late"},
                {
                    "participation_id": "8",
                    "consortium_id": "other",
                    "organisation_id": "map",
                    "left_noted_on": DAY,
                },
            ],
            "action_type": [
                {
                    "action_type_id": "eu",
                    "title": "European Universities",
                    "programme": "Erasmus+",
                    "first_call_year": 2019,
                    "language": "en",
                }
            ],
            "funding_phase": [
                {
                    "funding_phase_id": "p2",
                    "consortium_id": "c",
                    "title": "Phase 2",
                    "starts_on": date(2023, 11, 1),
                    "starts_precision": "month",
                },
                {
                    "funding_phase_id": "p1",
                    "consortium_id": "c",
                    "title": "Phase 1",
                    "action_type_id": "eu",
                    "grant_eur": 5_000_000,
                },
            ],
            "meeting": [
                {
                    "meeting_id": code,
                    "consortium_id": consortium,
                    "title": code,
                    "city": "Turin",
                    "country": "IT",
                    "starts_on": starts_on,
                    "ends_on": ends_on,
                }
                for code, consortium, starts_on, ends_on in [
                    ("kick-off", "c", date(2022, 9, 1), None),
                    ("today", "c", date(2024, 7, 9), DAY),
                    ("final", "c", date(2025, 9, 1), date(2025, 9, 2)),
                    ("theirs", "other", date(2024, 1, 1), None),
                ]
            ],
        }
    )


def test_partners_of_the_day_the_coordinator_first_and_the_unnamed_last():
    rows = partner_list(consortium="c", as_of=DAY).rows
    assert rows.select("participation_id", "name", "legal_name", "role", "country", "joined_on", "note").rows() == [
        ("1", "VUB", "Vrije Universiteit Brussel", "coordinator", "BE", None, None),
        ("4", "TU Delft", None, "partner", "NL", date(2023, 1, 1), "Second phase."),
        ("2", None, None, "partner", None, None, "Not named."),
        ("3", "ETH Zürich", "ETH Zürich", "associated", "CH", None, None),
    ]
    coordinator = rows.row(0, named=True)
    assert coordinator["units"] == "Faculty; Shop"
    assert coordinator["other_names"] == "Free University"
    assert (coordinator["latitude"], coordinator["longitude"], coordinator["pic"]) == (50.8, 4.4, "999902094")


def test_partners_of_an_earlier_day():
    assert partner_list(consortium="c", as_of=date(2022, 12, 31)).rows["name"].to_list() == [
        "VUB",
        "Maps",
        None,
        "ETH Zürich",
    ]


def test_headlines_count_the_unnamed_and_say_how_many_countries_are_known():
    assert partner_headlines(consortium="c", as_of=DAY).rows.row(0, named=True) == {
        "participants": 4,
        "partners": 3,
        "associated": 1,
        "named": 3,
        "countries": 3,
        "with_country": 3,
        "coordinators": 1,
        "coordinator_names": "VUB",
        "higher_education": 3,
        "civil_society": 1,
        "other_types": 0,
    }


def test_headlines_of_nobody():
    row = partner_headlines(consortium="none", as_of=DAY).rows.row(0, named=True)
    assert row["participants"] == 0
    assert row["coordinator_names"] is None


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (DAY, [("4", "joined later"), ("5", "left"), ("6", "to join")]),
        (date(2024, 7, 9), [("4", "joined later"), ("5", "to leave"), ("6", "to join")]),
        (date(2022, 6, 30), [("4", "to join"), ("5", "to join"), ("6", "to join")]),
        (date(2025, 1, 1), [("4", "joined later"), ("5", "left"), ("6", "joined later")]),
    ],
)
def test_changes_as_seen_from_the_day(as_of, expected):
    assert partner_changes(consortium="c", as_of=as_of).rows.select("participation_id", "standing").rows() == expected


def test_nothing_changed_in_a_consortium_of_unknown_dates():
    assert partner_changes(consortium="other", as_of=date(2024, 7, 9)).rows.is_empty()


@pytest.mark.parametrize(("as_of", "noted_on"), [(date(2024, 7, 9), None), (DAY, DAY)])
def test_who_left_on_a_day_not_known_is_listed_and_marked_from_the_day_that_was_noted(as_of, noted_on):
    listed = partner_list(consortium="other", as_of=as_of).rows
    assert listed.select("organisation_id", "left_noted_on").rows() == [("late", None), ("map", noted_on)]
    assert partner_headlines(consortium="other", as_of=as_of).rows["participants"].item() == 2
    changes = partner_changes(consortium="other", as_of=as_of).rows.select("participation_id", "standing")
    assert changes.rows() == ([("8", "left, day not known")] if noted_on else [])


def test_funding_phases():
    assert funding_phase_list(consortium="c").rows.drop(
        "ends_on", "ends_precision", "agreement_number", "note"
    ).rows() == [
        ("p1", "Phase 1", "European Universities", None, None, 5_000_000.0),
        ("p2", "Phase 2", None, date(2023, 11, 1), "month", None),
    ]


def test_meetings_the_latest_first():
    assert meeting_list(consortium="c", as_of=DAY).rows.select("meeting_id", "standing").rows() == [
        ("final", "to come"),
        ("today", "now"),
        ("kick-off", "past"),
    ]
