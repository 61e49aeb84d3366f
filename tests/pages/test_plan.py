"""Changing the plan through the page: many deliverables, a new one, links."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from components.plan_grid import changed_cells, changes, typed_cells
from data import build
from data.changes.deliverables import change_many
from data.changes.events import DeliverableChange
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 31)
NOW = """
select code, title, status, work_package, lead_id, current_due_on, progress
from deliverable_state(date '2026-10-31')
order by code
"""

Cells = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """One consortium with two deliverables, a partner and a work package; another of which nothing is known."""
    store: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "consortium": [
                {
                    "consortium_id": "c",
                    "acronym": "C",
                    "starts_on": date(2024, 1, 1),
                    "starts_precision": "day",
                    "ends_on": date(2027, 12, 31),
                },
                {"consortium_id": "e", "acronym": "EMPTY", "record_basis": "public sources"},
            ],
            "organisation": [{"organisation_id": "o", "legal_name": "University"}],
            "participation": [{"participation_id": "p", "consortium_id": "c", "organisation_id": "o"}],
            "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "One"}],
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
                for code, due_on in [("D1", date(2026, 9, 30)), ("D2", date(2027, 9, 30))]
            ],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    return store


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch) -> Cells:
    """What stands in the editor's cells as if typed there: number -> field -> value."""
    typed: Cells = {}

    def editor(rows: pl.DataFrame, **settings: Any) -> pl.DataFrame:
        edited = [row | typed.get(row["code"], {}) for row in rows.to_dicts()]
        return pl.DataFrame(edited, schema=rows.schema, strict=False)

    monkeypatch.setattr(streamlit, "data_editor", editor)
    return typed


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    def visit(part: str = "many", consortium: str = "C", **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
        app.query_params.update({"consortium": consortium, "as_of": DAY.isoformat(), "change": part, **query})
        return app.run().switch_page("pages/consortium/plan.py").run()

    return visit


def labelled(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def press(app: AppTest, label: str) -> AppTest:
    labelled(app.button, label).click().run()
    assert [failure.value for failure in app.exception] == []
    return app


def refused(app: AppTest) -> str:
    (error,) = app.error
    return str(error.value)


def saved(app: AppTest, what: str) -> bool:
    assert [error.value for error in app.error] == []
    return any(what in toast.value for toast in app.toast)


def test_what_is_typed_is_listed_and_then_saved(visit, cells, store):
    app = visit()
    assert any("Nothing is changed yet" in caption.value for caption in app.caption)
    cells["D1"] = {"title": "Better", "work_package": "WP1", "lead_id": "University", "due_on": date(2026, 12, 15)}
    cells["D2"] = {"progress": 40}
    app.run()
    assert [tuple(row) for row in app.dataframe[0].value.itertuples(index=False)] == [
        ("D1", "Title", "A deliverable", "Better"),
        ("D1", "Due date", "30 Sept 2026", "15 Dec 2026"),
        ("D1", "Work package", "–", "WP1"),
        ("D1", "Lead partner", "–", "University"),
        ("D2", "Progress", "–", "40 %"),
    ]
    labelled(app.text_input, "Reason for the changed due dates").set_value("fieldwork").run()
    cells_typed = dict(cells)
    press(app, "Save")
    assert saved(app, "Saved: 2 deliverables")
    assert cells_typed == cells
    assert store.fetch(NOW).rows() == [
        ("D1", "Better", "planned", "WP1", "o", date(2026, 12, 15), None),
        ("D2", "A deliverable", "in preparation", None, None, date(2027, 9, 30), 0.4),
    ]


def test_a_missing_reason_is_said_and_what_was_typed_is_kept(visit, cells, store):
    version = store.version
    app = visit()
    cells["D2"] = {"due_on": date(2027, 10, 31)}
    press(app.run(), "Save")
    assert "D2: The field “Reason” is empty" in refused(app)
    assert app.dataframe[0].value["after"].to_list() == ["31 Oct 2027"]
    assert store.version == version
    labelled(app.text_input, "Reason for the changed due dates").set_value("fieldwork").run()
    assert saved(press(app, "Save"), "Saved: 1 deliverable")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"work_package": "WP99"}, "D2: The field “Work package” names WP99, which this consortium does not have"),
        ({"lead_id": "Nobody"}, "D2: The field “Lead partner” does not name a partner"),
        ({"title": "x" * 10_000}, "D2: The field “Title” has 10000 characters"),
        ({"title": ""}, "D2: The field “Title” has 0 characters"),
        ({"submitted_on": date(2027, 1, 1)}, "D2: The field “Submitted on” says"),
    ],
)
def test_a_pasted_cell_that_cannot_be_is_refused_by_number_and_field(visit, cells, store, typed, said):
    version = store.version
    app = visit()
    cells |= {"D1": {"title": "Better"}, "D2": typed}
    assert said in refused(press(app.run(), "Save"))
    assert store.version == version


