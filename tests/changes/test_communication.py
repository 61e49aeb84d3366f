from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import store as stores
from data.changes.activities import AUDIENCES, STATES, CommunicationState, NewCommunicationActivity
from data.changes.communication import add_communication_activity, record_communication_state
from data.changes.events import Conflict
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change
from tests.conftest import DEMANDED
from tests.copies import empty_store

STARTS_ON = date(2024, 1, 1)
TODAY = date(2024, 11, 20)
FIRST = date(2024, 3, 1)
ROWS: dict[str, list[dict[str, Any]]] = {
    "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
    "consortium": [
        {"consortium_id": name, "acronym": name, "starts_on": STARTS_ON, "starts_precision": "day"}
        for name in ("c", "other")
    ],
    "organisation": [{"organisation_id": "o"}],
    "participation": [{"participation_id": "p", "consortium_id": "c", "organisation_id": "o"}],
    "communication_activity": [
        {"communication_activity_id": "a", "consortium_id": "c", "code": "C1", "title": "An exhibition"}
    ],
    "communication_activity_state": [
        {"communication_activity_id": "a", "consortium_id": "c", "effective_on": FIRST, "state": "ongoing"}
    ],
}


@pytest.fixture
def store(store_with) -> Store:
    """One consortium with an activity that is ongoing, and another consortium."""
    store: Store = store_with(ROWS)
    return store


def record(state: str, on: date = date(2024, 6, 3), *, activity: str = "a", seen: int | None = None) -> Change:
    reason = "The hall is rebuilt" if state in ("postponed", "cancelled") else None
    seen_version = stores.opened().version if seen is None else seen
    told = CommunicationState(state, on, reason)
    return record_communication_state(activity, told, who="a", today=TODAY, seen_version=seen_version)


def add(state: CommunicationState | None = None, **fields: Any) -> Change:
    given: dict[str, Any] = {"consortium_id": "c", "code": "C2", "title": "A film"} | fields
    first = state or CommunicationState("ongoing", TODAY)
    return add_communication_activity(NewCommunicationActivity(first=first, **given), who="a", today=TODAY)


def stands(store: Store, code: str = "C1", as_of: date = TODAY) -> list[tuple[Any, ...]]:
    return [
        *store.fetch(
            "select state, since, reason from communication_state($as_of) where code = $code",
            {"as_of": as_of, "code": code},
        ).rows()
    ]


@pytest.mark.parametrize("state", STATES[1:])
def test_a_state_follows_and_the_days_before_stay_as_they_were(store, state):
    assert record(state) == Change(store.version, 2)
    ((now, since, _),) = stands(store)
    assert (now, since) == (state, date(2024, 6, 3))
    assert stands(store, as_of=date(2024, 6, 2)) == [("ongoing", FIRST, None)]
    assert run_checks(store).filter(severity="fail").is_empty()


def test_what_was_put_off_goes_on_and_may_be_put_off_again(store):
    for on, state in [(6, "postponed"), (7, "ongoing"), (8, "postponed"), (9, "postponed"), (10, "delivered")]:
        record(state, date(2024, on, 1))
    assert [row[:2] for row in stands(store)] == [("delivered", date(2024, 10, 1))]


@pytest.mark.parametrize("last", ["delivered", "cancelled"])
def test_nothing_follows_what_is_delivered_or_cancelled_but_its_own_day_can_be_put_right(store, last):
    record(last)
    version = store.version
    with pytest.raises(Problem, match=r"“State” cannot be set.* record the right state for the same day, 2024-06-03"):
        record("ongoing", date(2024, 6, 4))
    assert store.version == version
    record("postponed")
    assert stands(store) == [("postponed", date(2024, 6, 3), "The hall is rebuilt")]


