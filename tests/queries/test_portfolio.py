from datetime import date

import pytest

from queries.portfolio import (
    portfolio_choices,
    portfolio_headlines,
    portfolio_list,
    portfolio_marks,
    portfolio_page,
    portfolio_roll_up,
    portfolio_signals,
)

DAY = date(2026, 3, 31)
REAL = ("a", "b", "c")


@pytest.fixture(autouse=True)
def three_consortia_and_a_fictional_one(store_with):
    """Alpha keeps records, beta is known from public sources, gamma has hardly more than a name, DEMO is invented."""
    store_with(
        {
            "action_type": [
                {
                    "action_type_id": code,
                    "title": title,
                    "programme": "Erasmus+",
                    "first_call_year": 2014,
                    "language": "en",
                }
                for code, title in [("ka", "Knowledge Alliance"), ("sp", "Strategic Partnership")]
            ],
            "consortium": [
                {
                    "consortium_id": "a",
                    "acronym": "Alpha",
                    "title": "Rivers",
                    "action_type_id": "ka",
                    "call_year": 2023,
                    "starts_on": date(2024, 1, 1),
                    "starts_precision": "day",
                    "ends_on": date(2026, 12, 31),
                    "ends_precision": "day",
                    "grant_eur": 1000,
                },
                {
                    "consortium_id": "b",
                    "acronym": "beta",
                    "action_type_id": "sp",
                    "starts_on": date(2020, 1, 1),
                    "starts_precision": "year",
                    "ends_on": date(2022, 2, 28),
                    "ends_precision": "month",
                    "record_basis": "public sources",
                },
                {"consortium_id": "c", "acronym": "gamma", "selected_on": date(2026, 5, 1)},
                {"consortium_id": "d", "acronym": "DEMO", "action_type_id": "ka", "fictional": True, "grant_eur": 7},
            ],
            "funding_phase": [
                {"funding_phase_id": code, "consortium_id": of, "title": code, "starts_on": begun, "grant_eur": grant}
                for code, of, begun, grant in [
                    ("b1", "b", None, 30),
                    ("b2", "b", date(2021, 1, 1), None),
                    ("b3", "b", date(2026, 4, 1), 50),
                    ("c1", "c", None, 11),
                ]
            ],
            "organisation": [
                {"organisation_id": "vub", "short_name": "VUB", "legal_name": "Vrije Universiteit", "country": "BE"},
                {"organisation_id": "gdansk", "legal_name": "Politechnika Gdańska", "country": "PL"},
                {"organisation_id": "unnamed", "organisation_type": "CSO"},
                {"organisation_id": "made-up", "country": "FI", "fictional": True},
            ],
            "participation": [
                {"participation_id": code, "consortium_id": of, "organisation_id": who, "role": role, "left_on": left}
                for code, of, who, role, left in [
                    ("1", "a", "vub", "coordinator", None),
                    ("2", "a", "gdansk", "associated", None),
                    ("3", "b", "vub", "coordinator", None),
                    ("4", "b", "unnamed", "partner", None),
                    ("5", "b", "gdansk", "partner", date(2026, 1, 1)),
                    ("6", "d", "made-up", "coordinator", None),
                ]
            ],
            "deliverable": [
                {"deliverable_id": f"{of}{n}", "consortium_id": of, "code": f"D{n}"}
                for of, n in [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2), ("d", 1)]
            ],
            "deliverable_event": [
                {
                    "event_id": f"{deliverable}-{event}",
                    "deliverable_id": deliverable,
                    "consortium_id": deliverable[0],
                    "event": event,
                    "effective_on": on,
                    "effective_precision": precision,
                    "due_on": due,
                    "due_precision": due and "day",
                    "reason": "because",
                }
                for deliverable, event, on, precision, due in [
                    ("a1", "planned", date(2024, 1, 1), "day", date(2025, 1, 31)),
                    ("a1", "submitted", date(2025, 1, 20), "day", None),
                    ("a2", "planned", date(2024, 1, 1), "day", date(2026, 2, 28)),
                    ("a3", "planned", date(2024, 1, 1), "day", date(2026, 12, 31)),
                    ("a3", "submitted", date(2026, 2, 1), "day", None),
                    ("a3", "returned", date(2026, 3, 1), "day", None),
                    ("b1", "planned", date(2020, 1, 1), "year", date(2021, 12, 31)),
                    ("b2", "planned", date(2020, 1, 1), "year", None),
                    ("d1", "planned", date(2020, 1, 1), "day", date(2021, 1, 1)),
                ]
            ],
            "milestone": [{"milestone_id": "ms", "consortium_id": "a", "code": "MS1"}],
            "milestone_event": [
                {
                    "event_id": "ms-planned",
                    "milestone_id": "ms",
                    "consortium_id": "a",
                    "event": "planned",
                    "effective_on": date(2024, 1, 1),
                    "due_on": date(2026, 3, 30),
                }
            ],
            "risk": [
                {
                    "risk_id": code,
                    "consortium_id": "a",
                    "code": code,
                    "description": "Rain",
                    "foreseen": True,
                    "likelihood": "low",
                    "severity": "low",
                    "measures": "Umbrella",
                    "identified_on": on,
                }
                for code, on in [("r1", date(2024, 1, 1)), ("r2", date(2025, 1, 1)), ("r3", date(2026, 4, 1))]
            ],
            "risk_state": [
                {
                    "risk_id": "r1",
                    "consortium_id": "a",
                    "period": period,
                    "recorded_on": on,
                    "materialised": materialised,
                    "measures_applied": True,
                    "state_of_play": "Wet",
                }
                for period, on, materialised in [
                    (1, date(2025, 1, 1), True),
                    (2, date(2026, 1, 1), False),
                    (3, date(2027, 1, 1), True),
                ]
            ],
            "indicator": [
                {"indicator_id": code, "consortium_id": "a", "code": code, "baseline": 0, "target": target}
                for code, target in [("i1", 10), ("i2", 10), ("i3", None)]
            ],
            "indicator_value": [
                {
                    "indicator_id": code,
                    "consortium_id": "a",
                    "observed_on": date(2026, 3, 5),
                    "value": value,
                    "recorded_on": date(2026, 3, 6),
                }
                for code, value in [("i1", 10), ("i2", 9), ("i3", 1)]
            ],
            "reporting_period": [
                {
                    "consortium_id": "a",
                    "period": period,
                    "starts_on": begun,
                    "ends_on": ended,
                    "report_due_on": due,
                }
                for period, begun, ended, due in [
                    (1, date(2024, 1, 1), date(2025, 6, 30), date(2025, 8, 29)),
                    (2, date(2025, 7, 1), date(2026, 12, 31), date(2027, 3, 1)),
                ]
            ],
        }
    )


