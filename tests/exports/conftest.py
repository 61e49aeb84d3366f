from datetime import date
from typing import Any

import pytest

from data.store import Store

START = date(2024, 1, 1)
# A formula, a line break, markup of calendars, an emoji of three signs, right-to-left letters and a control character.
WICKED = "=cmd|' /C calc'!A0\nwith; a, \\ 👩\u200d🔬 \u05d3\u05d5\u05d7 \x07end"
LONG = "ü" * 40_000


def event(name: str, kind: str, on: date, **more: Any) -> dict[str, Any]:
    return {
        "event_id": f"{name} {kind} {on}",
        "deliverable_id": name,
        "consortium_id": "c",
        "event": kind,
        "effective_on": on,
        **more,
    }


@pytest.fixture
def store(store_with) -> Store:
    """One consortium with a late, a rescheduled, a delivered, a removed and a dateless deliverable."""
    plan = {
        "late": (WICKED, date(2024, 10, 31), "day"),
        "moved": (LONG, date(2024, 6, 30), "month"),
        "done": ("-1 is a title", date(2024, 3, 31), "day"),
        "gone": ("Removed", date(2024, 4, 30), "day"),
        "dateless": ("Without a date", None, None),
    }
    made: Store = store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "Beta", "starts_on": START, "fictional": True},
                {"consortium_id": "twin1", "acronym": "Twin"},
                {"consortium_id": "twin2", "acronym": "TWIN"},
            ],
            "organisation": [{"organisation_id": "o", "short_name": "Örebro"}],
            "deliverable": [
                {"deliverable_id": name, "consortium_id": "c", "code": f"D{number}", "title": title, "lead_id": "o"}
                for number, (name, (title, _, _)) in enumerate(plan.items(), start=1)
            ],
            "deliverable_event": [
                *[
                    event(name, "planned", START, due_on=due_on, due_precision=precision)
                    for name, (_, due_on, precision) in plan.items()
                ],
                event("late", "drafted", date(2024, 9, 1), progress=0.25),
                event(
                    "moved",
                    "rescheduled",
                    date(2024, 6, 1),
                    due_on=date(2024, 12, 31),
                    due_precision="month",
                    reason="+ a month",
                ),
                event("done", "submitted", date(2024, 4, 2)),
                event("gone", "removed", date(2024, 4, 1), reason="amendment"),
            ],
            "milestone": [{"milestone_id": "m", "consortium_id": "c", "code": "MS1", "title": "Kick-off"}],
            "milestone_event": [
                {
                    "event_id": "m",
                    "milestone_id": "m",
                    "consortium_id": "c",
                    "event": "planned",
                    "effective_on": START,
                    "due_on": date(2024, 12, 31),
                }
            ],
            "reporting_period": [
                {
                    "consortium_id": "c",
                    "period": 1,
                    "starts_on": START,
                    "ends_on": date(2024, 12, 31),
                    "report_due_on": date(2025, 3, 1),
                }
            ],
        }
    )
    return made


@pytest.fixture
def filled(store_with) -> Store:
    """A consortium of two partners of one name, with two deliverables, a CSO of each and their contacts."""
    scope: dict[str, Any] = {"consortium_id": "c"}
    made: Store = store_with(
        {
            "consortium": [scope | {"acronym": "Beta", "starts_on": START}],
            "organisation": [
                {"organisation_id": "a", "short_name": "Example", "legal_name": "Example A"},
                {"organisation_id": "b", "short_name": "Example", "country": "BE", "latitude": 51.0, "longitude": 3.75},
                {"organisation_id": "x", "legal_name": "Cross", "organisation_type": "CSO"},
                {"organisation_id": "y", "short_name": "Yard", "organisation_type": "CSO"},
                {"organisation_id": "z", "short_name": "Elsewhere", "organisation_type": "CSO"},
            ],
            "participation": [
                scope | {"participation_id": "pa", "organisation_id": "a", "budget_eur": 1000},
                scope
                | {
                    "participation_id": "pb",
                    "organisation_id": "b",
                    "joined_on": date(2024, 6, 1),
                    "joined_precision": "month",
                },
            ],
            "deliverable": [
                scope | {"deliverable_id": "d10", "code": "D1.10", "lead_id": "a"},
                scope | {"deliverable_id": "d9", "code": "D1.9", "lead_id": "b"},
            ],
            "deliverable_event": [
                scope
                | {
                    "event_id": f"{name}-{kind}",
                    "deliverable_id": name,
                    "event": kind,
                    "effective_on": START,
                    "due_on": date(2024, 12, 31) if kind == "planned" else None,
                    "due_precision": "year" if kind == "planned" else None,
                    "progress": 0.4 if kind == "drafted" else None,
                }
                for name, kind in (("d9", "planned"), ("d9", "drafted"), ("d10", "planned"), ("d10", "submitted"))
            ],
            "risk": [
                scope
                | {
                    "risk_id": "r",
                    "code": "R1",
                    "description": "Rain",
                    "foreseen": False,
                    "likelihood": "low",
                    "severity": "low",
                    "measures": "Umbrellas",
                    "identified_on": START,
                }
            ],
            "cso_relation": [scope | {"cso_id": "x", "partner_id": "a"}, scope | {"cso_id": "y", "partner_id": "b"}],
            "engagement": [scope | {"engagement_id": "e", "held_on": START, "partner_id": "a", "student": 0}],
        }
    )
    return made
