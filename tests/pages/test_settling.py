"""Settling on the page what blocks a report: delays, communication activities and partners that left."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data.changes.activities import CommunicationState
from data.changes.communication import record_communication_state
from data.changes.deliverables import record_event
from data.changes.events import Event
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2024, 11, 20)
STARTS_ON = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A consortium with one period, a late deliverable, an activity still ongoing and a partner noted as left."""
    named: dict[str, Any] = {"consortium_id": "c"}
    store: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "consortium": [
                named
                | {
                    "acronym": "C",
                    "starts_on": STARTS_ON,
                    "starts_precision": "day",
                    "ends_on": date(2024, 12, 31),
                }
            ],
            "reporting_period": [
                named
                | {
                    "period": 1,
                    "starts_on": STARTS_ON,
                    "ends_on": date(2024, 12, 31),
                    "report_due_on": date(2025, 3, 1),
                }
            ],
            "organisation": [
                {"organisation_id": "head", "short_name": "Head"},
                {"organisation_id": "gone", "short_name": "Gone"},
            ],
            "participation": [
                named | {"participation_id": "1", "organisation_id": "head", "role": "coordinator"},
                named | {"participation_id": "2", "organisation_id": "gone", "left_noted_on": date(2024, 11, 4)},
            ],
            "deliverable": [
                named | {"deliverable_id": "late", "code": "D1"},
                named | {"deliverable_id": "plan", "code": "D2", "deliverable_type": "DMP"},
            ],
            "deliverable_event": [
                named
                | {
                    "event_id": f"{deliverable_id} {event}",
                    "deliverable_id": deliverable_id,
                    "event": event,
                    "effective_on": STARTS_ON,
                    "position": position,
                    "due_on": date(2024, 10, 31) if event == "planned" else None,
                    "due_precision": "day" if event == "planned" else None,
                }
                for position, (deliverable_id, event) in enumerate(
                    [("late", "planned"), ("plan", "planned"), ("plan", "submitted")]
                )
            ],
            "communication_activity": [
                named | {"communication_activity_id": "a", "code": "C1", "title": "An exhibition"}
            ],
            "communication_activity_state": [
                named | {"communication_activity_id": "a", "effective_on": STARTS_ON, "state": "ongoing"}
            ],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    return store


@pytest.fixture
def app() -> AppTest:
    return visit("preflight")


def visit(page: str, as_of: date = DAY) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": as_of.isoformat()})
    app.run()
    return app.switch_page(f"pages/consortium/{page}.py").run()


