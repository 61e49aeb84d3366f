from datetime import date
from typing import Any

import pytest

from queries.milestones import milestone_headlines, milestone_history, milestone_list

DAY = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def five_milestones(store_with):
    def event(milestone: str, kind: str, on: date, **more: object) -> dict[str, Any]:
        return {
            "event_id": f"{milestone} {kind}",
            "milestone_id": milestone,
            "consortium_id": "c",
            "event": kind,
            "effective_on": on,
            "position": 1 if kind == "planned" else 2,
            **more,
        }

    due = {
        "MS10": date(2025, 3, 31),
        "MS9": date(2025, 3, 31),
        "MS1": date(2024, 6, 30),
        "MS2": date(2025, 12, 31),
        "MS3": date(2025, 7, 15),
        "MS4": date(2025, 1, 31),
    }
    store_with(
        {
            "organisation": [{"organisation_id": "o", "short_name": "Örebro"}],
            "milestone": [
                {
                    "milestone_id": code,
                    "consortium_id": "c",
                    "code": code,
                    "title": "Kick-off" if code == "MS1" else "A milestone",
                    "lead_id": "o" if code == "MS3" else None,
                }
                for code in due
            ],
            "milestone_event": [
                *(event(code, "planned", date(2024, 1, 1), due_on=due_on) for code, due_on in due.items()),
                event("MS1", "achieved", date(2024, 7, 10)),
                event("MS2", "achieved", date(2025, 6, 1)),
                event("MS4", "removed", date(2025, 1, 1), reason="amendment"),
                event("MS9", "explained", date(2025, 4, 1), reason="elections"),
            ],
        }
    )


def test_overdue_milestones_come_first_then_open_ones_achieved_and_removed():
    rows = milestone_list(consortium="c", as_of=DAY).rows
    assert rows.select("code", "status", "current_due_on", "achieved_on", "explanation").rows() == [
        ("MS9", "overdue", date(2025, 3, 31), None, "elections"),
        ("MS10", "overdue", date(2025, 3, 31), None, None),
        ("MS3", "due soon", date(2025, 7, 15), None, None),
        ("MS1", "achieved", date(2024, 6, 30), date(2024, 7, 10), None),
        ("MS2", "achieved", date(2025, 12, 31), date(2025, 6, 1), None),
        ("MS4", "removed", date(2025, 1, 31), None, None),
    ]


@pytest.mark.parametrize(
    ("filters", "codes"),
    [
        ({"search": "KICK"}, ["MS1"]),
        ({"search": "orebro"}, ["MS3"]),
        ({"search": "ms1"}, ["MS10", "MS1"]),
        ({"statuses": ["overdue", "removed"]}, ["MS9", "MS10", "MS4"]),
        ({"search": "MS9", "statuses": ["achieved"]}, []),
    ],
)
def test_filters_narrow_the_list(filters, codes):
    assert milestone_list(consortium="c", as_of=DAY, **filters).rows["code"].to_list() == codes


def test_headlines_count_what_is_due_and_leave_out_what_was_removed():
    assert milestone_headlines(consortium="c", as_of=DAY).rows.to_dicts() == [
        {
            "in_count": 5,
            "due_so_far": 3,
            "achieved_of_due": 1,
            "achieved_early": 1,
            "overdue": 2,
            "explained_overdue": 1,
            "due_soon": 1,
        }
    ]
    (nobody,) = milestone_headlines(consortium="nobody", as_of=DAY).rows.to_dicts()
    assert set(nobody.values()) == {0}


def test_the_history_of_a_milestone_stands_latest_day_first():
    rows = milestone_history(milestone="MS9").rows
    assert rows.select("event", "effective_on", "due_on", "reason", "recorded_by", "is_taken_back").rows() == [
        ("explained", date(2025, 4, 1), None, "elections", "test", False),
        ("planned", date(2024, 1, 1), date(2025, 3, 31), None, "test", False),
    ]
