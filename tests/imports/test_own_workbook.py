"""Our own workbook comes back: what nobody changed brings nothing, what was changed goes in, the rest is untouched."""

import io
from datetime import date
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from data import store as stores
from data.changes.deliverables import change_many
from data.changes.events import DeliverableChange
from data.exports.sheets import SHEETS
from data.exports.template import consortium_workbook
from data.imports.account import in_words
from data.imports.choosing import best_fit, rows_of, task_of
from data.imports.files import read_file
from data.imports.run import Done, Order, run
from data.sources.load import load_sample, load_sources
from data.store import Store
from tests.imports.conftest import TODAY


@pytest.fixture
def demo(store_with) -> Store:
    """The demonstration consortium."""
    store: Store = store_with({})
    load_sources(store)
    load_sample(store)
    return store


def taken_back(store: Store, content: bytes, **decided: Any) -> Done:
    sheets, ours = rows_of(read_file("workbook.xlsx", content), store)
    fits = [(sheet, best_fit(sheet)) for sheet in sheets]
    tasks = [task_of(sheet, fit.kind if fit else None, {}, ours) for sheet, fit in fits]
    return run(store, Order(tasks, {"workbook.xlsx": str(hash(content))}, None, **decided), who="test", today=TODAY)


def edited(content: bytes, *changes: tuple[str, int | None, dict[str, Any]]) -> bytes:
    """Return the workbook with cells changed: title of the sheet, row (None: a new one), machine name -> value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for title, row, cells in changes:
        sheet = book[title]
        column_of = {cell.value: cell.column for cell in sheet[1]}
        at = row or sheet.max_row + 1
        while row is None and at > 4 and sheet.cell(at - 1, 2).value is None:
            at -= 1
        for name, value in cells.items():
            sheet.cell(at, column_of[name], value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def said(done: Done, outcome: str) -> list[str]:
    return sorted(in_words(one) for one in done.account.remarks().iter_rows(named=True) if one["outcome"] == outcome)


def brought(done: Done) -> dict[str, str]:
    return {entity: str(one) for entity, one in done.account.entities().items() if one.added or one.changed}


@pytest.mark.parametrize("consortium", ["DEMO", "HECSOs", "ENtRANCE", "ENHANCE"])
def test_a_workbook_that_nobody_changed_brings_nothing(demo: Store, consortium: str):
    done = taken_back(demo, consortium_workbook(consortium=consortium))
    assert said(done, "rejected") == []
    assert brought(done) == {}
    assert len(done.account.sheets) == len(SHEETS)
    assert done.account.total("ignored") == 2 * len(SHEETS)


def test_what_a_partner_changed_and_added_goes_in(demo: Store):
    pack = consortium_workbook(consortium="DEMO", partner="zevenbruggen")
    before = demo.fetch("select * from deliverable order by all")
    lead = demo.fetch("select code from deliverable where lead_id = 'demo-zevenbruggen' or lead_id = 'zevenbruggen'")
    assert lead.height
    content = edited(
        pack,
        ("Deliverables", 4, {"deliverable.title": "A title by the partner"}),
        ("Engagements", None, {"engagement.held_on": date(2026, 9, 1), "engagement.kind": "workshop",
                               "engagement.student": 7}),
    )  # fmt: skip
    done = taken_back(demo, content)
    assert said(done, "rejected") == []
    assert brought(done) == {
        "deliverable": "0 added, 1 changed, 0 the same".replace("0 the same", f"{lead.height - 1} the same"),
        "engagement": brought(done)["engagement"],
    }
    assert brought(done)["engagement"].startswith("1 added, 0 changed")
    after = demo.fetch("select * from deliverable order by all")
    assert after.filter(title="A title by the partner").height == 1
    assert after.height == before.height


def test_a_new_value_of_an_indicator_goes_in_and_a_day_known_by_its_month_stays_as_it_was(demo: Store):
    content = edited(
        consortium_workbook(consortium="HECSOs"),
        ("Indicator values", 4, {"indicator_value.value": 17}),
        ("Indicator values", None, {"indicator_value.indicator_id": "I1", "indicator_value.observed_on": "2024-05",
                                    "indicator_value.axis": "total", "indicator_value.category": "total",
                                    "indicator_value.value": 20, "indicator_value.evidence_level": 1}),
    )  # fmt: skip
    done = taken_back(demo, content)
    assert said(done, "rejected") == []
    assert brought(done) == {"indicator_value": "1 added, 1 changed, 2 the same"}
    rows = demo.fetch("select observed_on, observed_precision, value from indicator_value "
                      "where indicator_id = 'hecsos-case-studies' order by observed_on").rows()  # fmt: skip
    assert [(str(day), *more) for day, *more in rows] == [("2023-04-30", "month", 17.0), ("2024-05-01", "month", 20.0)]


def test_what_was_changed_here_meanwhile_is_told_beside_what_the_partner_changed(demo: Store):
    pack = consortium_workbook(consortium="DEMO", partner="zevenbruggen")
    sheet = openpyxl.load_workbook(io.BytesIO(pack))["Deliverables"]
    first, second = str(sheet.cell(4, 1).value), str(sheet.cell(5, 1).value)
    stores.use(demo)
    for about in (first, second):
        change_many([DeliverableChange(about, {"title": "Changed here"})], on=TODAY, who="me", today=TODAY,
                    seen_version=demo.version)  # fmt: skip
    content = edited(pack, ("Deliverables", 4, {"deliverable.title": "Changed by the partner"}))
    done = taken_back(demo, content)
    (one,) = done.conflicts
    assert (one.key, one.here, one.file) == (first, "Changed here", "Changed by the partner")
    assert one.base not in (None, "Changed here")
    titles = dict(demo.fetch("select deliverable_id, title from deliverable").iter_rows())
    assert (titles[first], titles[second]) == ("Changed here", "Changed here")
    taken = taken_back(demo, content, otherwise="take")
    assert brought(taken)["deliverable"].startswith("0 added, 1 changed")
    assert demo.fetch("select title from deliverable where deliverable_id = $id", {"id": first}).item() == (
        "Changed by the partner"
    )


def test_an_empty_workbook_that_was_filled_in_makes_a_plan(demo: Store):
    content = edited(
        consortium_workbook(consortium="ENHANCE"),
        ("Work packages", None, {"work_package.work_package": "WP9", "work_package.title": "Legacy"}),
        ("Deliverables", None, {"deliverable.code": "D9.1", "deliverable.title": "Legacy report",
                                "deliverable.work_package": "WP9", "deliverable_event.due_on": date(2020, 1, 31)}),
        ("Deliverable events", None, {"deliverable_event.deliverable_id": "D9.1",
                                      "deliverable_event.event": "submitted",
                                      "deliverable_event.effective_on": "2020-01"}),
        ("Deliverables", None, {"deliverable.title": "Nameless", "deliverable.work_package": "WP99"}),
    )  # fmt: skip
    done = taken_back(demo, content)
    found = demo.fetch(
        "select code, work_package, event, cast(effective_on as varchar) as day, effective_precision "
        "from deliverable inner join deliverable_event using (deliverable_id, consortium_id) "
        "where code = 'D9.1' order by deliverable_event.position"
    )
    assert [(row[0], row[1], row[2], row[4]) for row in found.rows()] == [
        ("D9.1", "WP9", "planned", "day"),
        ("D9.1", "WP9", "submitted", "month"),
    ]
    assert [line.partition(": ")[0] for line in said(done, "rejected")] == [
        "rejected, row 5, column deliverable.code",
        "rejected, row 5, column deliverable.work_package",
    ]
