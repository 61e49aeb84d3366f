"""What the rows of each kind of table become in the store."""

from datetime import date
from typing import Any

from data.imports.account import in_words
from data.imports.choosing import best_fit, task_of
from data.imports.kinds import kind_named
from data.imports.run import Done, Order, run
from data.imports.sheet import sheet_of
from data.store import Store
from tests.imports.conftest import TODAY, Bring
from tests.imports.reading import sheets
from tests.imports.test_workbook import workbook


def said(done: Done) -> list[str]:
    return sorted(in_words(remark) for remark in done.account.remarks().iter_rows(named=True))


def rejected(done: Done) -> list[str]:
    return [one for one in said(done) if one.startswith("rejected")]


def test_milestones_with_due_days_and_days_achieved(store: Store, bring: Bring):
    columns = ("MS No.", "Milestone title", "Lead", "Due month", "Achieved on", "Means of verification")
    rows = [
        ("MS1", "Kick-off held", "VUB", "M1", "25/01/2024", "Minutes"),
        ("MS2", "Pilots begun", "UTU", "M18", None, None),
    ]
    done = bring("milestones", columns, rows)
    assert rejected(done) == []
    events = store.fetch("select milestone_id, event, effective_on, due_on from milestone_event order by all")
    assert events.rows() == [
        ("c/MS1", "achieved", date(2024, 1, 25), None),
        ("c/MS1", "planned", date(2024, 1, 1), date(2024, 1, 31)),
        ("c/MS2", "planned", date(2024, 1, 1), date(2025, 6, 30)),
    ]
    version = store.version
    bring("milestones", columns, rows)
    assert store.version == version


def test_a_due_date_of_a_deliverable_that_was_told_as_a_month_keeps_the_month(store: Store, bring: Bring):
    columns = ("No.", "Deliverable title", "Due date")
    rows = [("D1.1", "Atlas", "M18"), ("D1.2", "Book", "2025-06-30"), ("D1.3", "Film", "M999"), ("D1.4", "Plan", None)]
    done = bring("deliverables", columns, rows)
    assert [one.partition(": ")[0] for one in rejected(done)] == ["rejected, row 4, column Due date"]
    planned = store.fetch("select deliverable_id, due_on, due_month from deliverable_event order by all")
    assert planned.rows() == [
        ("c/D1.1", date(2025, 6, 30), 18),
        ("c/D1.2", date(2025, 6, 30), None),
        ("c/D1.4", None, None),
    ]
    version = store.version
    bring("deliverables", columns, rows[:2])
    assert store.version == version + 1
    assert store.fetch("select count(*) as n from deliverable_event").item() == 3


def test_pilots_with_places_and_partners(store: Store, bring: Bring):
    columns = ("Pilot", "Theme", "University", "Country", "City", "Start", "End", "Lat", "Lon")
    rows = [
        ("Air in our street", "environment", "VUB", "Belgium", "Brussel", "01.02.2024", "June 2024", "50,85", "4,35"),
        ("Reading aloud", None, "UTU", "FI", "Turku", None, None, None, None),
        ("Warm homes", "housing", "UTU", "Finlandia", "Turku", "2024-05-01", "2024-04-01", "0", "0"),
    ]
    done = bring("pilots", columns, rows)
    assert rejected(done) == [
        (
            "rejected, row 3, column Theme: The field “Theme” is empty, and what the row is about is not on record "
            "yet. Fill it in, or correct what names the row if it is on record."
        ),
        (
            "rejected, row 4, column End: The field “Ends on” says 2024-04-01, before the day in “Starts on”. Correct "
            "one of the two."
        ),
        (
            "rejected, row 4, column Lat: “Latitude” and “Longitude” are both 0, a point in the sea that often stands "
            "for “not known”. Leave both fields empty when the coordinates are not known."
        ),
    ]
    found = store.fetch("select title, partner_id, country, starts_on, ends_on, latitude, longitude from pilot")
    assert found.rows() == [
        ("Air in our street", "vub", "BE", date(2024, 2, 1), date(2024, 6, 30), 50.85, 4.35)
    ]  # fmt: skip


def test_engagements_with_headcounts_and_their_own_ids(store: Store, bring: Bring):
    columns = ("Event ID", "Date", "Type of event", "Partner", "Students", "Citizens", "Place")
    rows = [
        ("E1", "2024-03-01", "Workshop", "VUB", "12", "n/a", "Brussel"),
        ("E2", "2024-03-01", "Repair café", "UTU", "1,5", "3", "Turku"),
        ("E3", "2027-03-01", "Workshop", "UTU", "-1", "3", "Turku"),
        ("E4", "2023-03-01", "Repair café", "UTU", None, "0", "Turku"),
        ("E5", "2024-04-01", "Repair café", "UTU", None, "0", "Turku"),
    ]
    done = bring("engagements", columns, rows)
    assert [line.split(":")[0] for line in rejected(done)] == [
        "rejected, row 3, column Students",
        "rejected, row 4, column Date",
        "rejected, row 4, column Students",
        "rejected, row 5, column Date",
    ]
    found = store.fetch("select engagement_id, kind, student, citizen from engagement order by engagement_id")
    assert found.rows() == [("c/E1", "workshop", 12, None), ("c/E5", "Repair café", None, 0)]


def test_engagements_without_ids_are_known_by_what_they_say(store: Store, bring: Bring):
    columns = ("Date", "Type", "Partner", "Students")
    bring("engagements", columns, [("2024-03-01", "workshop", "VUB", "12"), ("2024-03-02", "workshop", "VUB", "9")])
    done = bring("engagements", columns, [("2024-03-01", "workshop", "VUB", "13")])
    assert str(done.account.entities()["engagement"]) == "0 added, 1 changed, 0 the same"
    assert store.fetch("select student from engagement order by held_on")["student"].to_list() == [13, 9]


def test_a_point_of_a_workbook_stands_before_decimals_though_a_column_alone_does_not_tell(store: Store):
    # A text could mean 50850; a program that keeps numbers as numbers writes them with a point.
    def content(book: Any) -> None:
        book.append(["Pilot", "Theme", "University", "Country", "City", "Lat", "Lon"])
        book.append(["Air in our street", "environment", "VUB", "Belgium", "Brussel", 50.851, 4.352])

    (found,) = sheets(workbook(content, "Pilots"), "pilots.xlsx")
    order = Order([task_of(found, kind_named("pilots"), {})], {"pilots.xlsx": "0" * 64}, "c")
    assert rejected(run(store, order, who="test", today=TODAY)) == []
    assert store.fetch("select latitude, longitude from pilot").rows() == [(50.851, 4.352)]


def test_each_table_is_recognised_by_its_columns():
    for columns, kind in (
        (("No.", "Deliverable title", "Lead beneficiary", "Due date (month)"), "deliverables"),
        (("MS No.", "Milestone title", "Lead", "Due date", "Means of verification"), "milestones"),
        (("Pilot project", "Theme", "University", "Start date", "End date"), "pilots"),
        (("Date", "Type of event", "Partner", "Students", "Citizens"), "engagements"),
        (("N°", "Titre", "Chef de file", "Échéance"), "deliverables"),
    ):
        fit = best_fit(sheet_of("table.csv", columns, []))
        assert (fit and fit.kind.name) == kind, columns
    assert best_fit(sheet_of("table.csv", ("Colour", "Weight"), [])) is None