def acronyms(**filters: object) -> list[str]:
    return portfolio_page(as_of=DAY, **filters).rows["acronym"].to_list()  # type: ignore[arg-type]


def test_consortia_stand_by_acronym_and_the_fictional_one_only_when_asked_in():
    assert acronyms() == ["Alpha", "beta", "gamma"]
    assert acronyms(with_fictional=True) == ["Alpha", "beta", "DEMO", "gamma"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"search": "RIVERS"}, ["Alpha"]),
        ({"search": "gdansk"}, ["Alpha"]),
        ({"search": "bet"}, ["beta"]),
        ({"action_types": ["ka"]}, ["Alpha"]),
        ({"action_types": ["ka"], "with_fictional": True}, ["Alpha", "DEMO"]),
        ({"countries": ["PL"]}, ["Alpha"]),
        ({"countries": ["PL", "BE"]}, ["Alpha", "beta"]),
        ({"stages": ["ended", "not begun"]}, ["beta", "gamma"]),
        ({"stages": ["ended"], "countries": ["PL"]}, []),
    ],
)
def test_filters_narrow_the_list_together(filters, found):
    assert acronyms(**filters) == found


def test_a_page_of_the_list_follows_those_passed_over():
    assert acronyms(most=2) == ["Alpha", "beta"]
    assert acronyms(most=2, passed_over=2) == ["gamma"]


