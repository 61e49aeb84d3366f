"""The CSO directory through the page: add, correct, what may be on record already, contacts, and other days."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from data.changes.organisations import correct_cso
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 31)


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A consortium with two partners and one CSO in contact with the first, in a scheme of one region."""
    outline = '{"type": "Polygon", "coordinates": [[[4, 50], [4, 51], [7, 51], [7, 50], [4, 50]]]}'
    place = {"country": "BE", "latitude": 50.5, "longitude": 4.5, "population": 9}
    store: Store = store_with(
        {
            "source_document": [{"source_id": "s", "title": "S", "language": "en", "kind": "register"}],
            "consortium": [
                {"consortium_id": "c", "acronym": "C", "starts_on": date(2024, 1, 1), "starts_precision": "day"},
            ],
            "organisation": [
                {"organisation_id": "p", "short_name": "Partner"},
                {"organisation_id": "q", "short_name": "Quarter"},
                {"organisation_id": "old", "organisation_type": "CSO", "legal_name": "Night Shelter vzw",
                 "country": "BE", "city": "Gent"},
            ],
            "participation": [
                {"participation_id": partner, "consortium_id": "c", "organisation_id": partner} for partner in "pq"
            ],
            "cso_relation": [
                {"consortium_id": "c", "cso_id": "old", "partner_id": "p", "active_from": date(2025, 1, 1)}
            ],
            "engagement": [
                {"engagement_id": "1", "consortium_id": "c", "cso_id": "old", "held_on": date(2025, 5, 5)}
            ],
            "region_scheme": [
                {"scheme": "test", "title": "T", "edition": "1", "licence": "none", "attribution": "none"}
            ],
            "region": [
                {"scheme": "test", "region_code": "BE", "level": 0, "country": "BE", "title": "All", "outline": outline}
            ],
            "place": [place | {"place_id": "1", "title": "Gent"}],
        }
    )  # fmt: skip
    monkeypatch.setattr(build, "_built", store)
    return store


def page(as_of: date = DAY, *, opened: str | None = "old", pair: str | None = None) -> AppTest:
    """The page with a CSO or a pair of possible duplicates opened."""
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": "C", "as_of": as_of.isoformat()})
    app.session_state["opened_cso"] = opened
    app.session_state["opened_pair"] = pair
    app.run()
    return app.switch_page("pages/reach/csos.py").run()


def labelled(elements: Any, label: str) -> Any:
    return [element for element in elements if element.label == label][-1]


def said(app: AppTest) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.caption, *app.header])


def nothing_failed(app: AppTest) -> None:
    assert [failure.value for failure in app.exception] == []
    assert [error.value for error in app.error] == []


