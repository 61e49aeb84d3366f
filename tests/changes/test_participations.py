from datetime import date, timedelta
from typing import Any

import pytest

from data.changes.events import Conflict
from data.changes.participations import end_participation, note_left, take_back_leaving
from data.checks import run_checks
from data.problems import Problem
from data.store import Store
from data.transaction import Change

TODAY = date(2024, 11, 20)
JOINED_ON = date(2024, 3, 1)
ENDS_ON = date(2025, 12, 31)


@pytest.fixture
def store(store_with) -> Store:
    """A partner that joined late, and one of which only the name is known."""
    store: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "consortium": [
                {
                    "consortium_id": "c",
                    "acronym": "C",
                    "starts_on": date(2024, 1, 1),
                    "starts_precision": "day",
                    "ends_on": ENDS_ON,
                }
            ],
            "organisation": [{"organisation_id": "o", "short_name": "One"}, {"organisation_id": "q"}],
            "participation": [
                {
                    "participation_id": "p",
                    "consortium_id": "c",
                    "organisation_id": "o",
                    "joined_on": JOINED_ON,
                    "joined_precision": "day",
                    "budget_eur": 1234.5,
                    "note": "kept",
                },
                {"participation_id": "q", "consortium_id": "c", "organisation_id": "q"},
            ],
        }
    )
    return store


def note(store: Store, participation_id: str = "p", on: date = TODAY) -> Change:
    return note_left(participation_id, on, who="a", today=TODAY, seen_version=store.version)


def end(store: Store, left_on: date, participation_id: str = "p", seen_version: int | None = None) -> Change:
    seen = store.version if seen_version is None else seen_version
    return end_participation(participation_id, left_on, who="a", today=TODAY, seen_version=seen)


def row(store: Store) -> tuple[Any, ...]:
    (found,) = store.fetch(
        "select left_on, left_noted_on, joined_on, budget_eur, note from participation where participation_id = 'p'"
    ).rows()
    return tuple(found)


def taking_part(store: Store, as_of: date) -> list[str]:
    found = store.fetch("select participation_id from participation_state($as_of) order by all", {"as_of": as_of})
    return found["participation_id"].to_list()


def test_who_is_noted_as_left_takes_part_until_the_day_it_left_is_entered(store):
    assert note(store) == Change(store.version, 2)
    assert taking_part(store, TODAY) == ["p", "q"]
    end(store, date(2024, 10, 1))
    assert row(store) == (date(2024, 10, 1), TODAY, JOINED_ON, 1234.5, "kept")
    assert (taking_part(store, date(2024, 9, 30)), taking_part(store, date(2024, 10, 1))) == (["p", "q"], ["q"])
    assert run_checks(store).filter(severity="fail").is_empty()


def test_the_day_it_left_is_put_right_and_the_day_of_the_note_stays(store):
    note(store, on=date(2024, 11, 4))
    end(store, date(2024, 10, 1))
    end(store, date(2024, 12, 1))
    assert row(store)[:2] == (date(2024, 12, 1), date(2024, 11, 4))
    assert store.fetch("select count(*) from participation_record where participation_id = 'p'").item() == 4


def test_a_leaving_nobody_noted_before_is_noted_with_its_day(store):
    end(store, JOINED_ON)
    assert row(store)[:2] == (JOINED_ON, TODAY)


def test_who_has_not_left_after_all_stays(store):
    end(store, date(2024, 10, 1))
    take_back_leaving("p", who="a", seen_version=store.version)
    assert row(store)[:2] == (None, None)
    assert store.fetch("select reason from change order by version desc limit 1").item() == "One: has not left"
    assert taking_part(store, TODAY) == ["p", "q"]
    with pytest.raises(Problem, match="Nobody has recorded that this partner left"):
        take_back_leaving("p", who="a", seen_version=store.version)


@pytest.mark.parametrize(
    ("participation_id", "left_on", "said"),
    [
        ("nobody", TODAY, "This partner is not on record"),
        ("p", date(2024, 2, 29), "“Day it left” says 2024-02-29, before the partner joined on 2024-03-01"),
        ("q", date(2023, 12, 31), "“Day it left” says 2023-12-31, before the partner joined on 2024-01-01"),
        ("p", ENDS_ON + timedelta(days=1), "“Day it left” says 2026-01-01, after the end of the consortium"),
    ],
)
def test_a_day_on_which_it_cannot_have_left_is_refused(store, participation_id, left_on, said):
    version = store.version
    with pytest.raises(Problem) as refused:
        end(store, left_on, participation_id)
    assert said in str(refused.value)
    assert store.version == version


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (TODAY + timedelta(days=1), "“Day” says 2024-11-21, which is still to come"),
        (date(2024, 2, 29), "“Day” says 2024-02-29, before"),
    ],
)
def test_a_note_of_a_day_that_cannot_be_is_refused(store, on, said):
    with pytest.raises(Problem, match=said):
        note(store, on=on)


def test_whose_day_of_leaving_is_known_is_not_noted_as_left(store):
    end(store, date(2024, 10, 1))
    with pytest.raises(Problem, match="The day this partner left is on record: 2024-10-01"):
        note(store)


def test_the_second_of_two_who_save_is_told_what_changed(store):
    seen = store.version
    note(store)
    with pytest.raises(Conflict) as conflict:
        end(store, TODAY, seen_version=seen)
    assert [(change.code, change.recorded_by) for change in conflict.value.changes] == [("One", "a")]
    end(store, TODAY, seen_version=conflict.value.version)
    assert row(store)[0] == TODAY
