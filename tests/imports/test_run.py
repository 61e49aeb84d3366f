"""An import is complete or has not happened, accounts for every row, brings nothing twice and can be taken back."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from data import store as stores
from data.changes.deliverables import change_many, record_event
from data.changes.events import DeliverableChange, Event
from data.imports.account import in_words
from data.imports.kept import rejected_rows, remarks_of, run_list
from data.imports.run import Cancelled, Done, Order, Task, run
from data.imports.sheet import sheet_of
from data.imports.undo import undo
from data.problems import Problem
from data.store import Store
from tests.imports.conftest import TODAY, Bring

COLUMNS = ("No.", "Deliverable title", "Lead", "Type", "Due date", "Submitted")
GOOD = (
    ("D1.1", "Handbook", "VUB", "R", "2024-03-31", "2024-03-28"),
    ("D1.2", "Evaluation plan", "Turun yliopisto", "R", "2024-06-30", None),
)


def everything(store: Store) -> dict[str, pl.DataFrame]:
    """Return the present of every entity that is not about imports themselves."""
    return {
        entity: store.fetch(f"select * from {entity} order by all")
        for entity in store.entities
        if not entity.startswith("import_") and entity != "source_document"
    }


def said(done: Done) -> list[str]:
    return [in_words(remark) for remark in done.account.remarks().iter_rows(named=True)]


def sums(done: Done) -> tuple[int, ...]:
    account = done.account
    assert all(sheet.adds_up() for sheet in account.sheets)
    return tuple(account.total(name) for name in ("rows_read", "accepted", "repaired", "rejected", "ignored"))


def titles(store: Store) -> dict[str, str]:
    return dict(store.fetch("select code, title from deliverable order by code").iter_rows())


def test_a_table_goes_in_and_its_account_is_kept(store: Store, bring: Bring):
    done = bring("deliverables", COLUMNS, GOOD)
    assert sums(done) == (2, 2, 0, 0, 0)
    assert {entity: str(brought) for entity, brought in done.account.entities().items()} == {
        "deliverable": "2 added, 0 changed, 0 the same",
        "deliverable_event": "3 added, 0 changed, 0 the same",
    }
    found = store.fetch("select code, title, lead_id, deliverable_type, language from deliverable order by code")
    assert found.rows() == [("D1.1", "Handbook", "vub", "R", "en"), ("D1.2", "Evaluation plan", "turku", "R", "en")]
    events = store.fetch("select event, effective_on, due_on from deliverable_event order by deliverable_id, position")
    assert events.rows() == [
        ("planned", date(2024, 1, 1), date(2024, 3, 31)),
        ("submitted", date(2024, 3, 28), None),
        ("planned", date(2024, 1, 1), date(2024, 6, 30)),
    ]
    assert run_list(store).select("run_id", "files", "undone", "rows_read", "added").rows() == [
        (done.run_id, "table.csv", False, 2, 5)
    ]


def test_a_second_time_changes_nothing_and_leaves_no_trace(store: Store, bring: Bring):
    first = bring("deliverables", COLUMNS, GOOD)
    version = store.version
    second = bring("deliverables", COLUMNS, GOOD)
    assert (second.run_id, second.earlier, store.version) == (None, first.run_id, version)
    assert sums(second) == (2, 2, 0, 0, 0)


def test_a_trial_says_what_would_be_done_and_does_nothing(store: Store, bring: Bring):
    before, version = everything(store), store.version
    tried = bring("deliverables", COLUMNS, GOOD, trial=True)
    assert sums(tried) == (2, 2, 0, 0, 0)
    assert [(cell.key, cell.column, cell.here, cell.file) for cell in tried.cells if cell.column == "title"] == [
        ("c/D1.1", "title", None, "Handbook"),
        ("c/D1.2", "title", None, "Evaluation plan"),
    ]
    assert store.version == version
    assert all(rows.equals(everything(store)[entity]) for entity, rows in before.items())
    assert run_list(store).is_empty()


def test_every_fault_is_said_with_its_row_column_value_and_the_way_out(store: Store, bring: Bring):
    done = bring(
        "deliverables",
        COLUMNS,
        [
            ("D1.1", "Handbook", "VUB", "Report", "2024-03-31", None),
            ("D1.2", "Plan", "Vrije Universitet Brussel", "R", "2024-06-30", None),
            ("D1.3", None, "UTU", "Reprot", "2024-06-30", "2027-01-01"),
            ("D1.1", "Handbook", "VUB", "Report", "2024-03-31", None),
            ("D1.1", "Another", "VUB", "R", "2024-03-31", None),
            (None, "Nameless", "VUB", "R", "2035-03-31", None),
            ("D1.4", "Ask jo@example.org", "VUB", "R", "2024-03-31", None),
        ],
    )
    assert sums(done) == (7, 0, 1, 5, 1)
    assert sorted(said(done)) == [
        "ignored, row 5: The row says the same as row 2. Nothing is to be done.",
        ("rejected, row 3, column Lead: The field “Lead partner” says Vrije Universitet Brussel, which this consortium "
        "does not have. Give one that is on record, such as: Vrije Universiteit Brussel."),
        ("rejected, row 4, column Deliverable title: The field “Title” is empty, and what the row is about is not on "
        "record yet. Fill it in, or correct what names the row if it is on record."),
        ("rejected, row 4, column Submitted: The field “Submitted on” says 2027-01-01, which is still to come. Choose "
        "today or an earlier day; record what is to come once it has happened."),
        ("rejected, row 4, column Type: The field “Type” says Reprot, which is not among its values. Give one of: R, "
        "DEM, DEC, DATA, DMP, ETHICS, SECURITY, OTHER."),
        "rejected, row 6: The row is about the same as row 2, and says otherwise. Keep the one that is right.",
        ("rejected, row 7, column Due date: The due date 2035-03-31 lies more than a year after the end of the "
        "consortium. Choose a due date up to 2028-12-31."),
        "rejected, row 7, column No.: The field “Number” is empty. Fill it in.",
        ("rejected, row 8, column Deliverable title: The field “Title” holds an e-mail address. Give what the "
        "organisation calls itself; names and addresses of persons are not stored."),
        ("repaired, row 2, column Type: “Report” was read as R. If that is not meant, give one of: R, DEM, DEC, DATA, "
        "DMP, ETHICS, SECURITY, OTHER."),
        ("repaired, row 5, column Type: “Report” was read as R. If that is not meant, give one of: R, DEM, DEC, DATA, "
        "DMP, ETHICS, SECURITY, OTHER."),
    ]  # fmt: skip
    assert titles(store) == {"D1.1": "Handbook"}
    assert remarks_of(store, done.run_id or "").equals(done.account.remarks())


def test_rejected_rows_are_handed_back_corrected_and_dropped_again(store: Store, bring: Bring):
    done = bring("deliverables", COLUMNS, [*GOOD, ("D1.3", "Ask jo@example.org", "VUB", "Reprot", "2024-06-30", None)])
    ((_, rows),) = rejected_rows(store, done.run_id or "").items()
    assert rows.columns == [*COLUMNS, "what to correct"]
    assert rows.drop("what to correct").rows() == [("D1.3", "Ask …@…", "VUB", "Reprot", "2024-06-30", None)]
    assert "Type: The field “Type” says Reprot" in rows["what to correct"].item()
    corrected = [("D1.3", "Ask us", "VUB", "R", "2024-06-30", None, rows["what to correct"].item())]
    again = bring("deliverables", tuple(rows.columns), corrected, file="rejected.csv")
    assert sums(again) == (1, 1, 0, 0, 0)
    assert titles(store) == {"D1.1": "Handbook", "D1.2": "Evaluation plan", "D1.3": "Ask us"}


def test_a_corrected_file_updates_by_its_numbers_and_empty_cells_erase_nothing(store: Store, bring: Bring):
    bring("deliverables", COLUMNS, GOOD)
    done = bring("deliverables", COLUMNS, [("D1.1", "The handbook", None, None, "2024-04-30", None)])
    assert str(done.account.entities()["deliverable"]) == "0 added, 1 changed, 0 the same"
    found = store.fetch("select title, lead_id, deliverable_type from deliverable where code = 'D1.1'")
    assert found.rows() == [("The handbook", "vub", "R")]
    moved = store.fetch("select event, due_on, reason from deliverable_event where event = 'rescheduled'")
    assert moved.rows() == [("rescheduled", date(2024, 4, 30), "Said by an imported file")]
    history = store.fetch("select title from deliverable_record where code = 'D1.1' order by version")
    assert history["title"].to_list() == ["Handbook", "The handbook"]


def test_empty_cells_erase_when_the_user_says_so(store: Store, bring: Bring):
    bring("deliverables", COLUMNS, GOOD)
    bring("deliverables", COLUMNS, [("D1.1", "Handbook", None, None, None, None)], empties_erase=True)
    found = store.fetch("select title, lead_id, deliverable_type, language from deliverable where code = 'D1.1'")
    assert found.rows() == [("Handbook", None, None, "en")]


def by_hand(store: Store, code: str, title: str) -> None:
    about = store.fetch("select deliverable_id from deliverable where code = $code", {"code": code}).item()
    stores.use(store)
    change_many([DeliverableChange(about, {"title": title})], on=TODAY, who="me", today=TODAY,
                seen_version=store.version)  # fmt: skip


def test_what_was_changed_here_stays_when_a_file_says_what_it_said_before(store: Store, bring: Bring):
    bring("deliverables", COLUMNS, GOOD)
    by_hand(store, "D1.1", "Corrected here")
    done = bring("deliverables", COLUMNS, [*GOOD, ("D1.3", "New", "VUB", "R", "2024-03-31", None)])
    assert str(done.account.entities()["deliverable"]) == "1 added, 0 changed, 2 the same"
    assert titles(store)["D1.1"] == "Corrected here"


@pytest.mark.parametrize(
    ("choice", "title", "rejected"),
    [("ask", "Corrected here", 1), ("keep", "Corrected here", 0), ("take", "Theirs", 0)],
)
def test_what_was_changed_on_both_sides_is_shown_and_the_user_chooses(
    store: Store, bring: Bring, choice: Any, title: str, rejected: int
):
    bring("deliverables", COLUMNS, GOOD)
    by_hand(store, "D1.1", "Corrected here")
    theirs = [("D1.1", "Theirs", "UTU", "R", "2024-03-31", "2024-03-28")]
    done = bring("deliverables", COLUMNS, theirs, otherwise=choice)
    assert [(one.column, one.base, one.here, one.file) for one in done.conflicts] == [
        ("title", "Handbook", "Corrected here", "Theirs")
    ]
    assert (titles(store)["D1.1"], sums(done)[3]) == (title, rejected)
    # What only the file changed goes in beside what is kept.
    lead = store.fetch("select lead_id from deliverable where code = 'D1.1'").item()
    assert lead == ("vub" if choice == "ask" else "turku")


def test_taking_back_leaves_what_was_there_before(store: Store, bring: Bring):
    bring("deliverables", COLUMNS, GOOD[:1])
    before = everything(store)
    done = bring("deliverables", COLUMNS, [("D1.1", "Renamed", "UTU", "R", "2024-05-31", None), GOOD[1]])
    undone = undo(store, done.run_id or "", who="test")
    assert undone.kept == []
    assert all(rows.equals(everything(store)[entity]) for entity, rows in before.items())
    assert run_list(store)["undone"].to_list() == [True, False]
    with pytest.raises(Problem, match="was taken back before"):
        undo(store, done.run_id or "", who="test")
    with pytest.raises(Problem, match="There is no import with the number 999"):
        undo(store, "999", who="test")


def test_taking_back_keeps_and_tells_what_somebody_changed_since(store: Store, bring: Bring):
    done = bring("deliverables", COLUMNS, GOOD)
    by_hand(store, "D1.1", "Corrected here")
    undone = undo(store, done.run_id or "", who="test")
    assert [(one.entity, one.key, one.recorded_by) for one in undone.kept] == [("deliverable", "c/D1.1", "me")]
    assert titles(store) == {"D1.1": "Corrected here"}


def test_after_taking_back_the_same_file_goes_in_again(store: Store, bring: Bring):
    done = bring("deliverables", COLUMNS, GOOD)
    undo(store, done.run_id or "", who="test")
    assert titles(store) == {}
    again = bring("deliverables", COLUMNS, GOOD)
    assert str(again.account.entities()["deliverable"]) == "2 added, 0 changed, 0 the same"


def test_a_deliverable_recorded_here_is_known_by_its_number(store: Store, bring: Bring):
    bring("deliverables", COLUMNS, GOOD)
    about = store.fetch("select deliverable_id from deliverable where code = 'D1.2'").item()
    stores.use(store)
    record_event(Event(about, "submitted", date(2024, 7, 1)), who="me", today=TODAY, seen_version=store.version)
    done = bring("deliverables", COLUMNS, [("D1.2", "Evaluation plan", None, None, None, "2024-07-01")])
    assert (sums(done), "deliverable_event" in done.account.entities()) == ((1, 1, 0, 0, 0), False)


def test_a_table_without_a_needed_column_is_refused(store: Store):
    sheet = sheet_of("table.csv", ("Deliverable title",), [("Handbook",)])
    from data.imports.kinds import kind_named

    order = Order([Task(sheet, kind_named("deliverables"), {"title": "Deliverable title"})], {"table.csv": "0" * 64})
    with pytest.raises(Problem, match="has no column for “Number”"):
        run(store, order, who="test", today=TODAY)


def test_stopping_saves_nothing(store: Store):
    from data.imports.kinds import kind_named

    sheet = sheet_of("table.csv", COLUMNS, GOOD)
    mapping = {"code": "No.", "title": "Deliverable title"}
    order = Order([Task(sheet, kind_named("deliverables"), mapping)], {"table.csv": "0" * 64}, "c")
    before, version = everything(store), store.version

    def stop(done: int, total: int) -> None:
        if done == total:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(store, order, who="test", today=TODAY, on_progress=stop)
    assert store.version == version
    assert all(rows.equals(everything(store)[entity]) for entity, rows in before.items())