def test_what_somebody_else_saved_is_told_row_by_row_and_then_saved_over(visit, cells, store):
    app = visit()
    cells |= {"D1": {"title": "Mine"}, "D2": {"title": "Mine"}}
    app.run()
    theirs = [DeliverableChange(code, {"title": "Theirs"}) for code in ("D1", "D2")]
    change_many(theirs, on=DAY, who="Colleague", today=DAY, seen_version=store.version)
    press(app, "Save")
    assert "Somebody else changed this" in refused(app)
    told = [text.value for text in app.markdown if "Colleague" in text.value]
    assert ["- D1: Colleague changed" in text and "- D2: Colleague changed" in text for text in told] == [True]
    assert saved(press(app, "Save all the same"), "Saved: 2 deliverables")
    assert store.fetch(NOW)["title"].to_list() == ["Mine", "Mine"]


def test_what_somebody_else_saved_is_shown_while_nothing_is_typed(visit, cells, store):
    app = visit()
    change_many([DeliverableChange("D1", {"title": "Theirs"})], on=DAY, who="b", today=DAY, seen_version=store.version)
    cells["D1"] = {"title": "Theirs"}
    app.run()
    assert any("Nothing is changed yet" in caption.value for caption in app.caption)


def test_what_is_typed_survives_another_filter_another_page_and_another_consortium(visit, cells, store):
    app = visit()
    cells["D1"] = {"title": "Mine"}
    app.run()
    # From here on the editor is a new one: it knows only what it is given.
    cells.clear()
    app.multiselect(key="plan_status").set_value(["planned"]).run()
    assert app.dataframe[0].value.shape[0] == 1
    app.switch_page("pages/consortium/overview.py").run()
    app.selectbox(key="consortium").set_value("e").run()
    app.switch_page("pages/consortium/plan.py").run()
    assert any("No deliverable of this consortium" in info.value for info in app.info)
    app.selectbox(key="consortium").set_value("c").run()
    assert saved(press(app, "Save"), "Saved: 1 deliverable")
    assert store.fetch(NOW)["title"].to_list() == ["Mine", "A deliverable"]


def test_grids_of_other_days_are_kept_only_where_something_is_typed(visit, cells):
    app = visit()
    cells["D1"] = {"title": "Mine"}
    app.run()
    cells.clear()
    others = [date(2026, 10, 1), date(2026, 10, 2)]
    for day in others:
        app.date_input(key="as_of").set_value(day).run()
    kept = [day for day in (DAY, *others) if f"plan_c_{day}_grid" in app.session_state]
    assert kept == [DAY, others[-1]]


def test_what_is_discarded_is_gone(visit, cells, store):
    version = store.version
    app = visit()
    cells["D1"] = {"title": "Mine"}
    app.run()
    cells.clear()
    assert saved(press(app, "Discard"), "Nothing was saved")
    assert any("Nothing is changed yet" in caption.value for caption in app.caption)
    assert store.version == version


