"""What blocks a report: each rule with a row that it finds and one that it must leave alone."""

from datetime import date
from typing import Any

import pytest

from data import store as stores

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


def justified(*recorded_on: date) -> Rows:
    return {
        "delay_justification": [
            {"deliverable_id": "d", "consortium_id": "c", "recorded_on": day, "justification": f"Said on {day}"}
            for day in recorded_on
        ]
    }


def activity(*states: tuple[date, str], name: str = "a") -> Rows:
    named = {"communication_activity_id": name, "consortium_id": "c"}
    return {
        "communication_activity": [named | {"code": name.upper(), "title": "An exhibition", "lead_id": "lead"}],
        "communication_activity_state": [
            named | {"effective_on": effective_on, "state": state, "reason": f"as of {effective_on}"}
            for effective_on, state in states
        ],
    }


def left(left_noted_on: date | None, left_on: date | None = None) -> Rows:
    return {
        "participation": [
            {
                "participation_id": "2",
                "consortium_id": "c",
                "organisation_id": "lead",
                "left_noted_on": left_noted_on,
                "left_on": left_on,
            }
        ]
    }


# Handed in and delivered, so that neither is an item of tests about something else.
PLAN: Rows = {
    "deliverable": [{"deliverable_id": "plan", "consortium_id": "c", "code": "D0", "deliverable_type": "DMP"}],
    "deliverable_event": [
        event("deliverable", "plan", "planned", START, due_on=date(2024, 6, 30)),
        event("deliverable", "plan", "submitted", date(2024, 6, 1)),
    ],
}
TOLD: Rows = activity((START, "delivered"), name="told")


@pytest.fixture
def preflight(store_with):
    """Return a function: rows and a day in, the blocking items out."""

    def ask(
        *parts: Rows, as_of: date = DAY, record_basis: str = "records", plan: bool = True, told: bool = True
    ) -> list[tuple[Any, ...]]:
        rows: Rows = {
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "starts_on": START, "record_basis": record_basis},
            ],
            "reporting_period": [{"consortium_id": "c", **period} for period in PERIODS],
            "participation": [
                {"participation_id": "1", "consortium_id": "c", "organisation_id": "head", "role": "coordinator"}
            ],
            "organisation": [{"organisation_id": "head"}, {"organisation_id": "lead", "short_name": "Lead"}],
            "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "One", "lead_id": "wp lead"}],
        }
        for part in (*parts, *([PLAN] if plan else []), *([TOLD] if told else [])):
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


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [(date(2024, 11, 20), "submit again"), (date(2024, 11, 19), "submit again or justify")],
)
def test_what_came_back_is_to_be_submitted_again(preflight, due_on, sentence):
    found = preflight(
        deliverable(
            event("deliverable", "d", "submitted", date(2024, 10, 1)),
            event("deliverable", "d", "returned", date(2024, 11, 1), reason="too short"),
            due_on=due_on,
        )
    )
    assert [item[-1] for item in found] == [sentence]


@pytest.mark.parametrize("kind", ["removed", "merged"])
def test_what_left_the_count_does_not_block(preflight, kind):
    left = event("deliverable", "d", kind, date(2024, 11, 1), reason="amendment", merged_into_id="plan")
    assert preflight(deliverable(left)) == []


@pytest.mark.parametrize(
    ("on", "blocks"),
    [
        (date(2024, 10, 31), True),  # not late yet
        (date(2024, 11, 1), False),
        (date(2024, 11, 20), False),
        (date(2024, 11, 21), True),  # not said yet on the day
    ],
)
def test_a_delay_is_justified_once_a_justification_is_recorded_after_the_due_date(preflight, on, blocks):
    assert bool(preflight(deliverable(), justified(on))) is blocks


def test_a_reason_given_with_an_event_is_no_justification(preflight):
    drafted = event("deliverable", "d", "drafted", date(2024, 11, 15), progress=0.5, reason="the author is ill")
    assert [item[-1] for item in preflight(deliverable(drafted))] == ["submit or justify"]


def test_a_rescheduling_wants_a_justification_of_its_own(preflight):
    moved = event("deliverable", "d", "rescheduled", date(2024, 11, 5), due_on=date(2024, 11, 10), reason="late data")
    assert [item[-1] for item in preflight(deliverable(moved), justified(date(2024, 11, 1)))] == ["submit or justify"]
    assert preflight(deliverable(moved), justified(date(2024, 11, 1), date(2024, 11, 11))) == []


