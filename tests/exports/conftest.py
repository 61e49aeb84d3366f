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