def test_edited_rows_become_the_changes_they_ask_for():
    rows = pl.DataFrame(
        {
            "deliverable_id": ["a", "b"],
            "code": ["D1", "D2"],
            "title": ["One", "Two"],
            "due_on": [date(2026, 1, 31), None],
            "progress": [50, None],
            "submitted_on": [None, date(2026, 1, 1)],
            "work_package": ["WP1", None],
            "lead_id": ["University", None],
            "deliverable_type": ["Data set", None],
            "dissemination_level": [None, None],
            "objective": [None, None],
        },
        schema_overrides={"dissemination_level": pl.String, "objective": pl.String},
    )
    assert typed_cells(rows, rows) == {}
    edited = rows.with_columns(
        title=pl.Series([" One ", ""]),
        progress=pl.Series([60, None]),
        work_package=pl.Series(["", "WP7"]),
        deliverable_type=pl.Series(["Ethics", None]),
    )
    typed = typed_cells(rows, edited)
    assert typed == {
        "a": {"progress": 60, "work_package": None, "deliverable_type": "Ethics"},
        "b": {"title": None, "work_package": "WP7"},
    }
    values = {"work_package": {"WP1": "WP1"}, "deliverable_type": {"Ethics": "ETHICS"}}
    assert changes(typed, values, "r") == [
        DeliverableChange("a", {"progress": 0.6, "work_package": None, "deliverable_type": "ETHICS"}),
        DeliverableChange("b", {"title": None, "work_package": "WP7"}),
    ]
    assert changed_cells(rows, typed).rows() == [
        ("D1", "Progress", "50 %", "60 %"),
        ("D1", "Work package", "WP1", "–"),
        ("D1", "Type", "Data set", "Ethics"),
        ("D2", "Title", "Two", "–"),
        ("D2", "Work package", "–", "WP7"),
    ]


def test_a_deliverable_is_added_by_its_month_and_the_way_to_it_is_shown(visit, store):
    app = visit("add")
    month = labelled(app.selectbox, "Month")
    assert (month.options[0], month.options[17]) == ("M1: 31 Jan 2024", "M18: 30 Jun 2025")
    labelled(app.text_input, "Number").set_value("D3")
    labelled(app.text_input, "Title").set_value("New")
    labelled(app.selectbox, "Lead partner").set_value("o")
    month.set_value(18)
    assert saved(press(app, "Save"), "Saved: D3")
    assert store.fetch(NOW).rows()[2] == ("D3", "New", "overdue", None, "o", date(2025, 6, 30), None)
    (link,) = [found for found in app.get("page_link") if "Open D3" in found.proto.label]
    assert "search=D3" in str(link.proto)


def test_a_deliverable_without_a_day_is_refused_and_what_was_typed_is_kept(visit, store):
    version = store.version
    app = visit("add")
    labelled(app.text_input, "Number").set_value("D3")
    labelled(app.text_input, "Title").set_value("New")
    assert "“Due date” is empty" in refused(press(app, "Save"))
    assert labelled(app.text_input, "Title").value == "New"
    assert store.version == version


def test_a_consortium_of_which_little_is_known_gets_its_first_deliverable(visit, store):
    app = visit("add", consortium="EMPTY")
    assert labelled(app.selectbox, "Month").disabled
    labelled(app.text_input, "Number").set_value("O1")
    labelled(app.text_input, "Title").set_value("Handbook")
    labelled(app.date_input, "Due date").set_value(date(2026, 12, 31))
    assert saved(press(app, "Save"), "Saved: O1")


def test_a_link_is_added_refused_and_removed(visit, store):
    app = visit("links")
    assert any("No link of this deliverable" in caption.value for caption in app.caption)
    labelled(app.text_input, "Title").set_value("Minutes")
    labelled(app.text_input, "Address").set_value("javascript:alert(1)")
    assert "“Address” is not an address" in refused(press(app, "Add the link"))
    assert labelled(app.text_input, "Title").value == "Minutes"
    labelled(app.text_input, "Address").set_value("https://a.example/x")
    assert saved(press(app, "Add the link"), "Saved: the link “Minutes”")
    assert any("[Minutes](https://a.example/x)" in text.value for text in app.markdown)
    assert saved(press(app, "Remove"), "Removed: the link “Minutes”")
    assert store.fetch("select url from deliverable_link").is_empty()