def test_partners_of_the_day_are_counted_and_those_who_left_are_not():
    rows = portfolio_list(as_of=DAY, consortia=REAL).rows
    assert rows.select("coordinator", "partners", "associated", "countries").rows() == [
        ("VUB", 1, 1, 2),
        ("VUB", 2, None, 1),
        (None, 0, 0, 0),
    ]


def test_deliverables_of_which_nothing_is_known_are_not_called_undelivered():
    rows = portfolio_list(as_of=DAY, consortia=REAL).rows
    assert rows.select("in_count", "delivered", "overdue", "not_known").rows() == [
        (3, 1, 1, 0),
        (2, None, None, 2),
        (None, None, None, None),
    ]


def test_a_period_is_as_wide_as_its_precision_and_begins_with_the_selection_where_no_start_is_known():
    rows = portfolio_list(as_of=DAY, consortia=REAL).rows
    assert rows.select("begins_earliest_on", "begins_latest_on", "ends_earliest_on", "ends_latest_on").rows() == [
        (date(2024, 1, 1), date(2024, 1, 1), date(2026, 12, 31), date(2026, 12, 31)),
        (date(2020, 1, 1), date(2020, 12, 31), date(2022, 2, 1), date(2022, 2, 28)),
        (date(2026, 5, 1), date(2026, 5, 1), None, None),
    ]


def test_a_grant_is_the_consortiums_own_or_that_of_its_phases_begun_by_the_day():
    def grants(day: date) -> list[tuple[object, ...]]:
        return portfolio_list(as_of=day, consortia=REAL).rows.select("grant_eur", "phases", "phases_with_grant").rows()

    assert grants(DAY) == [(1000.0, None, None), (30.0, 2, 1), (None, None, None)]
    assert grants(date(2026, 5, 1)) == [(1000.0, None, None), (80.0, 3, 2), (11.0, 1, 1)]


def test_choices_name_each_value_with_how_many_consortia_have_it():
    rows = portfolio_choices(as_of=DAY, with_fictional=True).rows
    assert rows.select("field", "value", "title", "consortia").rows() == [
        ("action_type", "ka", "Knowledge Alliance", 2),
        ("action_type", "sp", "Strategic Partnership", 1),
        ("country", "BE", None, 2),
        ("country", "FI", None, 1),
        ("country", "PL", None, 1),
        ("stage", "ended", None, 1),
        ("stage", "not begun", None, 1),
        ("stage", "not known", None, 1),
        ("stage", "running", None, 1),
    ]
    assert "FI" not in portfolio_choices(as_of=DAY).rows["value"]


def test_an_organisation_in_two_consortia_is_one_organisation_and_two_participations():
    row = portfolio_headlines(as_of=DAY).rows.row(0, named=True)
    assert row == {
        "consortia": 3,
        "organisations": 3,
        "organisations_with_country": 2,
        "countries": 2,
        "participations": 4,
        "running": 1,
        "with_grant": 2,
        "grant_eur": 1030.0,
    }


def test_figures_of_no_consortium_are_zero():
    assert portfolio_headlines(as_of=DAY, search="nobody").rows.row(0) == (0, 0, 0, 0, 0, 0, 0, None)
    assert portfolio_roll_up(as_of=DAY, search="nobody", part="country").rows.is_empty()
    assert portfolio_marks(as_of=DAY, consortia=[]).rows.is_empty()
    assert portfolio_signals(as_of=DAY, consortia=[]).rows.is_empty()


TAKING_PART = ("organisations", "consortia", "participations")
HANDED_IN = ("in_count", "known", "delivered", "due", "on_time")


