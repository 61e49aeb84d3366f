"""Milestones and risks through the page: adding, recording, two who save at once, taking back, and looking back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data.changes.events import MilestoneEvent, RiskCorrection
from data.changes.milestones import record_milestone_event
from data.changes.risks import change_risk
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/consortium/milestones.py"
DAY = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """One consortium with an overdue milestone and a risk, in its second reporting period."""
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
            "organisation": [{"organisation_id": "o", "short_name": "Örebro"}],
            "participation": [{"participation_id": "p", "consortium_id": "c", "organisation_id": "o"}],
            "work_package": [{"consortium_id": "c", "work_package": "WP1", "title": "One"}],
            "reporting_period": [
                {
                    "consortium_id": "c",
                    "period": period,
                    "starts_on": date(year, 1, 1),
                    "ends_on": date(year + 1, 12, 31),
                    "report_due_on": date(year + 2, 2, 28),
                }
                for period, year in [(1, 2024), (2, 2026)]
            ],
            "milestone": [{"milestone_id": "m", "consortium_id": "c", "code": "MS1", "title": "Kick-off"}],
            "milestone_event": [
                {
                    "event_id": "m planned",
                    "milestone_id": "m",
                    "consortium_id": "c",
                    "event": "planned",
                    "effective_on": date(2024, 1, 1),
                    "due_on": date(2026, 9, 30),
                }
            ],
            "risk": [
                {
                    "risk_id": "r",
                    "consortium_id": "c",
                    "code": "R1",
                    "description": "Few answers",
                    "foreseen": True,
                    "likelihood": "low",
                    "severity": "high",
                    "measures": "Call again",
                    "identified_on": date(2024, 2, 1),
                }
            ],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    return store


def page(as_of: date = DAY, **opened: str) -> AppTest:
    """The page, with the milestone or the risk opened that `opened` names."""
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": as_of.isoformat()})
    for subject, row in opened.items():
        app.session_state[f"opened_{subject}"] = row
    app.run()
    return app.switch_page(PAGE).run()


def field(elements: Any, form: str, name: str) -> Any:
    """The field of a form; its key ends in the number of the form's turn."""
    (found,) = [each for each in elements if (each.key or "").rpartition("_")[0] == f"{form}_{name}"]
    return found


def button(app: AppTest, label: str, form: str) -> Any:
    (found,) = [each for each in app.button if each.label == label and form in each.proto.id + each.proto.form_id]
    return found


def labels(app: AppTest) -> list[str]:
    return [each.label for each in app.button]


def figure(app: AppTest, label: str) -> str:
    return next(str(each.value) for each in app.metric if each.label == label)


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in [*app.markdown, *app.caption, *app.subheader, *app.header])


def saved(app: AppTest, toast: str) -> bool:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    return [each.value for each in app.toast] == [toast]


def record(app: AppTest, event: str, on: date = date(2026, 10, 1), *, reason: str = "", **due: date) -> AppTest:
    field(app.selectbox, "milestone_event", "event").set_value(event).run()
    field(app.date_input, "milestone_event", "day").set_value(on)
    if due:
        field(app.date_input, "milestone_event", "due").set_value(due["due_on"])
    field(app.text_area, "milestone_event", "reason").set_value(reason)
    button(app, "Save", "milestone_event_form").click().run()
    return app


def test_a_milestone_goes_through_its_life_and_the_past_stays_as_it_was():
    app = page(milestone="m")
    assert (figure(app, "Overdue"), figure(app, "Achieved")) == ("1", "0")
    assert saved(record(app, "rescheduled", reason="elections", due_on=date(2026, 10, 20)), "Saved: Rescheduled")
    assert saved(record(app, "achieved", date(2026, 10, 15)), "Saved: Achieved")
    assert (figure(app, "Overdue"), figure(app, "Achieved")) == ("0", "1")
    assert "Nothing follows once a milestone is achieved or removed." in said(app)
    between = page(date(2026, 10, 10), milestone="m")
    assert "Status: ◔ Due within 30 days" in said(between)
    assert "Current due: 20 Oct 2026" in said(between)
    assert "Current due: 30 Sept 2026" in said(page(date(2026, 9, 1), milestone="m"))


def test_what_is_refused_is_said_in_a_sentence_and_what_was_typed_is_kept(store):
    app = record(page(milestone="m"), "rescheduled", date(2023, 5, 1), reason="elections", due_on=date(2026, 12, 15))
    assert ["“Day” says 2023-05-01" in error.value for error in app.error] == [True]
    assert field(app.text_area, "milestone_event", "reason").value == "elections"
    assert field(app.date_input, "milestone_event", "due").value == date(2026, 12, 15)
    assert store.version == 1


def test_what_somebody_else_saved_meanwhile_is_shown_and_then_saved_over(store):
    app = page(milestone="m")
    other = MilestoneEvent("m", "explained", date(2026, 10, 2), reason="elections")
    record_milestone_event(other, who="Colleague", today=DAY, seen_version=store.version)
    record(app, "achieved", date(2026, 10, 5), reason="held online")
    assert ["Somebody else changed this" in error.value for error in app.error] == [True]
    assert "Colleague recorded “Explained” of 2 Oct 2026" in said(app)
    assert field(app.text_area, "milestone_event", "reason").value == "held online"
    assert saved(button(app, "Save all the same", "milestone_event").click().run(), "Saved: Achieved")
    assert "Status: ✓ Achieved" in said(app)


