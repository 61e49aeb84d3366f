"""Quarters, and civil society organisations that come back."""

from datetime import date

import pytest

from data.store import Store


@pytest.mark.parametrize(
    ("held_on", "as_of", "quarter", "is_running"),
    [
        (date(2024, 1, 1), date(2024, 3, 30), date(2024, 1, 1), True),
        (date(2024, 1, 1), date(2024, 3, 31), date(2024, 1, 1), False),
        (date(2024, 3, 31), date(2024, 4, 1), date(2024, 1, 1), False),
        (date(2024, 12, 31), date(2024, 12, 31), date(2024, 10, 1), False),
        (date(2023, 5, 5), date(2024, 5, 5), date(2023, 4, 1), False),
    ],
)
def test_a_quarter_is_over_on_its_last_day(store_with, held_on, as_of, quarter, is_running):
    rows = store_with({}).fetch(
        "select quarter_of($held_on) as quarter, is_running_quarter($held_on, $as_of) as is_running",
        {"held_on": held_on, "as_of": as_of},
    )
    assert rows.row(0) == (quarter, is_running)


def quarters_active(store: Store, days: list[date], as_of: date) -> int:
    rows = store.fetch(
        "select quarters_active(held_on, $as_of) as quarters from (select unnest($days) as held_on)",
        {"days": days, "as_of": as_of},
    )
    return int(rows["quarters"][0])


def test_the_running_quarter_does_not_count(store_with):
    store, days = store_with({}), [date(2024, 1, 5), date(2024, 2, 5), date(2024, 5, 1)]
    assert quarters_active(store, days, date(2024, 5, 31)) == 1
    assert quarters_active(store, days, date(2024, 6, 30)) == 2


def test_headcount_is_not_known_where_nobody_counted(store_with):
    store = store_with(
        {
            "engagement": [
                {"engagement_id": "1", "consortium_id": "c", "held_on": date(2024, 1, 1)},
                {"engagement_id": "2", "consortium_id": "c", "held_on": date(2024, 1, 1), "student": 0},
                {"engagement_id": "3", "consortium_id": "c", "held_on": date(2024, 1, 1), "student": 4, "citizen": 3},
                {"engagement_id": "4", "consortium_id": "c", "held_on": date(2024, 2, 1), "student": 9},
            ]
        }
    )
    day = {"as_of": date(2024, 1, 31)}
    heads = store.fetch("select engagement_id, headcount from engagement_state($as_of) order by engagement_id", day)
    assert heads.rows() == [("1", None), ("2", 0), ("3", 7)]
    audiences = store.fetch(
        "select engagement_id, audience, headcount from engagement_audience($as_of) order by all", day
    )
    assert audiences.rows() == [("2", "student", 0), ("3", "citizen", 3), ("3", "student", 4)]