def figures(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


def fill(app: AppTest, name: str, *, country: str | None = "BE", city: str = "Gent") -> AppTest:
    """Type into the form that adds a CSO, which stands last on the page, and save."""
    labelled(app.text_input, "Name").set_value(name)
    boxes = [box for box in app.selectbox if (box.key or "").startswith("new_cso")]
    labelled(boxes, "Country").set_value(country)
    labelled(app.text_input, "City").set_value(city)
    labelled(boxes, "Partner").set_value("q")
    labelled(app.button, "Add").click().run()
    return app


def names(store: Store) -> list[str]:
    rows = store.fetch("select legal_name from organisation where organisation_type = 'CSO' order by legal_name")
    return list(rows["legal_name"])


def test_a_cso_is_shown_with_all_that_is_known_of_it():
    app = page()
    nothing_failed(app)
    assert figures(app) == ["1", "1", "1", "0%", "0"]
    shown = said(app)
    assert "Place: Gent, Belgium" in shown
    assert "Its field of activity is not known." in shown
    assert [header.value for header in app.subheader][:1] == ["1 engagement"]


def test_a_cso_is_added_opened_and_said_to_lie_where_its_place_is(store):
    app = fill(page(), "Open Door")
    nothing_failed(app)
    assert [toast.value for toast in app.toast] == ["Added: Open Door"]
    assert names(store) == ["Night Shelter vzw", "Open Door"]
    assert figures(app) == ["2", "2", "1", "50%", "0"]
    assert "Open Door" in [header.value for header in app.header]
    assert "T: All (BE). By the name of its place – Gent." in said(app)
    assert labelled(app.text_input, "Name").value in (None, "")


def test_a_wrong_field_is_named_and_what_was_typed_is_kept(store):
    app = fill(page(), "Open Door", country=None)
    assert ["“Country” is empty" in error.value for error in app.error] == [True]
    assert labelled(app.text_input, "Name").value == "Open Door"
    assert names(store) == ["Night Shelter vzw"]


def test_one_that_may_be_on_record_is_offered_and_used(store):
    app = fill(page(), "Night shelter ASBL")
    assert ["may be on record already" in error.value for error in app.error] == [True]
    assert "**Night Shelter vzw**, Gent: same name, same city" in said(app)
    app = labelled(app.button, "Use it").click().run()
    nothing_failed(app)
    assert names(store) == ["Night Shelter vzw"]
    relations = store.fetch("select partner_id, active_from from cso_relation order by all").rows()
    assert relations == [("p", date(2025, 1, 1)), ("q", DAY)]


def test_one_that_may_be_on_record_is_saved_as_new_and_that_is_kept_as_a_decision(store):
    app = fill(page(), "Night shelter ASBL")
    app = labelled(app.button, "Save as new").click().run()
    nothing_failed(app)
    assert names(store) == ["Night Shelter vzw", "Night shelter ASBL"]
    assert store.fetch("select decision from duplicate_decision").rows() == [("different",)]
    # Nothing is left to decide, and the decision can be taken back.
    assert figures(app)[-1] == "0"
    pair = store.fetch("select first_id || ' ' || second_id as pair from duplicate_decision").item()
    app = page(opened=None, pair=pair)
    labelled(app.radio, "They are").set_value("undecided")
    app = [button for button in app.button if button.label == "Save"][-1].click().run()
    nothing_failed(app)
    assert figures(app)[-1] == "1"


def correcting(app: AppTest, city: str) -> AppTest:
    labelled(app.button, "Correct this CSO").click().run()
    # The form stands before the one that adds a CSO.
    next(field for field in app.text_input if field.label == "City").set_value(city)
    labelled(app.button, "Save").click().run()
    return app


def test_a_correction_is_saved_and_its_history_told(store):
    app = correcting(page(), "Brugge")
    nothing_failed(app)
    assert "Place: Brugge, Belgium" in said(app)
    history = next(table.value for table in app.dataframe if "before_shown" in table.value.columns)
    assert history[["what", "before_shown", "said_shown"]].values.tolist()[0] == ["City", "Gent", "Brugge"]


def test_what_somebody_else_corrected_meanwhile_is_told_and_saved_over(store):
    app = page()
    labelled(app.button, "Correct this CSO").click().run()
    correct_cso("old", {"short_name": "NS"}, who="Colleague", seen_version=store.version)
    next(field for field in app.text_input if field.label == "City").set_value("Brugge")
    app = labelled(app.button, "Save").click().run()
    assert ["Somebody else changed this" in error.value for error in app.error] == [True]
    assert "Colleague changed the description" in said(app)
    app = labelled(app.button, "Save all the same").click().run()
    nothing_failed(app)
    assert store.fetch("select city from organisation where organisation_id = 'old'").item() == "Brugge"


def test_a_contact_is_ended_and_the_days_before_stay_as_they_were(store):
    app = page()
    labelled(app.button, "End a contact").click().run()
    next(box for box in app.selectbox if box.label == "Partner").set_value("p")
    labelled(app.date_input, "Last day").set_value(date(2026, 6, 30))
    app = labelled(app.button, "Save").click().run()
    nothing_failed(app)
    assert figures(app)[:2] == ["1", "0"]
    assert figures(page(date(2026, 6, 30)))[:2] == ["1", "1"]


def test_before_the_first_contact_nothing_is_known_and_one_can_be_added():
    app = page(date(2024, 12, 31), opened=None)
    nothing_failed(app)
    assert figures(app) == []
    assert ["No CSO is on record by this day" in info.value for info in app.info] == [True]
    assert labelled(app.button, "Add")


def test_filters_that_leave_none_say_so():
    app = page(opened=None)
    app = app.text_input(key="cso_search").set_value("nobody").run()
    nothing_failed(app)
    assert ["No CSO fits these filters" in info.value for info in app.info] == [True]
