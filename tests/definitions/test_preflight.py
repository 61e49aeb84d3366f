"""What blocks a report: each rule with a row that it finds and one that it must leave alone."""

from datetime import date
from typing import Any

import pytest

DAY = date(2024, 11, 20)
START = date(2024, 1, 1)
PERIODS = [
    {"period": 1, "starts_on": START, "ends_on": date(2024, 12, 31), "report_due_on": date(2025, 3, 1)},
    {"period": 2, "starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31), "report_due_on": date(2026, 3, 1)},
]
Rows = dict[str, list[dict[str, Any]]]


def event(entity: str, name: str, kind: str, on: date, **more: Any) -> dict[str, Any]:
    precise = {"due_precision": "day"} if entity == "deliverable" and "due_on" in more else {}
    return {
        "event_id": f"{name} {kind} {on}",
        f"{entity}_id": name,
        "consortium_id": "c",
        "event": kind,
        "effective_on": on,
        **precise,
        **more,
    }


def deliverable(*events: dict[str, Any], due_on: date = date(2024, 10, 31), **more: Any) -> Rows:
    return {
        "deliverable": [{"deliverable_id": "d", "consortium_id": "c", "code": "D1.1", "lead_id": "lead", **more}],
        "deliverable_event": [event("deliverable", "d", "planned", START, due_on=due_on), *events],
    }


def milestone(*events: dict[str, Any], due_on: date = date(2024, 10, 31)) -> Rows:
    return {
        "milestone": [{"milestone_id": "m", "consortium_id": "c", "code": "MS1", "work_package": "WP1"}],
        "milestone_event": [event("milestone", "m", "planned", START, due_on=due_on), *events],
    }


def risk(*states: dict[str, Any], identified_on: date = START) -> Rows:
    return {
        "risk": [
            {
                "risk_id": "r",
                "consortium_id": "c",
                "code": "R1",
                "description": "A risk",
                "foreseen": True,
                "likelihood": "low",
                "severity": "low",
                "measures": "Some",
                "identified_on": identified_on,
            }
        ],
        "risk_state": [
            {
                "risk_id": "r",
                "consortium_id": "c",
                "materialised": False,
                "measures_applied": False,
                "state_of_play": "Calm",
                **state,
            }
            for state in states
        ],
    }


def indicator(*values: dict[str, Any]) -> Rows:
    return {
        "indicator": [{"indicator_id": "i", "consortium_id": "c", "code": "I1"}],
        "indicator_value": [
            {"indicator_id": "i", "consortium_id": "c", "value": 1, "recorded_on": value["observed_on"], **value}
            for value in values
        ],
    }


# Handed in, so that the data management plan is no item of tests about something else.
PLAN: Rows = {
    "deliverable": [{"deliverable_id": "plan", "consortium_id": "c", "code": "D0", "deliverable_type": "DMP"}],
    "deliverable_event": [
        event("deliverable", "plan", "planned", START, due_on=date(2024, 6, 30)),
        event("deliverable", "plan", "submitted", date(2024, 6, 1)),
    ],
}


@pytest.fixture
def preflight(store_with):
    """Return a function: rows and a day in, the blocking items out."""

    def ask(*parts: Rows, as_of: date = DAY, record_basis: str = "records", plan: bool = True) -> list[tuple[Any, ...]]:
        rows: Rows = {
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "starts_on": START, "record_basis": record_basis},
            ],
            "reporting_period": [{"consortium_id": "c", **period} for period in PERIODS],
            "participation": [
                {"participation_id": "1", "consortium_id": "c", "organisation_id": "head", "role": "coordinator"}
            ],
            "organisation": [{"organisation_id": "head"}, {"organisation_id": "lead"}],
            "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "One", "lead_id": "wp lead"}],
        }
        for part in (*parts, *([PLAN] if plan else [])):
            for entity, given in part.items():
                rows[entity] = [*rows.get(entity, []), *given]
        found = store_with(rows).fetch(
            "select period, kind, code, responsible_id, due_on, sentence from preflight($as_of) "
            "where consortium_id = 'c' order by period, kind, code",
            {"as_of": as_of},
        )
        blocking: list[tuple[Any, ...]] = found.rows()
        return blocking

    return ask


def test_nothing_open_is_no_item(preflight):
    assert preflight() == []


def test_a_late_deliverable_blocks_the_report_on_the_period_it_is_due_in(preflight):
    assert preflight(deliverable()) == [
        (1, "deliverable", "D1.1", "lead", date(2024, 10, 31), "submit or justify"),
    ]


def test_a_deliverable_still_to_come_is_told_ahead(preflight):
    found = preflight(deliverable(), as_of=date(2024, 10, 31))
    assert [item[-1] for item in found] == ["submit"]
    assert [item[0] for item in preflight(deliverable(due_on=date(2025, 1, 1)))] == [2]


