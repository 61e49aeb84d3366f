from datetime import date
from typing import Any

import pytest

from queries.compare import compare_curves, compare_facts, compare_lateness

DAY = date(2025, 1, 1)
ALL: dict[str, Any] = {"as_of": DAY, "consortia": ["a", "b", "c"]}


def event(deliverable: str, kind: str, on: date, due: date | None = None, precision: str = "day") -> dict[str, Any]:
    return {
        "event_id": f"{deliverable}-{kind}",
        "deliverable_id": deliverable,
        "consortium_id": deliverable[0],
        "event": kind,
        "effective_on": on,
        "effective_precision": precision,
        "due_on": due,
        "due_precision": due and precision,
    }


@pytest.fixture(autouse=True)
def three_consortia(store_with):
    """Alpha keeps records, beta is known to the year and month from public sources, gamma has no date at all."""
    begun = date(2024, 1, 1)
    store_with(
        {
            "consortium": [
                {
                    "consortium_id": "a",
                    "acronym": "Alpha",
                    "starts_on": begun,
                    "starts_precision": "day",
                    "ends_on": date(2026, 12, 31),
                    "ends_precision": "day",
                },
                {
                    "consortium_id": "b",
                    "acronym": "beta",
                    "starts_on": date(2020, 1, 1),
                    "starts_precision": "year",
                    "ends_on": date(2022, 12, 31),
                    "ends_precision": "year",
                    "record_basis": "public sources",
                },
                {"consortium_id": "c", "acronym": "Gamma"},
            ],
            "organisation": [{"organisation_id": "o", "country": "BE"}, {"organisation_id": "p", "country": "FI"}],
            "participation": [
                {"participation_id": "1", "consortium_id": "a", "organisation_id": "o"},
                {"participation_id": "2", "consortium_id": "a", "organisation_id": "p", "role": "associated"},
            ],
            "deliverable": [
                {"deliverable_id": f"{of}{n}", "consortium_id": of, "code": f"D{n}"}
                for of, n in [("a", 1), ("a", 2), ("a", 3), ("a", 4), ("b", 1), ("b", 2), ("c", 1)]
            ],
            "deliverable_event": [
                event("a1", "planned", begun, date(2024, 4, 1)),
                event("a1", "submitted", date(2024, 3, 22)),
                event("a2", "planned", begun, date(2024, 7, 1)),
                event("a2", "submitted", date(2024, 7, 11)),
                event("a3", "planned", begun, date(2024, 12, 22)),
                event("a4", "planned", begun, date(2025, 7, 1)),
                event("b1", "planned", date(2020, 1, 1), date(2020, 5, 1), "month"),
                event("b1", "submitted", date(2020, 5, 1), precision="month"),
                event("b2", "planned", date(2020, 1, 1), date(2021, 1, 1), "year"),
                event("c1", "planned", begun, date(2024, 2, 1)),
            ],
            "engagement": [
                {
                    "engagement_id": f"e{n}",
                    "consortium_id": "a",
                    "held_on": on,
                    "cso_id": cso,
                    "initiator": initiator,
                    "student": students,
                }
                for n, (on, cso, initiator, students) in enumerate(
                    [
                        (date(2024, 2, 1), "x", "cso", 5),
                        (date(2024, 5, 1), "x", "partner", None),
                        (date(2024, 5, 1), "y", None, 7),
                        (date(2025, 2, 1), "y", "cso", 9),
                    ]
                )
            ],
            "indicator": [
                {"indicator_id": f"i{n}", "consortium_id": "a", "code": f"I{n}", "baseline": 0, "target": target}
                for n, target in enumerate([10, 10, 0, None])
            ],
            "indicator_value": [
                {"indicator_id": f"i{n}", "consortium_id": "a", "observed_on": begun, "recorded_on": begun, "value": 10}
                for n in (0, 2, 3)
            ],
        }
    )


def test_curves_are_shares_of_the_plan_over_months_since_the_start():
    rows = compare_curves(**ALL).rows
    assert rows.filter(consortium_id="a").select("day", "months", "due_share", "delivered_share").rows() == [
        (date(2024, 1, 1), 0.0, 0.0, 0.0),
        (date(2024, 3, 22), 2.66, 0.0, 0.25),
        (date(2024, 4, 1), 2.99, 0.25, 0.25),
        (date(2024, 7, 1), 5.98, 0.5, 0.25),
        (date(2024, 7, 11), 6.31, 0.5, 0.5),
        (date(2024, 12, 22), 11.7, 0.75, 0.5),
        (DAY, 12.02, 0.75, 0.5),
        (date(2025, 7, 1), 17.97, 1.0, None),
    ]
    assert rows.filter(consortium_id="a").select("in_count", "dated", "not_known").row(0) == (4, 4, 0)


def test_what_is_known_to_the_month_or_year_counts_from_its_last_day_on_and_ends_with_the_consortium():
    rows = compare_curves(**ALL).rows.filter(consortium_id="b")
    assert rows.select("day", "due_share", "delivered_share", "not_known").rows() == [
        (date(2020, 1, 1), 0.0, 0.0, 1),
        (date(2020, 5, 31), 0.5, 0.5, 1),
        (date(2021, 12, 31), 1.0, 0.5, 1),
        (date(2022, 12, 31), 1.0, 0.5, 1),
    ]


def test_a_consortium_without_a_start_has_no_curve_but_its_facts():
    assert set(compare_curves(**ALL).rows["consortium_id"]) == {"a", "b"}
    assert compare_facts(**ALL).rows["acronym"].to_list() == ["Alpha", "beta", "Gamma"]


def test_before_the_start_nothing_is_delivered_and_nothing_is_claimed():
    rows = compare_curves(as_of=date(2019, 1, 1), consortia=["a", "b"]).rows
    assert rows.is_empty()


def test_facts_say_what_they_are_out_of():
    facts = compare_facts(**ALL).rows.filter(consortium_id="a").row(0, named=True)
    assert {name: facts[name] for name in facts if name not in ("consortium_id", "acronym", "starts_on")} == {
        "fictional": False,
        "record_basis": "records",
        "stage": "running",
        "partners": 1,
        "in_count": 4,
        "delivered": 2,
        "known": 4,
        "due_baseline": 3,
        "on_time_baseline": 1,
        "due_current": 3,
        "on_time_current": 1,
        "engagements": 3,
        "counted": 2,
        "headcount": 12,
        "csos": 2,
        "known_initiator": 2,
        "cso_initiated": 1,
        "csos_active": 2,
        "csos_retained": 1,
        "indicators": 4,
        "measured": 1,  # of the others one has no value, one no target, and one a target equal to its baseline
        "reached": 1,
    }


def test_where_a_fate_is_not_known_no_share_is_made_of_those_that_are():
    facts = compare_facts(**ALL).rows.filter(consortium_id="b").row(0, named=True)
    wholes = ("known", "due_baseline", "due_current", "known_initiator", "csos_active", "measured")
    assert [facts[name] for name in ("in_count", "delivered", *wholes)] == [2, 1, 0, 0, 0, 0, 0, 0]
    assert facts["headcount"] is None


def test_lateness_is_of_what_is_known_to_the_day():
    rows = compare_lateness(**ALL).rows
    assert rows.select("acronym", "code", "days", "is_so_far").rows() == [
        ("Alpha", "D1", -10, False),
        ("Alpha", "D2", 10, False),
        ("Alpha", "D3", 10, True),
        ("Gamma", "D1", 335, True),
    ]