def test_the_event_recorded_last_is_taken_back():
    app = page(milestone="m")
    assert "Take back the event recorded last" not in labels(app)
    assert saved(record(app, "achieved"), "Saved: Achieved")
    button(app, "Take back the event recorded last", "milestone_event").click().run()
    assert saved(app, "Taken back. The history keeps what was recorded.")
    assert figure(app, "Overdue") == "1"


def test_a_milestone_is_added_and_shown_from_its_day_on():
    app = page()
    field(app.text_input, "new_milestone", "code").set_value("MS2")
    field(app.text_input, "new_milestone", "title").set_value("כנס סיום 🙂")
    button(app, "Add", "new_milestone").click().run()
    assert ["“Due date” is empty" in error.value for error in app.error] == [True]
    assert field(app.text_input, "new_milestone", "title").value == "כנס סיום 🙂"
    field(app.number_input, "new_milestone", "month").set_value(36)
    field(app.selectbox, "new_milestone", "lead").set_value("o")
    assert saved(button(app, "Add", "new_milestone").click().run(), "Added: MS2")
    assert app.dataframe[0].value["title"].to_list() == ["Kick-off", "כנס סיום 🙂"]
    assert app.dataframe[0].value["lead"].to_list()[1:] == ["Örebro"]
    assert field(app.text_input, "new_milestone", "title").value == ""
    assert page(date(2026, 10, 30)).dataframe[0].value["code"].to_list() == ["MS1"]


def test_a_risk_is_added():
    app = page()
    field(app.text_input, "new_risk", "code").set_value("R2")
    field(app.text_area, "new_risk", "description").set_value("A partner leaves")
    field(app.selectbox, "new_risk", "likelihood").set_value("high")
    field(app.selectbox, "new_risk", "severity").set_value("high")
    field(app.text_area, "new_risk", "measures").set_value("Deputies")
    button(app, "Add", "new_risk").click().run()
    assert ["“Foreseen in the proposal” is empty" in error.value for error in app.error] == [True]
    assert field(app.text_area, "new_risk", "measures").value == "Deputies"
    field(app.radio, "new_risk", "foreseen").set_value(False)
    assert saved(button(app, "Add", "new_risk").click().run(), "Added: R2")
    assert (figure(app, "Critical risks"), app.dataframe[1].value["code"].to_list()) == ("2", ["R2", "R1"])


def say(app: AppTest, on: date, text: str, *, materialised: bool) -> AppTest:
    field(app.date_input, "risk", "day").set_value(on)
    field(app.radio, "risk", "materialised").set_value(materialised)
    field(app.radio, "risk", "measures_applied").set_value(True)
    field(app.text_area, "risk", "said").set_value(text)
    button(app, "Save", "risk_state_form").click().run()
    return app


def test_a_state_of_play_is_recorded_replaced_and_the_past_stays_as_it_was():
    app = page(risk="r")
    assert (figure(app, "No state of play"), figure(app, "Materialised")) == ("1", "–")
    assert field(app.selectbox, "risk", "period").value == 2
    button(app, "Save", "risk_state_form").click().run()
    assert ["“Materialised” is empty" in error.value for error in app.error] == [True]
    assert saved(say(app, date(2026, 10, 1), "Quiet so far", materialised=False), "Saved: State of play")
    assert (figure(app, "No state of play"), figure(app, "Materialised")) == ("0", "0")
    # The first period has none: it is the next to be told.
    assert field(app.selectbox, "risk", "period").value == 1
    field(app.selectbox, "risk", "period").set_value(2).run()
    assert "Replaces the state of play of 1 Oct 2026" in said(app)
    assert saved(say(app, date(2026, 10, 20), "It happened", materialised=True), "Saved: State of play")
    assert figure(app, "Materialised") == "1"
    assert figure(page(date(2026, 10, 10)), "Materialised") == "0"
    assert figure(page(date(2026, 9, 1)), "No state of play") == "1"


def test_a_risk_is_corrected_after_somebody_else_corrected_it(store):
    app = page(risk="r")
    field(app.segmented_control, "risk", "kind").set_value("correction").run()
    other = RiskCorrection("r", "medium", "high", "Call twice", None)
    change_risk(other, who="Colleague", seen_version=store.version)
    field(app.selectbox, "risk", "likelihood").set_value("high")
    field(app.text_area, "risk", "measures").set_value("Visit them")
    button(app, "Save", "risk_correction_form").click().run()
    assert ["Somebody else changed this" in error.value for error in app.error] == [True]
    assert "Colleague changed the description on" in said(app)
    assert field(app.text_area, "risk", "measures").value == "Visit them"
    assert saved(button(app, "Save all the same", "risk").click().run(), "Saved: Correction")
    assert "Likelihood: High · severity: High" in said(app)
    assert "Measures: Visit them" in said(app)


def test_filters_narrow_milestones_and_risks():
    app = page()
    app.text_input(key="find").set_value("few").run()
    assert [info.value for info in app.info] == ["**No milestone fits these filters.** Remove a filter to see more."]
    assert app.dataframe[0].value["code"].to_list() == ["R1"]
    app.text_input(key="find").set_value("").run()
    app.multiselect(key="risk_level").set_value(["high"]).run()
    assert [info.value for info in app.info] == ["**No risk fits these filters.** Remove a filter to see more."]
    app.multiselect(key="risk_level").set_value(["medium"]).run()
    assert [info.value for info in app.info] == []
