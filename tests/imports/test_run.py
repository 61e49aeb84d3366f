"""An import is complete or has not happened, accounts for every row, brings nothing twice and can be taken back."""

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import access
from data import store as stores
from data.access import Reader
from data.changes.deliverables import change_many, record_event
from data.changes.events import DeliverableChange, Event
from data.checks import run_checks
from data.imports.account import in_words
from data.imports.choosing import best_fit, refuse_nothing, rows_of, task_of
from data.imports.files import Limits, read_file
from data.imports.kept import rejected_rows, remarks_of, run_list
from data.imports.run import Cancelled, Done, Order, Task, run, try_out
from data.imports.sheet import sheet_of
from data.imports.undo import undo
from data.problems import Problem
from data.store import Store
from tests.imports.conftest import TODAY, Bring

COLUMNS = ("No.", "Deliverable title", "Lead", "Type", "Due date", "Submitted")
COORDINATOR = Reader("a", reads=("c",), leads=frozenset("c"), roles=("coordinator",))
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


def events(store: Store) -> list[tuple[Any, ...]]:
    return store.fetch("select event, effective_on from deliverable_event order by effective_on").rows()


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
        ("rejected, row 8, column Deliverable title: The field “Title” holds an e-mail address. Leave it out: "
        "names and addresses of persons are not stored."),
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
    # With what the plan says of it, or it would be no deliverable any more.
    assert events(store) == [("planned", date(2024, 1, 1)), ("submitted", date(2024, 3, 28))]
    assert run_checks(store, severity="fail").is_empty()


def test_taking_back_keeps_and_tells_what_somebody_built_on(store: Store, bring: Bring):
    done = bring("deliverables", COLUMNS, GOOD)
    about = store.fetch("select deliverable_id from deliverable where code = 'D1.2'").item()
    stores.use(store)
    record_event(Event(about, "submitted", date(2024, 7, 1)), who="me", today=TODAY, seen_version=store.version)
    undone = undo(store, done.run_id or "", who="test")
    assert [(one.entity, one.key, one.recorded_by) for one in undone.kept] == [("deliverable", about, "me")]
    assert titles(store) == {"D1.2": "Evaluation plan"}
    assert events(store) == [("planned", date(2024, 1, 1)), ("submitted", date(2024, 7, 1))]
    assert run_checks(store, severity="fail").is_empty()


def test_taking_back_keeps_what_another_consortium_built_on_and_does_not_tell_who(store: Store, bring: Bring):
    with access.acting_as(COORDINATOR):
        done = bring("csos", ("CSO", "Country", "Partner"), [("Voorbeeld vzw", "BE", "VUB")])
    found = store.fetch("select organisation_id from organisation where legal_name = 'Voorbeeld vzw'").item()
    theirs = {"consortium_id": "d", "cso_id": found, "partner_id": "turku", "source_id": "s"}
    store.write(lambda change: change.append("cso_relation", [theirs]), who="somebody", why="contact", origin="app")
    with access.acting_as(COORDINATOR):
        undone = undo(store, done.run_id or "", who="test")
    assert [(one.entity, one.key, one.recorded_by) for one in undone.kept] == [("organisation", found, None)]
    assert store.fetch("select consortium_id, cso_id from cso_relation").rows() == [("d", found)]


def test_taking_back_does_not_tell_who_changed_what_is_not_to_be_read(store: Store, bring: Bring):
    with access.acting_as(COORDINATOR):
        done = bring("deliverables", COLUMNS, GOOD)
    for code in ("D1.1", "D1.2"):
        by_hand(store, code, "Corrected here")
    rows = store.fetch("select * from deliverable_event")
    store.write(
        lambda change: change.append("deliverable_event", rows.with_columns(reason=pl.lit("because"))),
        who="somebody", why="events", origin="app",
    )  # fmt: skip
    with access.acting_as(replace(COORDINATOR, reads=("d",), leads=frozenset("d"))):
        undone = undo(store, done.run_id or "", who="test")
    assert {one.recorded_by for one in undone.kept} == {None}
    assert titles(store) == {"D1.1": "Corrected here", "D1.2": "Corrected here"}


