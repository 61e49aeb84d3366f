from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store as stores
from data.changes.deliverables import add_deliverable, record_event, undo_last_event
from data.changes.events import Conflict, Event, NewDeliverable, possible_events
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change
from queries.deliverables import deliverable_history
from tests.copies import empty_store

STARTS_ON = date(2024, 1, 1)
TODAY = date(2025, 6, 30)
NEEDED: dict[str, dict[str, Any]] = {
    "rescheduled": {"due_on": date(2025, 3, 31), "reason": "fieldwork began late"},
    "drafted": {"progress": 0.5},
    "returned": {"reason": "figures missing"},
    "merged": {"merged_into_id": "d2"},
    "removed": {"reason": "amendment 1"},
}
STATE = """
select status, count(*) as times
from deliverable_state($as_of)
where deliverable_id = $deliverable_id
group by status
"""


def filled(store: Store) -> None:
    """One consortium with two deliverables, and another one with a third."""

    def planned(deliverable_id: str, consortium_id: str) -> dict[str, object]:
        return {
            "event_id": f"{deliverable_id} planned",
            "deliverable_id": deliverable_id,
            "consortium_id": consortium_id,
            "event": "planned",
            "effective_on": date(2024, 2, 1),
            "effective_precision": "day",
            "position": 1,
            "due_on": date(2024, 12, 31),
            "due_precision": "day",
            "source_id": "s",
        }

    rows: dict[str, list[dict[str, Any]]] = {
        "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
        "organisation": [{"organisation_id": "o", "organisation_type": "HEI", "fictional": False, "source_id": "s"}],
        "consortium": [
            {
                "consortium_id": consortium,
                "acronym": consortium,
                "starts_on": starts_on,
                "starts_precision": "day" if starts_on else None,
                "ends_on": ends_on,
                "language": "en",
                "record_basis": "records",
                "fictional": False,
                "source_id": "s",
            }
            for consortium, starts_on, ends_on in [("c", STARTS_ON, date(2026, 12, 31)), ("other", None, None)]
        ],
        "participation": [
            {
                "participation_id": "p",
                "consortium_id": "c",
                "organisation_id": "o",
                "role": "coordinator",
                "source_id": "s",
            }
        ],
        "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "One", "source_id": "s"}],
        "deliverable": [
            {
                "deliverable_id": deliverable_id,
                "consortium_id": consortium,
                "code": deliverable_id.upper(),
                "title": "A deliverable",
                "language": "en",
                "source_id": "s",
            }
            for deliverable_id, consortium in [("d1", "c"), ("d2", "c"), ("x", "other")]
        ],
        "deliverable_event": [planned("d1", "c"), planned("d2", "c"), planned("x", "other")],
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
    event: str, on: date = date(2025, 1, 10), *, deliverable: str = "d1", seen: int | None = None, **fields: Any
) -> Change:
    given = NEEDED.get(event, {}) | fields
    return record_event(
        Event(deliverable, event, on, **given),
        who="a",
        today=TODAY,
        seen_version=stores.opened().version if seen is None else seen,
    )


def add(**fields: Any) -> Change:
    given: dict[str, Any] = {
        "consortium_id": "c",
        "code": "D9",
        "title": "New",
        "planned_on": TODAY,
        "due_month": 18,
    } | fields
    return add_deliverable(NewDeliverable(**given), who="a", today=TODAY)


def status(store: Store, deliverable: str = "d1", as_of: date = TODAY) -> str:
    ((found, times),) = store.fetch(STATE, {"as_of": as_of, "deliverable_id": deliverable}).rows()
    assert times == 1
    return str(found)


@pytest.mark.parametrize(
    ("before", "event", "then"),
    [
        ([], "drafted", "overdue"),
        ([], "submitted", "submitted"),
        ([], "merged", "merged"),
        ([], "removed", "removed"),
        (["submitted"], "returned", "revision requested"),
        (["submitted"], "approved", "accepted"),
        (["submitted"], "removed", "removed"),
        (["submitted", "returned"], "submitted", "submitted"),
        (["submitted", "returned"], "rescheduled", "revision requested"),
        (["submitted", "returned", "submitted"], "approved", "accepted"),
    ],
)
def test_an_event_that_can_follow_is_recorded_and_moves_the_status(store, before, event, then):
    for earlier in before:
        record(earlier)
    assert event in possible_events(before[-1] if before else None)
    assert record(event) == Change(store.version, 1 if before else 2)
    assert status(store) == then
    assert status(store, as_of=date(2024, 6, 1)) == "planned"