@pytest.mark.parametrize(
    ("part", "taking_part", "handed_in"),
    [
        (
            "action_type",
            [("ka", 2, 1, 2), ("sp", 2, 1, 2), (None, 0, 1, 0)],
            # Of beta nothing is known: its two deliverables are in no share.
            [(3, 3, 1, 2, 1), (2, 0, 0, 0, 0), (0, 0, 0, 0, 0)],
        ),
        (
            "country",
            [("BE", 1, 2, 2), ("PL", 1, 1, 1), (None, 1, 1, 1)],
            [(0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (5, 3, 1, 2, 1)],  # nobody is known to lead
        ),
        (
            "year",
            [("2020", 2, 1, 2), ("2024", 2, 1, 2), ("2026", 0, 1, 0)],
            [(2, 0, 0, 0, 0), (3, 3, 1, 2, 1), (0, 0, 0, 0, 0)],
        ),
    ],
)
def test_roll_ups_are_sums_with_the_unknown_part_last(part, taking_part, handed_in):
    rows = portfolio_roll_up(as_of=DAY, part=part).rows
    assert rows.select("part", *TAKING_PART).rows() == taking_part
    assert rows.select(HANDED_IN).rows() == handed_in


def test_action_types_come_with_their_title():
    rows = portfolio_roll_up(as_of=DAY, stages=["running", "not begun"], part="action_type").rows
    assert rows.select("title", "programme").rows() == [("Knowledge Alliance", "Erasmus+"), (None, None)]


def test_marks_stand_where_things_are_due_with_their_state():
    rows = portfolio_marks(as_of=DAY, consortia=["a", "b"]).rows
    assert rows.drop("title", "due_precision").rows() == [
        ("a", "deliverable", "D1", date(2025, 1, 31), "done"),
        ("a", "report", "1", date(2025, 8, 29), "past"),
        ("a", "deliverable", "D2", date(2026, 2, 28), "overdue"),
        ("a", "milestone", "MS1", date(2026, 3, 30), "overdue"),
        ("a", "deliverable", "D3", date(2026, 12, 31), "to come"),
        ("a", "report", "2", date(2027, 3, 1), "to come"),
        ("b", "deliverable", "D1", date(2021, 12, 31), "not known"),
    ]


def test_signals_of_a_consortium_with_records_each_say_what_they_are_out_of():
    assert portfolio_signals(as_of=DAY, consortia=["a"]).rows.to_dicts() == [
        {
            "consortium_id": "a",
            "acronym": "Alpha",
            "fictional": False,
            "record_basis": "records",
            "deliverables_due": 2,
            "deliverables_overdue": 1,
            "deliverables_handed_in": 2,
            "revisions_requested": 1,
            "milestones_due": 1,
            "milestones_overdue": 1,
            "risks": 2,
            "risks_materialised": 0,
            "indicators_measured": 2,
            "indicators_reached": 1,
            "reports": 2,
            "next_report_due_on": date(2027, 3, 1),
            "last_event_on": date(2026, 3, 5),
            "last_event_precision": "day",
        }
    ]


def test_signals_of_a_consortium_known_from_public_sources_stay_unknown_where_these_are_silent():
    row = portfolio_signals(as_of=DAY, consortia=["b"]).rows.row(0, named=True)
    assert (row["deliverables_due"], row["deliverables_overdue"]) == (0, 0)
    assert (row["last_event_on"], row["last_event_precision"]) == (date(2020, 1, 1), "year")
    asked = (
        "deliverables_handed_in",
        "revisions_requested",
        "milestones_due",
        "risks",
        "indicators_measured",
        "reports",
    )
    assert [row[name] for name in asked] == [None] * 6


def test_signals_follow_the_day():
    row = portfolio_signals(as_of=date(2025, 6, 30), consortia=["a"]).rows.row(0, named=True)
    assert (row["risks_materialised"], row["deliverables_overdue"], row["indicators_measured"]) == (1, 0, 0)
    assert (row["next_report_due_on"], row["last_event_on"]) == (date(2025, 8, 29), date(2025, 1, 20))
