"""Impact, indicators and self-assessment through their pages: reading, recording, refusing, and looking back."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import saving
from data import build
from data.changes.indicators import record_value
from data.changes.results import IndicatorValue
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
TODAY, DAY = date(2026, 10, 31), date(2026, 9, 30)


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """One consortium with an objective, an indicator of it with one value, a case study, and two reporting periods."""
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
            "objective": [{"consortium_id": "c", "objective": "SO1", "statement": "Answer questions"}],
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
            "indicator": [
                {
                    "indicator_id": "i",
                    "consortium_id": "c",
                    "code": "I1",
                    "title": "Questions answered",
                    "objective": "SO1",
                    "unit": "questions",
                    "baseline": 0,
                    "target": 40,
                    "disaggregation_axis": "country",
                }
            ],
            "indicator_value": [
                {
                    "indicator_id": "i",
                    "consortium_id": "c",
                    "observed_on": date(2025, 12, 31),
                    "recorded_on": date(2026, 1, 15),
                    "value": 10,
                }
            ],
            "pilot": [
                {
                    "pilot_id": "p",
                    "consortium_id": "c",
                    "title": "Gardens",
                    "starts_on": date(2024, 1, 1),
                    "ends_on": date(2025, 1, 1),
                    "case_study_title": "What grew",
                }
            ],
        }
    )
    monkeypatch.setattr(build, "_built", store)
    monkeypatch.setattr(saving, "today", lambda: TODAY)
    return store


def page(name: str, as_of: date = TODAY, **asked: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=90)
    app.query_params.update({"consortium": "C", "as_of": as_of.isoformat(), **asked})
    app.run()
    return app.switch_page(f"pages/results/{name}.py").run()


def field(elements: Any, form: str, name: str) -> Any:
    """The field of a form; its key ends in the number of the form's turn."""
    (found,) = [each for each in elements if (each.key or "").rpartition("_")[0] == f"{form}_{name}"]
    return found


def press(app: AppTest, label: str, form: str) -> AppTest:
    (found,) = [each for each in app.button if each.label == label and form in each.proto.id + each.proto.form_id]
    return found.click().run()


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in [*app.markdown, *app.caption, *app.info, *app.header])


def saved(app: AppTest, toast: str) -> bool:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []
    return [each.value for each in app.toast] == [toast]


def test_the_chain_says_what_was_reached_and_how_sure_that_is():
    app = page("impact")
    assert "**SO1** · Answer questions" in said(app)
    assert "**10 questions** · target 40 · progress 25%" in said(app)
    assert "Evidence level 1 · self-reported · Last update 15 Jan 2026 · ⚠ incomplete" in said(app)
    assert "**What grew**" in said(app)
    assert not app.exception


def test_a_period_shows_what_it_brought():
    app = page("impact")
    app.selectbox(key="results_period").set_value("2").run()
    (table,) = [each.value for each in app.dataframe if "in_period" in each.value]
    assert table[["in_period", "actual"]].fillna(-1).to_numpy().tolist() == [[-1, 10]]
    app.selectbox(key="results_period").set_value("1").run()
    (table,) = [each.value for each in app.dataframe if "in_period" in each.value]
    assert table["in_period"].tolist() == [10]


def test_looking_back_leaves_out_what_was_recorded_later():
    app = page("impact", date(2026, 1, 1))
    assert "1 value of the time before this day was recorded after it" in said(app)
    assert "No value yet" in said(app)


def record(app: AppTest, amount: float, level: int = 1, on: date = DAY) -> AppTest:
    field(app.date_input, "indicator_value", "day").set_value(on)
    field(app.number_input, "indicator_value", "value").set_value(amount)
    field(app.selectbox, "indicator_value", "level").set_value(level)
    return press(app, "Save", "indicator_value")


def test_a_value_is_recorded_and_moves_the_progress(store):
    app = record(page("indicators"), 30)
    assert saved(app, "Saved: Value")
    assert {each.label: each.value for each in app.metric}["Progress"] == "75%"
    assert store.fetch("select recorded_on from indicator_value where value = 30").item() == TODAY


def test_a_refused_value_keeps_what_was_typed(store):
    app = record(page("indicators"), 30, level=2)
    assert "“Evidence” is empty" in app.error[0].value
    assert field(app.number_input, "indicator_value", "value").value == 30
    field(app.text_input, "indicator_value", "evidence").set_value("lists")
    assert saved(press(app, "Save", "indicator_value"), "Saved: Value")
    assert store.fetch("select evidence from indicator_value where value = 30").item() == "lists"