@pytest.mark.parametrize(
    ("before", "event", "said"),
    [
        ([], "approved", "only after it was submitted"),
        ([], "returned", "only after it was submitted"),
        ([], "planned", "does not name an event"),
        (["submitted"], "submitted", "is submitted and waits"),
        (["submitted"], "drafted", "is submitted and waits"),
        (["submitted", "returned"], "approved", "only after it was submitted"),
        (["submitted", "approved"], "submitted", "nothing follows"),
        (["merged"], "rescheduled", "nothing follows"),
        (["removed"], "submitted", "nothing follows"),
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
        ("submitted", {"deliverable": "nobody"}, "This deliverable is not on record"),
        ("submitted", {"on": TODAY + timedelta(days=1)}, "“Day” says 2025-07-01, which is still to come"),
        ("submitted", {"on": date(2023, 12, 31)}, "“Day” says 2023-12-31, before the consortium began on 2024-01-01"),
        ("submitted", {"on": date(2024, 1, 31)}, "“Day” says 2024-01-31, before the deliverable was planned"),
        ("submitted", {"due_on": TODAY}, "“New due date”, “Progress” and “Merged into”"),
        ("rescheduled", {"due_on": None}, "“New due date” is empty"),
        ("rescheduled", {"due_on": date(2023, 12, 31)}, "due date 2023-12-31 lies before"),
        ("rescheduled", {"due_on": date(2028, 1, 1)}, "due date 2028-01-01 lies more than a year after"),
        ("rescheduled", {"reason": " \n"}, "“Reason” is empty"),
        ("returned", {"reason": None}, "“Event”"),
        ("removed", {"reason": None}, "“Reason” is empty"),
        ("removed", {"reason": "a\x00b"}, "“Reason” holds characters"),
        ("removed", {"reason": "x" * 2001}, "“Reason” has 2001 characters"),
        ("drafted", {"progress": None}, "“Progress” is not between"),
        ("drafted", {"progress": 1.01}, "“Progress” is not between"),
        ("drafted", {"progress": float("nan")}, "“Progress” is not between"),
        ("merged", {"merged_into_id": None}, "“Merged into” is empty"),
        ("merged", {"merged_into_id": "d1"}, "“Merged into” does not name another"),
        ("merged", {"merged_into_id": "x"}, "“Merged into” does not name another"),
        ("merged", {"merged_into_id": "nobody"}, "“Merged into” does not name another"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_saved(store, event, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        record(event, **fields)
    assert said in str(refused.value)
    assert store.version == version


def test_an_answer_does_not_come_before_the_submission(store):
    record("submitted", date(2025, 2, 1))
    with pytest.raises(Problem, match="“Day” says 2025-01-31, before the last submission or answer on 2025-02-01"):
        record("approved", date(2025, 1, 31))


def test_nothing_is_merged_into_what_has_left_the_plan(store):
    record("removed", deliverable="d2")
    with pytest.raises(Problem, match="“Merged into” names D2, which is itself merged or removed"):
        record("merged")


@pytest.mark.parametrize(
    "reason", ["תאריך חדש", "late 🙂", "first\nsecond", "=cmd|' /C calc'!A0", "'; drop table x; --"]
)
def test_text_of_any_script_is_kept_as_it_is(store, reason):
    record("rescheduled", reason=reason)
    said = store.fetch("select reason from deliverable_event where event = 'rescheduled'")
    assert said.item() == reason


def test_the_second_of_two_who_save_is_told_what_changed_and_may_save_all_the_same(store):
    seen = store.version
    record("submitted", seen=seen)
    with pytest.raises(Conflict) as conflict:
        record("drafted", date(2025, 1, 20), seen=seen)
    (change,) = conflict.value.changes
    assert (change.event, change.effective_on, change.recorded_by) == ("submitted", date(2025, 1, 10), "a")
    assert (change.withdrawn, conflict.value.version) == (False, store.version)
    record("returned", date(2025, 1, 20), seen=conflict.value.version)
    assert status(store) == "revision requested"


def test_what_happens_to_another_deliverable_is_no_conflict(store):
    seen = store.version
    record("submitted", deliverable="d2")
    record("submitted", seen=seen)
    assert (status(store, "d1"), status(store, "d2")) == ("submitted", "submitted")


def test_the_event_recorded_last_is_taken_back_and_stays_in_the_records(store):
    record("submitted")
    record("approved")
    undo_last_event("d1", who="a", seen_version=store.version)
    assert status(store) == "submitted"
    undo_last_event("d1", who="a", seen_version=store.version)
    assert status(store) == "overdue"
    with pytest.raises(Problem, match="Only the plan"):
        undo_last_event("d1", who="a", seen_version=store.version)
    records = store.fetch("select withdrawn from deliverable_event_record where deliverable_id = 'd1' and version > 1")
    assert sorted(records["withdrawn"]) == [False, False, True, True]


def test_the_history_shows_what_was_taken_back_and_by_whom(store):
    record("submitted")
    undo_last_event("d1", who="b", seen_version=store.version)
    record("drafted", date(2025, 1, 5))
    shown = deliverable_history(deliverable="d1").rows.select(
        "event", "effective_on", "recorded_by", "is_taken_back", "taken_back_by", "progress"
    )
    assert shown.rows() == [
        ("submitted", date(2025, 1, 10), "a", True, "b", None),
        ("drafted", date(2025, 1, 5), "a", False, None, 0.5),
        ("planned", date(2024, 2, 1), "test", False, None, None),
    ]


def test_taking_back_is_a_conflict_too(store):
    seen = store.version
    record("submitted")
    with pytest.raises(Conflict):
        undo_last_event("d1", who="a", seen_version=seen)


@pytest.mark.parametrize(
    ("fields", "due_on"),
    [
        ({}, date(2025, 6, 30)),
        ({"due_on": date(2026, 1, 5)}, date(2026, 1, 5)),
        ({"due_month": None, "due_on": date(2026, 1, 5), "work_package": "WP1", "lead_id": "o"}, date(2026, 1, 5)),
        ({"title": "כותרת 🙂" + "x" * 290}, date(2025, 6, 30)),
    ],
)
def test_a_deliverable_is_added_with_its_plan(store, fields, due_on):
    add(**fields)
    rows = store.fetch("select baseline_due_on from deliverable_state(date '2025-06-30') where code = 'D9'")
    assert rows.rows() == [(due_on,)]
    assert run_checks(store).filter(severity="fail").is_empty()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consortium_id": "nobody"}, "This consortium is not on record"),
        ({"code": " "}, "“Number” has 0 characters"),
        ({"code": "D1"}, "“Number” says D1, which is taken"),
        ({"code": "D\x009"}, "“Number” holds characters"),
        ({"title": ""}, "“Title” has 0 characters"),
        ({"title": "x" * 10_000}, "“Title” has 10000 characters"),
        ({"title": "a\nb"}, "“Title” holds characters"),
        ({"work_package": "WP9"}, "“Work package” names WP9"),
        ({"lead_id": "nobody"}, "“Lead partner” does not name"),
        ({"due_month": None}, "“Due date” is empty"),
        ({"due_month": 0}, "“Month” says 0"),
        ({"due_month": 120}, "more than a year after"),
        ({"consortium_id": "other"}, "“Month” cannot become a date"),
        ({"planned_on": TODAY + timedelta(days=1)}, "“Day” says 2025-07-01"),
        ({"planned_on": date(2023, 1, 1)}, "“Day” says 2023-01-01"),
        ({"deliverable_type": "POEM"}, "“Type”"),
        ({"dissemination_level": "SECRET"}, "“Dissemination level”"),
    ],
)
def test_a_deliverable_with_a_wrong_field_is_not_added(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        add(**fields)
    assert said in str(refused.value)
    assert store.version == version


EVENTS = ["planned", "rescheduled", "drafted", "submitted", "returned", "approved", "merged", "removed"]
DAYS = st.dates(date(2023, 12, 1), date(2025, 8, 1))


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from([*EVENTS, "undo"]), st.sampled_from(["d1", "d2"]), DAYS),
        max_size=8,
    ),
    DAYS,
)
def test_any_attempts_leave_a_sound_store_with_one_status_on_each_day(attempts, as_of):
    with empty_store() as store:
        filled(store)
        for event, deliverable, on in attempts:
            try:
                if event == "undo":
                    undo_last_event(deliverable, who="a", seen_version=store.version)
                else:
                    record(event, on, deliverable=deliverable)
            except Problem:
                continue
        assert run_checks(store).filter(severity="fail").is_empty()
        for deliverable in ("d1", "d2"):
            assert status(store, deliverable)
            found = store.fetch(STATE, {"as_of": as_of, "deliverable_id": deliverable})
            assert found["times"].to_list() == ([1] if as_of >= date(2024, 2, 1) else [])
        stores.use(None)