@pytest.mark.parametrize(
    ("activity", "state", "on", "reason", "said"),
    [
        ("b", "delivered", TODAY, None, "This communication activity is not on record"),
        ("a", "lost", TODAY, None, "“State” says lost"),
        ("a", "ongoing", TODAY, None, "“State” does not fit: this activity is ongoing already"),
        ("a", "postponed", TODAY, " ", "“Reason” is empty"),
        ("a", "cancelled", TODAY, None, "“Reason” is empty"),
        ("a", "cancelled", TODAY, "x" * 2001, "“Reason” has 2001 characters"),
        ("a", "delivered", TODAY + timedelta(days=1), None, "“Day” says 2024-11-21, which is still to come"),
        ("a", "delivered", date(2023, 12, 31), None, "“Day” says 2023-12-31, before the consortium began"),
        (
            "a",
            "delivered",
            date(2024, 2, 29),
            None,
            "“Day” says 2024-02-29, before the state last recorded, of 2024-03-01",
        ),
    ],
)
def test_a_state_that_is_wrong_is_refused_and_nothing_is_saved(store, activity, state, on, reason, said):
    version = store.version
    told = CommunicationState(state, on, reason)
    with pytest.raises(Problem) as refused:
        record_communication_state(activity, told, who="a", today=TODAY, seen_version=version)
    assert said in str(refused.value)
    assert store.version == version


def test_the_second_of_two_who_save_is_told_what_changed(store):
    seen = store.version
    record("postponed", seen=seen)
    with pytest.raises(Conflict) as conflict:
        record("delivered", TODAY, seen=seen)
    (change,) = conflict.value.changes
    assert (change.code, change.event, change.effective_on) == ("C1", "postponed", date(2024, 6, 3))
    record("delivered", TODAY, seen=conflict.value.version)
    assert stands(store) == [("delivered", TODAY, None)]


@pytest.mark.parametrize("audience", [None, *AUDIENCES])
def test_an_activity_is_added_with_its_first_state(store, audience):
    add(CommunicationState("postponed", FIRST, "No venue"), title="סרט 🙂", audience=audience, lead_id="o")
    assert stands(store, "C2") == [("postponed", FIRST, "No venue")]
    assert stands(store, "C2", date(2024, 2, 29)) == []
    added = store.fetch("select title, audience, lead_id from communication_activity where code = 'C2'").rows()
    assert added == [("סרט 🙂", audience, "o")]
    assert run_checks(store).filter(severity="fail").is_empty()


def test_a_number_taken_in_another_consortium_is_free(store):
    add(consortium_id="other", code="C1")
    assert store.fetch("select count(*) from communication_activity").item() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"consortium_id": "nobody"}, "This consortium is not on record"),
        ({"code": " "}, "“Number” has 0 characters"),
        ({"code": "C1"}, "“Number” says C1, which is taken"),
        ({"title": ""}, "“Title” has 0 characters"),
        ({"title": "x" * 10_000}, "“Title” has 10000 characters"),
        ({"audience": "martians"}, "“Audience” says martians"),
        ({"lead_id": "nobody"}, "“Lead partner” does not name"),
        ({"state": CommunicationState("cancelled", TODAY)}, "“Reason” is empty"),
        ({"state": CommunicationState("ongoing", TODAY + timedelta(days=1))}, "“Day” says 2024-11-21"),
    ],
)
def test_an_activity_with_a_wrong_field_is_not_added(store, fields, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        add(**fields)
    assert said in str(refused.value)
    assert store.version == version


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from(STATES), st.dates(date(2023, 12, 1), date(2024, 12, 1))), max_size=8),
    st.dates(FIRST, TODAY),
)
def test_any_attempts_leave_one_state_on_each_day_and_nothing_after_the_last(attempts, as_of):
    with empty_store() as store:
        rows = {
            entity: [DEMANDED.get(entity, {}) | {"source_id": "s"} | row for row in given]
            for entity, given in ROWS.items()
        }
        store.write(
            lambda change: [change.append(entity, given) for entity, given in rows.items()],
            who="test",
            why="rows of a test",
            origin="sources",
        )
        stores.use(store)
        for state, on in attempts:
            try:
                record(state, on)
            except Problem:
                continue
        assert run_checks(store).filter(severity="fail").is_empty()
        assert len(stands(store, as_of=as_of)) == 1
        told = store.fetch("select state from communication_activity_state order by effective_on")["state"].to_list()
        assert not {*told[:-1]} & {"delivered", "cancelled"}
        stores.use(None)