def test_who_saved_meanwhile_is_told_and_may_be_followed(store):
    app = page("indicators")
    other = IndicatorValue("i", DAY, 1, value=20)
    record_value(other, who="Ada", today=TODAY, seen_version=store.version)
    record(app, 30)
    assert "Ada recorded “Value” of 30 Sept 2026" in said(app)
    assert saved(press(app, "Save all the same", ""), "Saved: Value")
    assert store.fetch("select value from indicator_value where observed_on = $day", {"day": DAY}).item() == 30


def test_a_value_is_taken_back_and_stays_in_the_history(store):
    app = page("indicators")
    field(app.segmented_control, "indicator_value", "kind").set_value("take back").run()
    press(app, "Take back", "indicator_value")
    assert "“Value of” is empty" in app.error[0].value
    field(app.selectbox, "indicator_value", "taken_back").set_value((date(2025, 12, 31), "total", "total"))
    app = press(app, "Take back", "indicator_value")
    assert saved(app, "Saved: Take a value back")
    assert store.fetch("select value from indicator_value").is_empty()
    (history,) = [each.value for each in app.dataframe if "standing_shown" in each.value]
    assert history["standing_shown"].tolist() == ["✕ Taken back", "⇢ Replaced"]


def test_a_part_by_country_is_recorded(store):
    app = page("indicators")
    field(app.segmented_control, "indicator_value", "axis").set_value("country").run()
    field(app.selectbox, "indicator_value", "category_country").set_value("BE")
    assert saved(record(app, 4, on=date(2025, 12, 31)), "Saved: Value")
    assert store.fetch("select category, value from indicator_value where axis = 'country'").rows() == [("BE", 4)]


def test_an_indicator_is_added(store):
    app = page("indicators")
    for name, typed in {"code": "I2", "title": "Trust", "unit": "points"}.items():
        field(app.text_input, "new_indicator", name).set_value(typed)
    for name, chosen in {"level": "impact", "direction": "ascending", "accumulation": "cumulative"}.items():
        field(app.selectbox, "new_indicator", name).set_value(chosen)
    field(app.number_input, "new_indicator", "baseline").set_value(5.0)
    field(app.number_input, "new_indicator", "target").set_value(5.0)
    press(app, "Add", "new_indicator")
    assert "both say 5" in app.error[0].value
    field(app.number_input, "new_indicator", "target").set_value(9.0)
    assert saved(press(app, "Add", "new_indicator"), "Added: I2")
    assert store.fetch("select code, target from indicator order by code").rows() == [("I1", 40), ("I2", 9)]


def test_a_quote_stands_beside_its_case_study_until_it_is_taken_back(store):
    app = page("impact")
    field(app.text_area, "new_quote", "quote").set_value("It was *ours*.")
    for name, chosen in {"said_by": "citizen", "language": "en", "pilot": "p"}.items():
        field(app.selectbox, "new_quote", name).set_value(chosen)
    app = press(app, "Add", "new_quote")
    assert saved(app, "Added: the quote")
    assert "> It was \\*ours\\*." in said(app)
    assert "A citizen · 31 Oct 2026" in said(app)
    field(app.selectbox, "new_quote", "taken_back").set_value(store.fetch("select quote_id from quote").item())
    assert saved(press(app, "Take back", "new_quote"), "Taken back: the quote")
    assert "It was" not in said(app)


def test_a_cell_is_judged_and_taken_back(store):
    app = page("self_assessment", dimension="3", criterion="2")
    assert "This consortium has not assessed itself by this day." in said(app)
    field(app.selectbox, "tefce_cell", "level").set_value(4)
    press(app, "Save", "tefce_cell")
    assert "“Evidence” is empty" in app.error[0].value
    field(app.text_area, "tefce_cell", "evidence").set_value("Register of requests")
    app = press(app, "Save", "tefce_cell")
    assert saved(app, "Saved: the assessment")
    assert {each.label: each.value for each in app.metric}["Assessed"] == "1"
    assert store.fetch("select dimension, criterion, level from tefce_cell").rows() == [(3, 2, 4)]
    app = press(app, "Take back the assessment of 31 Oct 2026", "tefce_cell")
    assert saved(app, "Taken back. The history keeps what was recorded.")
    assert store.fetch("select level from tefce_cell").is_empty()
