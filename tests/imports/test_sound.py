"""No import leaves a store in which a check fails that did not fail before."""

from datetime import date

import pytest

from data.checks import run_checks
from data.imports.account import in_words
from data.imports.run import Done
from data.problems import Problem
from data.store import Store
from tests.imports.conftest import Bring

COLUMNS = ("No.", "Deliverable title", "Due date", "Submitted", "Approved")
EVENTS = ("sheet:deliverable_events", "deliverable_event.deliverable_id", "deliverable_event.event",
          "deliverable_event.effective_on", "deliverable_event.due_on", "deliverable_event.reason")  # fmt: skip


def failures(store: Store) -> list[tuple[str, ...]]:
    return run_checks(store, severity="fail").select("entity", "key").rows()


def said(done: Done) -> list[str]:
    return [in_words(remark) for remark in done.account.remarks().iter_rows(named=True)]


def outcomes(done: Done) -> tuple[int, int]:
    assert all(sheet.adds_up() for sheet in done.account.sheets)
    return done.account.total("accepted"), done.account.total("rejected")


@pytest.fixture
def planned(store: Store, bring: Bring) -> Store:
    """Give a store in which D1.1 was submitted and D1.2 was planned."""
    bring(
        "deliverables", COLUMNS,
        [("D1.1", "Atlas", "2025-03-31", "2025-03-10", None), ("D1.2", "Book", "2025-06-30", None, None)], file="plan",
    )  # fmt: skip
    assert failures(store) == []
    return store


@pytest.mark.parametrize("trial", [True, False])
def test_a_row_with_which_a_check_would_fail_is_rejected_and_the_others_go_in(planned: Store, bring: Bring, trial):
    cells = [
        ("D1.1", "Atlas", "2025-03-31", None, "2025-03-01"),
        ("D1.2", "Book of neighbours", "2025-06-30", None, None),
    ]
    done = bring("deliverables", COLUMNS, cells, trial=trial)
    (line,) = said(done)
    assert line == (
        'rejected, row 2, column Approved: With this row the deliverable event “c/D1.1-approved” is "approved" on '
        "2025-03-01, before it is submitted on 2025-03-10. Correct the row, or what is on record, and import it again."
    )
    assert outcomes(done) == (1, 1)
    title = "Book" if trial else "Book of neighbours"
    assert planned.fetch("select title from deliverable where code = 'D1.2'").item() == title
    assert failures(planned) == []


def test_a_row_that_makes_a_check_fail_of_what_is_on_record_is_found_by_what_it_is_about(planned: Store, bring: Bring):
    approved = {"event_id": "a", "consortium_id": "c", "deliverable_id": "c/D1.2", "event": "approved", "position": 3,
                "effective_on": date(2025, 4, 1), "effective_precision": "day", "source_id": "s"}  # fmt: skip
    planned.write(lambda t: t.append("deliverable_event", [approved]), who="t", why="t", origin="app")
    cells = [
        (None, "D1.2", "submitted", "2025-05-05", None, None),
        (None, "D1.1", "drafted", "2025-01-05", None, None),
    ]
    done = bring("workbook_deliverable_events", EVENTS, cells)
    assert outcomes(done) == (1, 1)
    (line,) = said(done)
    assert line.startswith("rejected, row 2: With this row the deliverable event “")
    assert 'is "approved" on 2025-04-01, before it is submitted on 2025-05-05.' in line
    assert failures(planned) == []


def test_a_check_that_failed_before_keeps_nothing_out(store: Store, bring: Bring):
    orphan = {"event_id": "e", "consortium_id": "c", "deliverable_id": "gone", "event": "drafted", "position": 1,
              "effective_on": date(2025, 1, 1), "effective_precision": "day", "source_id": "s"}  # fmt: skip
    store.write(lambda t: t.append("deliverable_event", [orphan]), who="t", why="t", origin="app")
    before = failures(store)
    assert before
    done = bring("deliverables", COLUMNS, [("D1.1", "Atlas", "2025-03-31", None, None)])
    assert outcomes(done) == (1, 0)
    assert failures(store) == before


def test_what_names_no_row_refuses_the_import_and_saves_nothing(store: Store, bring: Bring, monkeypatch):
    finding = "select 'pilot' as entity, 'p' as key, 'cannot be.' as message from deliverable order by key"
    monkeypatch.setattr("data.checks._text", lambda _: finding)
    version = store.version
    with pytest.raises(Problem, match="the pilot “p” cannot be") as refusal:
        bring("deliverables", COLUMNS, [("D1.1", "Atlas", "2025-03-31", None, None)])
    assert refusal.value.way_out
    assert store.version == version


@pytest.mark.parametrize("starts_on", [date(2024, 1, 1), None])
def test_what_has_no_due_date_was_planned_too_and_a_later_file_dates_it(store: Store, bring: Bring, starts_on):
    consortium = "c" if starts_on else "d"
    undated = [("D1.1", "Atlas", None, "2025-03-10", None), ("D1.2", "Book", None, None, None)]
    assert outcomes(bring("deliverables", COLUMNS, undated, consortium=consortium)) == (2, 0)
    assert failures(store) == []
    dated = [("D1.1", "Atlas", "2025-03-31", "2025-03-10", None), ("D1.2", "Book", "2025-06-30", None, None)]
    assert outcomes(bring("deliverables", COLUMNS, dated, consortium=consortium)) == (2, 0)
    due = store.fetch("select due_on from deliverable_event where event = 'planned' order by deliverable_id")
    assert due["due_on"].to_list() == [date(2025, 3, 31), date(2025, 6, 30)]
    assert failures(store) == []


def test_a_new_milestone_says_when_it_is_due(store: Store, bring: Bring):
    done = bring("milestones", ("No.", "Milestone title", "Due date"), [("MS1", "Kick-off", None)])
    assert outcomes(done) == (0, 1)
    assert "column Due date: The field “Due date” is empty" in said(done)[0]
