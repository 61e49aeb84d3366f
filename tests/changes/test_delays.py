from datetime import date, timedelta
from typing import Any

import pytest

from data.changes.delays import justify_delay, take_back_justification
from data.changes.deliverables import record_event
from data.changes.events import Conflict, Event
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change

TODAY = date(2024, 11, 20)
DUE_ON = date(2024, 10, 31)


@pytest.fixture(autouse=True)
def store(store_with) -> Store:
    """One consortium with a deliverable that is late, and one that is not due yet."""
    store: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "starts_on": date(2024, 1, 1), "starts_precision": "day"}
            ],
            "deliverable": [{"deliverable_id": code, "consortium_id": "c", "code": code} for code in ("D1", "D2")],
            "deliverable_event": [
                {
                    "event_id": f"{code} planned",
                    "deliverable_id": code,
                    "consortium_id": "c",
                    "event": "planned",
                    "effective_on": date(2024, 1, 1),
                    "due_on": due_on,
                    "due_precision": "day",
                }
                for code, due_on in [("D1", DUE_ON), ("D2", date(2024, 12, 31))]
            ],
        }
    )
    return store


def justify(store: Store, **given: Any) -> Change:
    said: dict[str, Any] = {"deliverable_id": "D1", "justification": "The author is ill", "on": TODAY} | given
    seen = said.pop("seen_version", store.version)
    return justify_delay(**said, who="a", today=TODAY, seen_version=seen)


def justified(store: Store, as_of: date = TODAY) -> list[tuple[Any, ...]]:
    found = store.fetch("select deliverable_id, recorded_on, justification from justified_delay($d)", {"d": as_of})
    return [*found.rows()]


def test_a_late_deliverable_is_justified_from_the_day_on_on_which_that_was_said(store):
    assert justify(store, on=date(2024, 11, 1), justification=" The author\nis ill ") == Change(store.version, 2)
    assert justified(store) == [("D1", date(2024, 11, 1), "The author\nis ill")]
    assert justified(store, DUE_ON) == []
    assert run_checks(store).filter(severity="fail").is_empty()


def test_a_second_justification_of_one_day_takes_the_place_of_the_first(store):
    justify(store)
    justify(store, justification="The archive was closed")
    assert justified(store) == [("D1", TODAY, "The archive was closed")]
    assert store.fetch("select count(*) from delay_justification_record").item() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"deliverable_id": "D9"}, "This deliverable is not on record"),
        ({"justification": " \n"}, "“Justification” is empty"),
        ({"justification": None}, "“Justification” is empty"),
        ({"justification": "x" * 2001}, "“Justification” has 2001 characters"),
        ({"justification": "a\x00b"}, "“Justification” holds characters"),
        ({"on": TODAY + timedelta(days=1)}, "“Day” says 2024-11-21, which is still to come"),
        ({"on": date(2023, 12, 31)}, "“Day” says 2023-12-31, before the consortium began"),
        ({"on": DUE_ON}, "“Day” says 2024-10-31, when this deliverable was not late"),
        ({"deliverable_id": "D2"}, "“Day” says 2024-11-20, when this deliverable was not late"),
    ],
)
def test_what_is_no_justification_of_a_delay_is_refused_and_nothing_is_saved(store, given, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        justify(store, **given)
    assert said in str(refused.value)
    assert (store.version, justified(store)) == (version, [])


def test_a_deliverable_that_was_handed_in_is_late_no_more(store):
    record_event(Event("D1", "submitted", TODAY), who="a", today=TODAY, seen_version=store.version)
    with pytest.raises(Problem, match="when this deliverable was not late"):
        justify(store)


def test_what_happened_to_the_deliverable_meanwhile_is_told_first(store):
    seen = store.version
    record_event(Event("D1", "drafted", TODAY, progress=0.5), who="b", today=TODAY, seen_version=seen)
    justify(store)
    with pytest.raises(Conflict) as conflict:
        justify(store, seen_version=seen)
    assert [(change.code, change.event, change.recorded_by) for change in conflict.value.changes] == [
        ("D1", "drafted", "b"),
        ("D1", "delay justified", "a"),
    ]
    justify(store, justification="As agreed", seen_version=conflict.value.version)
    assert justified(store) == [("D1", TODAY, "As agreed")]


def test_a_justification_is_taken_back_and_stays_in_the_records(store):
    seen = store.version
    justify(store)
    with pytest.raises(Conflict):
        take_back_justification("D1", TODAY, who="a", seen_version=seen)
    take_back_justification("D1", TODAY, who="a", seen_version=store.version)
    assert justified(store) == []
    assert store.fetch("select withdrawn from delay_justification_record order by version").rows() == [
        (False,),
        (True,),
    ]
    with pytest.raises(Problem, match="This justification is not on record"):
        take_back_justification("D1", TODAY, who="a", seen_version=store.version)