@pytest.mark.parametrize(
    ("reads", "said"),
    [(("c", "d"), "Somebody recorded more .* names the organisation"), (("c",), "Another consortium works with")],
)
def test_nothing_is_taken_back_where_a_check_would_fail(reads, said, store: Store, bring: Bring, monkeypatch):
    with access.acting_as(COORDINATOR):
        done = bring("csos", ("CSO", "Country", "Partner"), [("Voorbeeld vzw", "BE", "VUB")])
    found = store.fetch("select organisation_id from organisation where legal_name = 'Voorbeeld vzw'").item()
    theirs = {"consortium_id": "d", "cso_id": found, "partner_id": "turku", "source_id": "s"}
    store.write(lambda change: change.append("cso_relation", [theirs]), who="somebody", why="contact", origin="app")
    version = store.version
    # As if one way of building on a row were not known.
    monkeypatch.setattr("data.imports.undo._Brought.keep_what_is_built_on", lambda _: None)
    with access.acting_as(replace(COORDINATOR, reads=reads)), pytest.raises(Problem, match=said):
        undo(store, done.run_id or "", who="test")
    assert store.version == version


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


def bytes_brought(store: Store, *files: tuple[str, bytes], trial: bool = False, **options: Any) -> Done:
    """Import files as the page and the command line do, from their bytes."""
    sheets = [sheet for name, content in files for sheet in rows_of(read_file(name, content, **options), store)[0]]
    fits = [(sheet, best_fit(sheet)) for sheet in sheets]
    tasks = [task_of(sheet, fit.kind if fit else None, {}) for sheet, fit in fits]
    refuse_nothing(tasks)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files}
    return (try_out if trial else run)(store, Order(tasks, digests, "c"), who="test", today=TODAY)


def as_csv(*rows: tuple[str | None, ...], columns: tuple[str, ...] = COLUMNS) -> bytes:
    return "".join(";".join(cell or "" for cell in row) + "\n" for row in (columns, *rows)).encode()


def test_a_file_with_the_content_of_another_is_told_as_the_same(store: Store):
    done = bytes_brought(store, ("a.csv", as_csv(*GOOD)), ("b.csv", as_csv(*GOOD)))
    assert [(one.file, one.accepted, one.ignored) for one in done.account.sheets] == [("a.csv", 2, 0), ("b.csv", 0, 2)]
    assert said(done) == ["ignored: The file holds the same as a.csv. Nothing is to be done."]
    documents = store.fetch("select title from source_document where kind = 'imported file'")
    assert documents["title"].to_list() == ["a.csv"]


def test_files_with_the_same_headers_go_in_together(store: Store):
    done = bytes_brought(store, ("a.csv", as_csv(GOOD[0])), ("b.csv", as_csv(GOOD[1])))
    assert sums(done) == (2, 2, 0, 0, 0)
    assert titles(store) == {"D1.1": "Handbook", "D1.2": "Evaluation plan"}


