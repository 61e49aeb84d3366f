from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store as stores
from data.changes.events import Conflict, MilestoneEvent, NewMilestone, possible_milestone_events
from data.changes.milestones import add_milestone, record_milestone_event, undo_last_milestone_event
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change
from queries.milestones import milestone_history
from tests.copies import empty_store

TODAY = date(2025, 6, 30)
NEEDED: dict[str, dict[str, Any]] = {
    "rescheduled": {"due_on": date(2025, 9, 30), "reason": "fieldwork began late"},
    "explained": {"reason": "the council votes in autumn"},
    "removed": {"reason": "amendment 1"},
}
STATE = "select status, count(*) as times from milestone_state($as_of) where milestone_id = 'm1' group by status"


def filled(store: Store) -> None:
    """One consortium with two milestones."""
    codes = ("m1", "m2")
    rows: dict[str, list[dict[str, Any]]] = {
        "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
        "organisation": [{"organisation_id": "o", "organisation_type": "HEI", "fictional": False, "source_id": "s"}],
        "consortium": [
            {
                "consortium_id": consortium,
                "acronym": consortium,
                "starts_on": date(2024, 1, 1) if consortium == "c" else None,
                "starts_precision": "day" if consortium == "c" else None,
                "ends_on": date(2026, 12, 31) if consortium == "c" else None,
                "language": "en",
                "record_basis": "records",
                "fictional": False,
                "source_id": "s",
            }
            for consortium in ("c", "undated")
        ],
        "participation": [
            {"participation_id": "p", "consortium_id": "c", "organisation_id": "o", "role": "partner", "source_id": "s"}
        ],
        "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "One", "source_id": "s"}],
        "milestone": [
            {"milestone_id": code, "consortium_id": "c", "code": code.upper(), "title": "A milestone", "source_id": "s"}
            for code in codes
        ],
        "milestone_event": [
            {
                "event_id": f"{code} planned",
                "milestone_id": code,
                "consortium_id": "c",
                "event": "planned",
                "effective_on": date(2024, 2, 1),
                "position": 1,
                "due_on": date(2024, 12, 31),
                "source_id": "s",
            }
            for code in codes
        ],
    }
    store.write(
        lambda change: [change.append(entity, given) for entity, given in rows.items()],
        who="test",
        why="rows of a test",
        origin="sources",
    )
    stores.use(store)


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        filled(store)
        yield store
        stores.use(None)


def record(
    event: str, on: date = date(2025, 1, 10), *, milestone: str = "m1", seen: int | None = None, **fields: Any
) -> Change:
    return record_milestone_event(
        MilestoneEvent(milestone, event, on, **NEEDED.get(event, {}) | fields),
        who="a",
        today=TODAY,
        seen_version=stores.opened().version if seen is None else seen,
    )


def add(**fields: Any) -> Change:
    given: dict[str, Any] = {
        "consortium_id": "c",
        "code": "MS9",
        "title": "New",
        "planned_on": TODAY,
        "due_month": 18,
    } | fields
    return add_milestone(NewMilestone(**given), who="a", today=TODAY)


def status(store: Store, as_of: date = TODAY) -> str:
    ((found, times),) = store.fetch(STATE, {"as_of": as_of}).rows()
    assert times == 1
    return str(found)


@pytest.mark.parametrize(
    ("before", "event", "then"),
    [
        ([], "achieved", "achieved"),
        ([], "explained", "overdue"),
        ([], "rescheduled", "planned"),
        ([], "removed", "removed"),
        (["explained", "rescheduled"], "achieved", "achieved"),
        (["rescheduled"], "removed", "removed"),
    ],
)
def test_an_event_that_can_follow_is_recorded_and_moves_the_status(store, before, event, then):
    for earlier in before:
        record(earlier)
    assert event in possible_milestone_events(None)
    assert record(event) == Change(store.version, 1 if before else 2)
    assert (status(store), status(store, date(2024, 6, 1))) == (then, "planned")