@pytest.mark.parametrize("last", ["submitted", "approved"])
def test_what_was_handed_in_does_not_block(preflight, last):
    submitted = event("deliverable", "d", "submitted", date(2024, 11, 1))
    more = [event("deliverable", "d", "approved", date(2024, 11, 5))] if last == "approved" else []
    assert preflight(deliverable(submitted, *more)) == []


def test_what_was_handed_in_later_blocked_until_then(preflight):
    assert preflight(deliverable(event("deliverable", "d", "submitted", date(2024, 11, 21)))) != []


def test_what_came_back_is_to_be_submitted_again(preflight):
    found = preflight(
        deliverable(
            event("deliverable", "d", "submitted", date(2024, 10, 1)),
            event("deliverable", "d", "returned", date(2024, 11, 1), reason="too short"),
        )
    )
    assert [item[-1] for item in found] == ["submit again"]


@pytest.mark.parametrize("kind", ["removed", "merged"])
def test_what_left_the_count_does_not_block(preflight, kind):
    left = event("deliverable", "d", kind, date(2024, 11, 1), reason="amendment", merged_into_id="plan")
    assert preflight(deliverable(left)) == []


@pytest.mark.parametrize(
    ("on", "reason", "blocks"),
    [
        (date(2024, 10, 30), "the author is ill", True),  # said before it was late
        (date(2024, 10, 31), "the author is ill", False),
        (date(2024, 11, 15), "the author is ill", False),
        (date(2024, 11, 15), None, True),
        (date(2024, 11, 21), "the author is ill", True),  # not said yet on the day
    ],
)
def test_a_delay_is_justified_by_a_reason_recorded_once_it_is_due(preflight, on, reason, blocks):
    found = preflight(deliverable(event("deliverable", "d", "drafted", on, progress=0.5, reason=reason)))
    assert bool(found) is blocks


def test_a_rescheduling_moves_the_deliverable_to_the_period_of_its_new_date(preflight):
    moved = event("deliverable", "d", "rescheduled", date(2024, 11, 1), due_on=date(2025, 2, 28), reason="late data")
    assert [(item[0], item[-1]) for item in preflight(deliverable(moved))] == [(2, "submit")]


def test_a_milestone_is_owed_by_the_lead_of_its_work_package(preflight):
    assert preflight(milestone()) == [(1, "milestone", "MS1", "wp lead", date(2024, 10, 31), "achieve or explain")]
    assert [item[-1] for item in preflight(milestone(due_on=date(2024, 12, 1)))] == ["achieve"]


@pytest.mark.parametrize("kind", ["achieved", "explained", "removed"])
def test_a_milestone_achieved_explained_or_removed_does_not_block(preflight, kind):
    assert preflight(milestone(event("milestone", "m", kind, date(2024, 11, 1), reason="as agreed"))) == []


def test_a_risk_wants_its_state_of_play_in_every_period_that_has_seen_it(preflight):
    told = {"period": 1, "recorded_on": date(2024, 11, 1)}
    assert [item[:4] for item in preflight(risk())] == [(1, "risk", "R1", "head"), (2, "risk", "R1", "head")]
    assert [item[0] for item in preflight(risk(told))] == [2]
    assert [item[0] for item in preflight(risk(told), as_of=date(2024, 10, 31))] == [1, 2]


def test_a_risk_does_not_concern_a_period_that_ended_before_it_was_seen(preflight):
    assert [item[0] for item in preflight(risk(identified_on=date(2025, 2, 1)), as_of=date(2025, 2, 2))] == [2]
    assert preflight(risk(identified_on=date(2025, 2, 1))) == []


def test_an_indicator_wants_an_actual_observed_in_the_period(preflight):
    assert [item[0] for item in preflight(indicator())] == [1, 2]
    assert [item[0] for item in preflight(indicator({"observed_on": date(2024, 11, 20)}))] == [2]
    assert [item[0] for item in preflight(indicator({"observed_on": date(2024, 11, 21)}))] == [1, 2]
    part = {"observed_on": date(2024, 11, 20), "axis": "country", "category": "BE"}
    assert [item[0] for item in preflight(indicator(part))] == [1, 2]


def test_the_data_management_plan_is_missing_after_month_six(preflight):
    assert preflight(plan=False, as_of=date(2024, 6, 30)) == []
    item = ("data management plan", "DMP", "head", date(2024, 6, 30), "submit data management plan")
    assert preflight(plan=False, as_of=date(2024, 7, 1)) == [(1, *item), (2, *item)]


def test_where_only_public_sources_speak_silence_is_no_item(preflight):
    assert preflight(deliverable(), milestone(), record_basis="public sources", plan=False) == []
