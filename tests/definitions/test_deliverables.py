"""The clocks and the status of a deliverable, on the vectors of the domain and on any order of valid events."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store import Store

START = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("starts_on", "month", "due"),
    [
        (date(2015, 9, 1), 1, date(2015, 9, 30)),
        (date(2015, 9, 1), 12, date(2016, 8, 31)),
        (date(2015, 9, 1), 18, date(2017, 2, 28)),
        (date(2015, 9, 1), 44, date(2019, 4, 30)),
        (date(2020, 10, 1), 10, date(2021, 7, 31)),
        (date(2015, 8, 31), 6, date(2016, 2, 28)),  # clamps to 29 February, then one day is taken
        (date(2015, 8, 29), 6, date(2016, 2, 28)),
        (date(2014, 8, 31), 6, date(2015, 2, 27)),
        (date(2017, 12, 31), 2, date(2018, 2, 27)),
    ],
)
def test_a_month_of_the_plan_becomes_a_day(store_with, starts_on, month, due):
    rows = store_with({}).fetch(
        "select month_due_on($starts_on, $month) as due", {"starts_on": starts_on, "month": month}
    )
    assert rows["due"].to_list() == [due]


def event(kind: str, on: date, position: int = 0, **more: Any) -> dict[str, Any]:
    reason = {"reason": "as agreed"} if kind in ("rescheduled", "returned", "removed") else {}
    merged = {"merged_into_id": "other"} if kind == "merged" else {}
    return {
        "event_id": f"{kind} {on} {position}",
        "deliverable_id": "d",
        "consortium_id": "c",
        "event": kind,
        "effective_on": on,
        "position": position,
        **({"due_precision": "day"} if "due_on" in more else {}),
        **reason,
        **merged,
        **more,
    }


def state(store: Store, as_of: date) -> dict[str, Any]:
    rows = store.fetch("select * from deliverable_state($as_of)", {"as_of": as_of})
    return rows.row(0, named=True) if rows.height else {}


def history(store_with, *events: dict[str, Any], record_basis: str = "records") -> Store:
    made: Store = store_with(
        {
            "consortium": [{"consortium_id": "c", "acronym": "C", "record_basis": record_basis}],
            "deliverable": [{"deliverable_id": "d", "consortium_id": "c", "code": "D1.1"}],
            "deliverable_event": events,
        }
    )
    return made


PLANNED = event("planned", START, due_on=date(2024, 6, 30))


@pytest.mark.parametrize(
    ("later", "as_of", "status", "overdue", "days_late"),
    [
        ([], date(2024, 5, 30), "planned", False, 0),
        ([], date(2024, 5, 31), "due soon", False, 0),
        ([], date(2024, 6, 30), "due soon", False, 0),
        ([], date(2024, 7, 1), "overdue", True, 1),
        ([event("drafted", date(2024, 3, 1), progress=0.4)], date(2024, 4, 1), "in preparation", False, 0),
        ([event("drafted", date(2024, 3, 1), progress=0.4)], date(2024, 6, 1), "due soon", False, 0),
        ([event("drafted", date(2024, 3, 1), progress=0.4)], date(2024, 7, 10), "overdue", True, 10),
        ([event("submitted", date(2024, 7, 5))], date(2024, 7, 4), "overdue", True, 4),
        ([event("submitted", date(2024, 7, 5))], date(2024, 7, 5), "submitted", False, 5),
        ([event("submitted", date(2024, 6, 20))], date(2024, 12, 1), "submitted", False, 0),
        (
            [event("submitted", date(2024, 6, 20)), event("returned", date(2024, 6, 25))],
            date(2024, 6, 26),
            "revision requested",
            False,
            0,
        ),
        (
            [event("submitted", date(2024, 6, 20)), event("returned", date(2024, 6, 25))],
            date(2024, 7, 26),
            "revision requested",
            True,
            0,
        ),
        (
            [
                event("submitted", date(2024, 6, 20)),
                event("returned", date(2024, 6, 25)),
                event("submitted", date(2024, 8, 1)),
            ],
            date(2024, 8, 2),
            "submitted",
            False,
            0,
        ),
        (
            [event("submitted", date(2024, 6, 20)), event("approved", date(2024, 9, 1))],
            date(2024, 9, 1),
            "accepted",
            False,
            0,
        ),
        ([event("removed", date(2024, 5, 1))], date(2024, 8, 1), "removed", False, None),
        ([event("merged", date(2024, 5, 1))], date(2024, 8, 1), "merged", False, None),
        ([event("merged", date(2024, 5, 1))], date(2024, 4, 30), "planned", False, 0),
        (
            [event("rescheduled", date(2024, 6, 1), due_on=date(2024, 9, 30))],
            date(2024, 7, 15),
            "planned",
            False,
            0,
        ),
    ],
)
def test_status_and_lateness_on_a_day(store_with, later, as_of, status, overdue, days_late):
    found = state(history(store_with, PLANNED, *later), as_of)
    assert (found["status"], found["is_overdue"], found["days_late"]) == (status, overdue, days_late)


def test_the_three_clocks_never_overwrite_each_other(store_with):
    store = history(
        store_with,
        PLANNED,
        event("rescheduled", date(2024, 6, 1), due_on=date(2024, 9, 30)),
        event("rescheduled", date(2024, 9, 1), due_on=date(2024, 10, 31)),
        event("submitted", date(2024, 10, 15)),
    )
    found = state(store, date(2024, 12, 31))
    assert found["baseline_due_on"] == date(2024, 6, 30)
    assert found["current_due_on"] == date(2024, 10, 31)
    assert found["first_submitted_on"] == date(2024, 10, 15)
    assert found["slip_days"] == 123
    assert found["days_late"] == 0
    assert found["is_on_time_baseline"] is False
    assert found["is_on_time_current"] is True
    assert state(store, date(2024, 6, 15))["current_due_on"] == date(2024, 9, 30)
    assert state(store, date(2024, 5, 31))["current_due_on"] == date(2024, 6, 30)


def test_nothing_is_known_before_it_was_planned(store_with):
    assert state(history(store_with, PLANNED), START - timedelta(days=1)) == {}


def test_silence_of_public_sources_is_not_lateness(store_with):
    planned = event("planned", START, due_on=date(2024, 12, 31), due_precision="year")
    store = history(store_with, planned, record_basis="public sources")
    assert state(store, date(2024, 5, 1))["status"] == "planned"
    found = state(store, date(2025, 1, 1))
    assert (found["status"], found["is_overdue"], found["days_late"]) == ("not known", False, None)
    assert found["is_on_time_baseline"] is None


def test_without_a_due_date_nobody_knows_how_late_it_is(store_with):
    store = history(
        store_with, event("planned", START), event("submitted", date(2024, 7, 5)), record_basis="public sources"
    )
    found = state(store, date(2024, 12, 31))
    assert (found["status"], found["days_late"], found["slip_days"]) == ("submitted", None, None)
    assert (found["is_on_time_baseline"], found["is_on_time_current"]) == (None, None)


VALID_NEXT = {
    "open": ["rescheduled", "drafted", "submitted", "merged", "removed"],
    "submitted": ["returned", "approved"],
    "gone": [],
    "accepted": [],
}
MOVES_TO = {"submitted": "submitted", "returned": "open", "approved": "accepted", "merged": "gone", "removed": "gone"}


@st.composite
def valid_histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    events = [event("planned", START, due_on=START + timedelta(days=draw(st.integers(1, 400))))]
    standing, on = "open", START
    for position in range(1, draw(st.integers(1, 8))):
        if not VALID_NEXT[standing]:
            break
        kind = draw(st.sampled_from(VALID_NEXT[standing]))
        on += timedelta(days=draw(st.integers(0, 90)))
        more: dict[str, Any] = {}
        if kind == "rescheduled":
            more = {"due_on": START + timedelta(days=draw(st.integers(1, 900)))}
        if kind == "drafted":
            more = {"progress": draw(st.floats(0, 1))}
        events.append(event(kind, on, position, **more))
        standing = MOVES_TO.get(kind, standing)
    return events


def naive_status(events: list[dict[str, Any]], as_of: date) -> str | None:
    """The status by reading the rules line by line, without SQL."""
    past = [one for one in events if one["effective_on"] <= as_of]
    if not past:
        return None
    kinds = [one["event"] for one in past if one["event"] in MOVES_TO]
    due = [one["due_on"] for one in past if "due_on" in one][-1]
    last = kinds[-1] if kinds else ""
    if last in ("removed", "merged"):
        return last
    if last in ("approved", "submitted", "returned"):
        return {"approved": "accepted", "submitted": "submitted", "returned": "revision requested"}[last]
    if as_of > due:
        return "overdue"
    if due <= as_of + timedelta(days=30):
        return "due soon"
    return "in preparation" if any(one["event"] == "drafted" for one in past) else "planned"


@pytest.fixture(scope="module")
def empty_store():
    store = Store(":memory:")
    yield store
    store.close()


@given(events=valid_histories(), offset=st.integers(-1, 1000), later=st.integers(1, 100))
def test_any_valid_history_has_one_status_a_day_and_the_future_never_changes_the_past(
    empty_store, events, offset, later
):
    as_of = START + timedelta(days=offset)
    base = {"source_id": "s", "effective_precision": "day"}

    def write(change):
        change.append("consortium", [{"consortium_id": "c", "acronym": "C", "language": "en", "record_basis": "records",
                                      "fictional": False, "source_id": "s"}])  # fmt: skip
        change.append("deliverable", [{"deliverable_id": "d", "consortium_id": "c", "code": "D1.1", "title": "D",
                                       "language": "en", "source_id": "s"}])  # fmt: skip
        change.append("deliverable_event", [base | one for one in events])
        before = change.fetch("select * from deliverable_state($as_of)", {"as_of": as_of})
        change.append("deliverable_event", [base | event("rescheduled", as_of + timedelta(days=later), 99,
                                                         due_on=as_of + timedelta(days=500))])  # fmt: skip
        after = change.fetch("select * from deliverable_state($as_of)", {"as_of": as_of})
        raise Undone(before, after)

    with pytest.raises(Undone) as undone:
        empty_store.write(write, who="test", why="property", origin="sources")
    before, after = undone.value.args
    assert before.equals(after)
    assert before["status"].to_list() == [status for status in [naive_status(events, as_of)] if status]


class Undone(Exception):
    """Carries what was seen and rolls the transaction back."""


def test_numbers_are_ordered_by_the_numbers_in_them(store_with):
    store = store_with({})
    codes = ["MS10", "MS9", "D1.10", "d1.2", "D1.1", "D10.1", "10", "9", "", "D1.2.1"]
    ordered = store.fetch("select code from unnest($codes) as one (code) order by code_order(code)", {"codes": codes})
    assert ordered["code"].to_list() == ["", "9", "10", "D1.1", "d1.2", "D1.2.1", "D1.10", "D10.1", "MS9", "MS10"]


def test_what_a_public_source_lists_was_handed_in_on_a_day_nobody_knows(store_with):
    listed = date(2024, 6, 30)
    store = history(
        store_with,
        event("planned", START, due_on=date(2024, 3, 31)),
        event("submitted", listed, 1, listed_only=True),
        record_basis="public sources",
    )
    known = state(store, date(2024, 12, 31))
    assert (known["status"], known["is_delivered"], known["has_submission"]) == ("submitted", True, True)
    assert (known["first_submitted_on"], known["days_late"], known["is_on_time_baseline"]) == (None, None, None)
    assert state(store, date(2024, 6, 29))["status"] == "not known"
    held = store.fetch("select submitted_on, left_on, days from due_date_held(date '2024-12-31')")
    assert held.rows() == [(None, listed, None)]


def test_a_day_that_is_known_wins_over_one_on_which_it_was_listed(store_with):
    store = history(
        store_with,
        event("planned", START, due_on=date(2024, 3, 31)),
        event("submitted", date(2024, 4, 2), 1),
        event("submitted", date(2024, 6, 30), 2, listed_only=True),
        record_basis="public sources",
    )
    known = state(store, date(2024, 12, 31))
    assert (known["first_submitted_on"], known["days_late"]) == (date(2024, 4, 2), 2)