@pytest.mark.parametrize(
    ("before", "event", "said"),
    [
        ([], "planned", "does not name an event"),
        ([], "submitted", "does not name an event"),
        (["achieved"], "achieved", "nothing follows"),
        (["achieved"], "rescheduled", "nothing follows"),
        (["removed"], "achieved", "nothing follows"),
    ],
)
def test_an_event_that_cannot_follow_is_refused(store, before, event, said):
    for earlier in before:
        record(earlier)
    version = store.version
    with pytest.raises(Problem, match=said) as refused:
        record(event)
    assert "“Event”" in str(refused.value)
    assert store.version == version


@pytest.mark.parametrize(
    ("event", "fields", "said"),
    [
        ("achieved", {"milestone": "nobody"}, "This milestone is not on record"),
        ("achieved", {"on": TODAY + timedelta(days=1)}, "“Day” says 2025-07-01, which is still to come"),
        ("achieved", {"on": date(2023, 12, 31)}, "“Day” says 2023-12-31, before the consortium began on 2024-01-01"),
        ("achieved", {"on": date(2024, 1, 31)}, "“Day” says 2024-01-31, before the milestone was planned"),
        ("achieved", {"due_on": TODAY}, "“New due date” is filled in for another event"),
        ("rescheduled", {"due_on": None}, "“New due date” is empty"),
        ("rescheduled", {"due_on": date(2023, 12, 31)}, "due date 2023-12-31 lies before"),
        ("rescheduled", {"due_on": date(2028, 1, 1)}, "due date 2028-01-01 lies more than a year after"),
        ("rescheduled", {"reason": " \n"}, "“Reason” is empty"),
        ("explained", {"reason": None}, "“Reason” is empty"),
        ("removed", {"reason": "x" * 2001}, "“Reason” has 2001 characters"),
        ("removed", {"reason": "a\x00b"}, "“Reason” holds characters"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_saved(store, event, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        record(event, **fields)
    assert said in str(refused.value)
    assert store.version == version


@pytest.mark.parametrize("reason", ["תאריך חדש", "late 🙂", "first\nsecond", "'; drop table x; --"])
def test_text_of_any_script_is_kept_as_it_is(store, reason):
    record("explained", reason=reason)
    assert store.fetch(
        "select explanation from milestone_state(date '2025-06-30') where milestone_id = 'm1'"
    ).item() == (reason)


def test_the_second_of_two_who_save_is_told_what_changed_and_may_save_all_the_same(store):
    seen = store.version
    record("explained", seen=seen)
    record("explained", milestone="m2", seen=seen)
    with pytest.raises(Conflict) as conflict:
        record("achieved", seen=seen)
    (change,) = conflict.value.changes
    assert (change.code, change.event, change.effective_on, change.recorded_by, change.withdrawn) == (
        "M1",
        "explained",
        date(2025, 1, 10),
        "a",
        False,
    )
    with pytest.raises(Conflict):
        undo_last_milestone_event("m1", who="a", seen_version=seen)
    record("achieved", seen=conflict.value.version)
    assert status(store) == "achieved"


def test_the_event_recorded_last_is_taken_back_and_the_history_keeps_both(store):
    record("rescheduled")
    record("achieved", date(2025, 2, 1))
    undo_last_milestone_event("m1", who="b", seen_version=store.version)
    assert status(store) == "planned"
    undo_last_milestone_event("m1", who="b", seen_version=store.version)
    assert status(store) == "overdue"
    with pytest.raises(Problem, match="Only the plan"):
        undo_last_milestone_event("m1", who="b", seen_version=store.version)
    shown = milestone_history(milestone="m1").rows.select(
        "event", "effective_on", "due_on", "reason", "recorded_by", "is_taken_back", "taken_back_by"
    )
    assert shown.rows() == [
        ("achieved", date(2025, 2, 1), None, None, "a", True, "b"),
        ("rescheduled", date(2025, 1, 10), date(2025, 9, 30), "fieldwork began late", "a", True, "b"),
        ("planned", date(2024, 2, 1), date(2024, 12, 31), None, "test", False, None),
    ]


@pytest.mark.parametrize(
    ("fields", "due_on"),
    [
        ({}, date(2025, 6, 30)),
        ({"due_on": date(2026, 1, 5)}, date(2026, 1, 5)),
        ({"due_month": None, "due_on": date(2026, 1, 5), "work_package": "WP1", "lead_id": "o"}, date(2026, 1, 5)),
        ({"title": "כותרת 🙂" + "x" * 290, "means_of_verification": "Minutes,\nsigned"}, date(2025, 6, 30)),
    ],
)
def test_a_milestone_is_added_with_its_plan(store, fields, due_on):
    add(**fields)
    rows = store.fetch(
        "select title, work_package, lead_id, means_of_verification, baseline_due_on "
        "from milestone_state(date '2025-06-30') where code = 'MS9'"
    )
    assert rows.rows() == [
        (
            fields.get("title", "New"),
            fields.get("work_package"),
            fields.get("lead_id"),
            fields.get("means_of_verification"),
            due_on,
        )
    ]
    assert run_checks(store).filter(severity="fail").is_empty()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consortium_id": "nobody"}, "This consortium is not on record"),
        ({"code": " "}, "“Number” has 0 characters"),
        ({"code": "M1"}, "“Number” says M1, which is taken"),
        ({"title": ""}, "“Title” has 0 characters"),
        ({"title": "x" * 10_000}, "“Title” has 10000 characters"),
        ({"means_of_verification": "x" * 10_000}, "“Means of verification” has 10000 characters"),
        ({"work_package": "WP9"}, "“Work package” names WP9"),
        ({"lead_id": "nobody"}, "“Lead partner” does not name"),
        ({"due_month": None}, "“Due date” is empty"),
        ({"due_month": 0}, "“Month” says 0"),
        ({"due_month": 120}, "more than a year after"),
        ({"consortium_id": "undated"}, "“Month” cannot become a date"),
        ({"planned_on": TODAY + timedelta(days=1)}, "“Day” says 2025-07-01"),
        ({"planned_on": date(2023, 1, 1)}, "“Day” says 2023-01-01"),
    ],
)
def test_a_milestone_with_a_wrong_field_is_not_added(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        add(**fields)
    assert said in str(refused.value)
    assert store.version == version


EVENTS = ["planned", "rescheduled", "achieved", "explained", "removed", "undo"]
DAYS = st.dates(date(2023, 12, 1), date(2025, 8, 1))
FIRST, LAST = date(2024, 2, 1), date(2025, 8, 1)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(EVENTS), DAYS), max_size=8))
def test_any_attempts_leave_one_status_on_each_day_and_the_days_before_an_event_as_they_were(attempts):
    # Every fortnight and the days around the attempts.
    days = {FIRST + timedelta(days=14 * step) for step in range(39)} | {on for _, on in attempts}
    days |= {on - timedelta(days=1) for _, on in attempts}
    watched = sorted(day for day in days if FIRST <= day <= LAST)

    def seen(store: Store) -> dict[date, str]:
        return {day: status(store, day) for day in watched}

    with empty_store() as store:
        filled(store)
        before = seen(store)
        for event, on in attempts:
            try:
                if event == "undo":
                    undo_last_milestone_event("m1", who="a", seen_version=store.version)
                else:
                    record(event, on)
            except Problem:
                assert seen(store) == before
                continue
            after = seen(store)
            if event != "undo":
                assert {day: after[day] for day in watched if day < on} == {
                    day: before[day] for day in watched if day < on
                }
            before = after
        assert run_checks(store).filter(severity="fail").is_empty()
        stores.use(None)