def test_what_came_back_wants_a_justification_of_its_own(preflight):
    came_back = deliverable(
        event("deliverable", "d", "submitted", date(2024, 11, 5)),
        event("deliverable", "d", "returned", date(2024, 11, 10), reason="too short"),
    )
    assert [item[-1] for item in preflight(came_back, justified(date(2024, 11, 4)))] == ["submit again or justify"]
    assert preflight(came_back, justified(date(2024, 11, 10))) == []


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 10, 31), []),
        (date(2024, 11, 1), [(date(2024, 11, 1), "Said on 2024-11-01")]),
        (date(2024, 11, 14), [(date(2024, 11, 12), "Said on 2024-11-12")]),
        (date(2024, 11, 15), []),  # handed in
    ],
)
def test_the_latest_justification_stands_until_the_deliverable_is_handed_in(preflight, as_of, expected):
    handed_in = event("deliverable", "d", "submitted", date(2024, 11, 15))
    preflight(deliverable(handed_in), justified(date(2024, 11, 1), date(2024, 11, 12)))
    found = stores.fetch("select recorded_on, justification from justified_delay($as_of)", {"as_of": as_of})
    assert found.rows() == expected


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


@pytest.mark.parametrize(
    ("state", "blocks"), [("ongoing", True), ("postponed", True), ("delivered", False), ("cancelled", False)]
)
def test_a_communication_activity_left_open_blocks_the_last_report(preflight, state, blocks):
    item = (2, "communication activity", "A", "lead", date(2026, 3, 1), "deliver or cancel")
    assert preflight(activity((START, "ongoing"), (date(2024, 11, 20), state))) == ([item] if blocks else [])


def test_a_communication_activity_stands_as_it_stood_on_the_day(preflight):
    delivered = activity((date(2024, 3, 1), "ongoing"), (date(2024, 11, 21), "delivered"))
    assert [item[0] for item in preflight(delivered)] == [2]
    assert preflight(delivered, as_of=date(2024, 11, 21)) == []
    assert preflight(delivered, as_of=date(2024, 2, 29), plan=False) == []  # not known yet


def test_a_communication_activity_of_which_nothing_was_said_is_open(preflight):
    assert [item[-1] for item in preflight(activity())] == ["deliver or cancel"]


def test_every_report_wants_a_communication_activity_that_was_delivered(preflight):
    item = ("communication activity", None, "head", "deliver one")
    found = preflight(activity((START, "ongoing"), (date(2024, 11, 21), "delivered")), told=False)
    assert [(item[0], *item[1:4], item[5]) for item in found if item[5] == "deliver one"] == [(1, *item), (2, *item)]
    assert preflight(activity((START, "delivered"), (date(2024, 11, 21), "cancelled")), told=False) == []


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 2, 29), []),
        (date(2024, 3, 1), [("postponed", date(2024, 3, 1), "rain")]),
        (date(2024, 5, 2), [("ongoing", date(2024, 5, 2), None)]),
    ],
)
def test_the_state_of_a_communication_activity_comes_with_its_own_day_and_reason(store_with, as_of, expected):
    rows = activity((date(2024, 3, 1), "postponed"), (date(2024, 5, 2), "ongoing"))
    for state, reason in zip(rows["communication_activity_state"], ["rain", None], strict=True):
        state["reason"] = reason
    store = store_with(rows)
    found = store.fetch("select state, since, reason from communication_state($as_of)", {"as_of": as_of})
    assert found.rows() == expected


@pytest.mark.parametrize(
    ("noted_on", "left_on", "periods"),
    [
        (None, None, []),
        (date(2024, 11, 20), None, [1, 2]),
        (date(2024, 11, 21), None, []),  # not noted yet on the day
        (date(2024, 11, 20), date(2024, 11, 1), []),
        (date(2024, 11, 20), date(2025, 6, 30), []),  # an end date still to come is one
    ],
)
def test_a_partner_that_left_wants_the_day_it_left(preflight, noted_on, left_on, periods):
    item = ("participation", None, "head", "enter the day it left")
    found = preflight(left(noted_on, left_on))
    assert [(one[0], *one[1:4], one[5]) for one in found] == [(period, *item) for period in periods]


def test_a_partner_noted_as_left_after_a_report_was_due_does_not_concern_it(preflight):
    noted = left(date(2025, 3, 2))
    assert [item[0] for item in preflight(noted, as_of=date(2025, 3, 2))] == [2]


def test_a_partner_noted_as_left_counts_until_the_day_it_left_is_known(preflight):
    preflight(left(date(2024, 11, 20)))
    for as_of, noted_on in [(date(2024, 11, 19), None), (DAY, DAY)]:
        found = stores.fetch(
            "select organisation_id, left_noted_on from participation_state($as_of) order by participation_id",
            {"as_of": as_of},
        )
        assert found.rows() == [("head", None), ("lead", noted_on)]


def test_where_only_public_sources_speak_silence_is_no_item(preflight):
    rows = (deliverable(), milestone(), left(START), activity((START, "ongoing")))
    assert preflight(*rows, record_basis="public sources", plan=False, told=False) == []