def labelled(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def labels(app: AppTest) -> list[str]:
    """The buttons that open a form or belong to one."""
    return [button.label for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    assert [failure.value for failure in app.exception] == []
    labelled(app.button, label).click().run()
    return app


def saved(app: AppTest) -> bool:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    assert "Save" not in labels(app)
    return [toast.value for toast in app.toast] == ["Saved."]


def open_items(app: AppTest) -> str:
    return str(labelled(app.metric, "Open items").value)


def test_every_item_that_can_be_settled_here_has_its_button(app):
    assert open_items(app) == "4"
    assert labels(app) == [
        "Justify the delay",
        "Record its state",
        "Enter the day it left",
        "Record the state of an activity",
        "Add a communication activity",
    ]


def test_a_delay_is_justified_listed_and_taken_back(app):
    press(app, "Justify the delay")
    assert "Justify the delay" not in labels(app)
    labelled(app.text_area, "Justification").set_value("The author is ill")
    assert saved(press(app, "Save"))
    assert open_items(app) == "3"
    assert "Justified delays" in [header.value for header in app.header]
    assert app.dataframe[0].value["justification"].to_list() == ["The author is ill"]
    assert open_items(visit("preflight", date(2024, 11, 19))) == "4"
    press(app, "Take back a justification")
    press(app, "Save")
    assert ["“Deliverable” is empty" in error.value for error in app.error] == [True]
    labelled(app.selectbox, "Deliverable").set_value("D1")
    assert saved(press(app, "Save"))
    assert open_items(app) == "4"


def test_what_is_refused_is_said_and_what_was_typed_is_kept_until_it_is_cancelled(app, store):
    version = store.version
    press(app, "Justify the delay")
    labelled(app.text_area, "Justification").set_value("The author is ill")
    labelled(app.date_input, "Day").set_value(date(2024, 10, 31))
    press(app, "Save")
    assert ["when this deliverable was not late" in error.value for error in app.error] == [True]
    assert labelled(app.text_area, "Justification").value == "The author is ill"
    assert store.version == version
    press(app, "Cancel")
    assert "Save" not in labels(app)
    press(app, "Justify the delay")
    assert labelled(app.text_area, "Justification").value == ""


def test_only_one_form_is_open_at_a_time(app):
    press(app, "Justify the delay")
    press(app, "Enter the day it left")
    assert labels(app).count("Save") == 1
    assert "Justify the delay" in labels(app)


def test_what_somebody_else_saved_meanwhile_is_shown_and_then_saved_over(app, store):
    press(app, "Justify the delay")
    other = Event("late", "drafted", date(2024, 11, 5), progress=0.5)
    record_event(other, who="Colleague", today=DAY, seen_version=store.version)
    labelled(app.text_area, "Justification").set_value("The author is ill")
    press(app, "Save")
    assert ["Somebody else changed this" in error.value for error in app.error] == [True]
    assert any("Colleague recorded “Draft” of 5 Nov 2024" in text.value for text in app.markdown)
    assert labelled(app.text_area, "Justification").value == "The author is ill"
    assert saved(press(app, "Save all the same"))
    assert open_items(app) == "3"


def test_the_day_a_partner_left_is_entered(app, store):
    press(app, "Enter the day it left")
    press(app, "Save")
    assert ["“Day it left” is empty" in error.value for error in app.error] == [True]
    labelled(app.date_input, "Day it left").set_value(date(2024, 10, 1))
    assert saved(press(app, "Save"))
    assert open_items(app) == "3"
    found = store.fetch("select left_on, left_noted_on from participation where participation_id = '2'")
    assert found.rows() == [(date(2024, 10, 1), date(2024, 11, 4))]


@pytest.mark.parametrize(("state", "reason", "left"), [("delivered", "", "2"), ("cancelled", "no venue", "3")])
def test_the_state_of_an_activity_is_recorded_beside_its_item(app, state, reason, left):
    press(app, "Record its state")
    labelled(app.selectbox, "State").set_value(state)
    labelled(app.text_area, "Reason").set_value(reason)
    assert saved(press(app, "Save"))
    # One delivered settles two items: the activity itself, and that none was delivered.
    assert open_items(app) == left


def test_an_activity_is_put_off_from_the_table_and_a_colleague_is_not_overwritten(app, store):
    press(app, "Record the state of an activity")
    other = CommunicationState("postponed", date(2024, 6, 3), "rain")
    record_communication_state("a", other, who="Colleague", today=DAY, seen_version=store.version)
    press(app, "Save")
    assert ["“Communication activity” is empty" in error.value for error in app.error] == [True]
    labelled(app.selectbox, "Communication activity").set_value("a")
    press(app, "Save")
    assert ["“State” is empty" in error.value for error in app.error] == [True]
    labelled(app.selectbox, "State").set_value("cancelled")
    labelled(app.text_area, "Reason").set_value("still rain")
    press(app, "Save")
    assert any("Colleague recorded “Postponed” of 3 Jun 2024" in text.value for text in app.markdown)
    assert saved(press(app, "Save all the same"))
    assert app.dataframe[-1].value["reason"].to_list() == ["still rain"]


def test_an_activity_is_added(app, store):
    press(app, "Add a communication activity")
    labelled(app.text_input, "Number").set_value("C1")
    labelled(app.text_input, "Title").set_value("A film")
    labelled(app.selectbox, "State").set_value("ongoing")
    press(app, "Save")
    assert ["“Number” says C1, which is taken" in error.value for error in app.error] == [True]
    assert labelled(app.text_input, "Title").value == "A film"
    labelled(app.text_input, "Number").set_value("C2")
    labelled(app.selectbox, "Audience").set_value("citizen")
    labelled(app.selectbox, "Lead partner").set_value("gone")
    assert saved(press(app, "Save"))
    found = store.fetch("select code, title, audience, lead_id from communication_activity where code = 'C2'")
    assert found.rows() == [("C2", "A film", "citizen", "gone")]


def test_a_partner_that_left_on_a_day_not_known_is_marked_and_counts(store):
    app = visit("partners")
    assert labelled(app.metric, "Partners").value == "2"
    assert app.dataframe[0].value["left"].dropna().to_list() == ["has left, day not known"]
    assert app.dataframe[1].value["standing_shown"].to_list() == ["Left, day not known"]
    press(app, "Record that a partner left")
    labelled(app.selectbox, "Partner").set_value("2")
    labelled(app.date_input, "Day it left").set_value(date(2024, 11, 20))
    assert saved(press(app, "Save"))
    assert labelled(app.metric, "Partners").value == "1"
    press(app, "Take back that a partner left")
    labelled(app.selectbox, "Partner").set_value("2")
    assert saved(press(app, "Save"))
    assert labelled(app.metric, "Partners").value == "2"


def test_that_a_partner_left_is_noted_without_a_day(store):
    app = visit("partners")
    press(app, "Record that a partner left")
    press(app, "Save")
    assert ["“Partner” is empty" in error.value for error in app.error] == [True]
    labelled(app.selectbox, "Partner").set_value("1")
    assert saved(press(app, "Save"))
    found = store.fetch("select left_on, left_noted_on is not null from participation where participation_id = '1'")
    assert found.rows() == [(None, True)]