def test_a_row_rejected_the_first_time_is_not_heard_the_second_time_in_place_of_another(store: Store):
    # The first row lacks the title that something new must have, and would not lack it once the second was in.
    table = as_csv(("D1.1", None, "UTU", "R", "2024-03-31", None), ("D1.1", "Handbook", "VUB", "R", "2024-06-30", None))
    done = bytes_brought(store, ("a.csv", table))
    assert sums(done) == (2, 0, 0, 2, 0)
    assert "rejected, row 3: The row is about the same as row 2, and says otherwise. Keep the one that is right." in (
        said(done)
    )
    version = store.version
    assert (sums(bytes_brought(store, ("a.csv", table))), store.version) == (sums(done), version)


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (as_csv(), "header but no rows"),
        (b"Colour;Weight\nred;5\n", "is not recognised"),
        (b"Deliverable title;Lead;Due date\nHandbook;VUB;2024-03-31\n", "of which it lacks: Number"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
        (packed("[Content_Types].xml", b"<Types/>")[:-30], "damaged"),
        (b"PK\x03\x04garbage", "damaged"),
        (packed("table.csv", as_csv(*GOOD * 500)), "unpacks to"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_words_and_the_store_stays(store: Store, content: bytes, says: str):
    version = store.version
    with pytest.raises(Problem, match=says) as refusal:
        bytes_brought(store, ("table.csv", content), limits=Limits(unpacked_bytes=5_000))
    assert refusal.value.way_out
    assert store.version == version


NAMES = ["Universiteit Gent", "Caritas Wien", "VUB", "Turun yliopisto", "Ask jo@example.org", "", "n/a", "Total"]
CELLS_OF = {
    "No.": ["D1.1", "D1.2", "D1.3", "", "1", "Total", " D1.1 "],
    "Deliverable title": ["Handbook", "Plan; and more", 'the "best" one', "", "TBC", "Total", "x" * 3000, "a\0b"],
    "Lead": ["VUB", "Turun yliopisto", "Nobody", "", "vrije universiteit brussel"],
    "Type": ["R", "Report", "Reprot", ""],
    "Due date": ["2024-03-31", "31.3.2024", "M18", "June 2024", "30.02.2024", "3018-01-01", "soon", "03/04/2024", ""],
    "Submitted": ["2024-03-28", "2027-01-01", "28 March 2024", "", "yesterday"],
    "Legal name": NAMES,
    "Country": ["BE", "Finland", "Nowhere", "", "XX"],
    "PIC": ["999986096", "999986096.0", "12", "", "n/a"],
    "Role": ["partner", "coordinator", "boss", ""],
    "Budget": ["1.234,56", "1,234.56", "1.234", "-5", "many", "12 %", "€ 5 000", "", "1e400"],
    "Joined on": ["2024-01-01", "1/2/2024", "2023", "", "later"],
}
DELIVERABLES, PARTNERS = COLUMNS, ("Legal name", "Country", "PIC", "Role", "Budget", "Joined on")


@st.composite
def messy(draw: st.DrawFn) -> tuple[bytes, int]:
    """Draw a table as partners send it, and how many rows it has with its header.

    It has titles above, blank, ragged, repeated and total rows, and cells of any kind.
    """
    columns = draw(st.sampled_from([DELIVERABLES, PARTNERS]))
    full = st.tuples(*(st.sampled_from(CELLS_OF[name]) for name in columns)).map(list)
    ragged = st.tuples(full, st.integers(0, len(columns) + 2)).map(lambda drawn: (drawn[0] + ["more", "x"])[: drawn[1]])
    odd = st.sampled_from([[], [""] * len(columns), list(columns), ["Total", "", "", "", "5"], ["a note"]])
    rows = draw(st.lists(st.one_of(full, full, full, ragged, odd), min_size=1, max_size=12))
    rows += draw(st.lists(st.sampled_from(rows), max_size=2))
    above = draw(st.sampled_from([[], [["Our list", "", "", ""]], [[], ["Project", "CARE"]]]))
    repeated = [*columns, draw(st.sampled_from(["Notes", "", columns[1]]))]
    header = draw(st.sampled_from([list(columns), repeated]))
    text = io.StringIO()
    csv.writer(
        text, delimiter=draw(st.sampled_from(",;\t")), lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    ).writerows([*above, header, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    return text.getvalue().encode(encoding), len(above) + 1 + len(rows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messy())
def test_every_row_of_a_messy_table_is_in_the_account_and_a_second_time_brings_nothing(
    store: Store, table: tuple[bytes, int]
):
    content, rows = table
    try:
        tried = bytes_brought(store, ("table.csv", content), trial=True)
    except Problem:
        return
    assert sums(tried)[0] == rows - (tried.account.sheets[0].header_row is not None)
    done = bytes_brought(store, ("table.csv", content))
    assert sums(done) == sums(tried)
    version, before = store.version, everything(store)
    again = bytes_brought(store, ("table.csv", content))
    assert (sums(again)[0], store.version) == (sums(done)[0], version)
    assert all(rows.equals(everything(store)[entity]) for entity, rows in before.items())
