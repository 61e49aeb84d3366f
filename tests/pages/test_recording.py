"""Recording what happened to a deliverable, through the page, and looking back at the days before."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data.changes.deliverables import record_event
from data.changes.events import Event
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """One consortium with two deliverables, the first overdue."""
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
                }
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
                for code, due_on in [("D1", date(2026, 9, 30)), ("D2", date(2027, 9, 30))]
            ],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    return store


@pytest.fixture
def app() -> AppTest:
    return page()


def page(as_of: date = DAY) -> AppTest:
    """The page with the first deliverable opened."""
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": as_of.isoformat()})
    app.session_state["opened_deliverable"] = "D1"
    app.run()
    return app.switch_page("pages/consortium/deliverables.py").run()


def labelled(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def figure(app: AppTest, label: str) -> str:
    return str(labelled(app.metric, label).value)


def status(app: AppTest) -> str:
    (said,) = [line for text in app.markdown for line in text.value.splitlines() if line.startswith("- Status: ")]
    # The mark stands before the word.
    return said.removeprefix("- Status: ").partition(" ")[2]


def record(app: AppTest, event: str, on: date = date(2026, 10, 1), *, reason: str = "", **due: date) -> AppTest:
    assert not app.exception
    labelled(app.selectbox, "Event").set_value(event).run()
    labelled(app.date_input, "Day").set_value(on)
    if due:
        labelled(app.date_input, "New due date").set_value(due["due_on"])
    labelled(app.text_area, "Reason").set_value(reason)
    labelled(app.button, "Save").click().run()
    return app


def saved(app: AppTest) -> bool:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    return any("Saved" in toast.value for toast in app.toast)


def test_a_deliverable_goes_through_its_life_and_the_past_stays_as_it_was(app):
    assert (figure(app, "Overdue"), figure(app, "Delivered"), status(app)) == ("1", "0", "Overdue")
    assert saved(record(app, "rescheduled", reason="fieldwork", due_on=date(2026, 12, 15)))
    assert (figure(app, "Overdue"), status(app)) == ("0", "Planned")
    assert saved(record(app, "submitted", date(2026, 10, 5)))
    assert (figure(app, "Delivered"), status(app)) == ("1", "Submitted")
    assert saved(record(app, "returned", date(2026, 10, 10), reason="figures missing"))
    assert (figure(app, "Delivered"), status(app)) == ("0", "Revision requested")
    assert saved(record(app, "submitted", date(2026, 10, 15)))
    assert saved(record(app, "approved", date(2026, 10, 20)))
    assert (figure(app, "Delivered"), status(app)) == ("1", "Accepted")
    assert any("Nothing follows" in caption.value for caption in app.caption)
    before = page(date(2026, 9, 29))
    assert (figure(before, "Delivered"), status(before)) == ("0", "Due within 30 days")
    between = page(date(2026, 10, 12))
    assert (status(between), figure(between, "Current due")) == ("Revision requested", "15 Dec 2026")


def test_a_draft_is_recorded_with_its_progress(app, store):
    labelled(app.selectbox, "Event").set_value("drafted").run()
    assert [error.value for error in app.error] == []
    labelled(app.number_input, "Progress").set_value(40)
    labelled(app.button, "Save").click().run()
    assert saved(app)
    assert store.fetch("select progress from deliverable_event where event = 'drafted'").item() == pytest.approx(0.4)


def test_what_is_refused_is_said_in_a_sentence_and_what_was_typed_is_kept(app, store):
    version = store.version
    record(app, "rescheduled", date(2023, 5, 1), reason="fieldwork", due_on=date(2026, 12, 15))
    assert [failure.value for failure in app.exception] == []
    assert ["“Day” says 2023-05-01" in error.value for error in app.error] == [True]
    assert labelled(app.text_area, "Reason").value == "fieldwork"
    assert labelled(app.date_input, "New due date").value == date(2026, 12, 15)
    assert store.version == version


def test_what_somebody_else_saved_meanwhile_is_shown_and_then_saved_over(app, store):
    other = Event("D1", "drafted", date(2026, 10, 2), progress=0.5)
    record_event(other, who="Colleague", today=DAY, seen_version=store.version)
    record(app, "submitted", date(2026, 10, 5), reason="sent by post")
    assert ["Somebody else changed this" in error.value for error in app.error] == [True]
    assert any("Colleague recorded “Draft” of 2 Oct 2026" in text.value for text in app.markdown)
    assert labelled(app.text_area, "Reason").value == "sent by post"
    assert saved(labelled(app.button, "Save all the same").click().run())
    assert status(app) == "Submitted"


def test_what_somebody_else_saved_may_rule_out_the_event_and_still_nothing_typed_is_lost(app, store):
    other = Event("D1", "submitted", date(2026, 10, 2))
    record_event(other, who="Colleague", today=DAY, seen_version=store.version)
    record(app, "submitted", date(2026, 10, 5), reason="sent by post")
    labelled(app.button, "Save all the same").click().run()
    assert ["is submitted and waits" in error.value for error in app.error] == [True]
    assert labelled(app.text_area, "Reason").value == "sent by post"


def test_the_event_recorded_last_is_taken_back(app):
    assert saved(record(app, "submitted"))
    labelled(app.button, "Take back the event recorded last").click().run()
    assert [error.value for error in app.error] == []
    assert any("Taken back" in toast.value for toast in app.toast)
    assert status(app) == "Overdue"


def test_no_deliverable_is_opened_without_being_chosen():
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60).run()
    app.switch_page("pages/consortium/deliverables.py").run()
    assert [button.label for button in app.button if button.label == "Save"] == []
