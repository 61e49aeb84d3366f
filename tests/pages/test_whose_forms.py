"""Forms a partner sees: of what its organisation leads, and a sentence instead of the others."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from components import sign_in
from data import build
from data.access import Person
from tests.pages.test_pages import DAY, ROOT, visit

WHY = "You may change what your organisation leads"
LED = {"mine": "p", "another's": "q", "nobody's": None}


@pytest.fixture(autouse=True)
def partner(store_with, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partner is signed in: of the organisation p, which leads one deliverable of three."""
    monkeypatch.setenv("ACCESS", "sign-in")
    monkeypatch.setattr(sign_in, "person", lambda: Person(("partner@a.example",)))
    of_c: dict[str, object] = {"consortium_id": "c"}
    monkeypatch.setenv("ACCESS", "local")
    store = store_with(
        {
            "consortium": [of_c | {"acronym": "C", "starts_on": date(2024, 1, 1), "starts_precision": "day"}],
            "organisation": [{"organisation_id": one, "legal_name": one.upper()} for one in ("p", "q")],
            "participation": [of_c | {"participation_id": one, "organisation_id": one} for one in ("p", "q")],
            "deliverable": [
                of_c | {"deliverable_id": name, "code": name, "lead_id": lead} for name, lead in LED.items()
            ],
            "deliverable_event": [
                of_c | {"event_id": name, "deliverable_id": name, "event": "planned", "due_precision": "day",
                        "effective_on": date(2024, 1, 1), "due_on": date(2026, 1, 1)}
                for name in LED
            ],
            "milestone": [of_c | {"milestone_id": name, "code": name, "lead_id": lead} for name, lead in LED.items()],
            "milestone_event": [
                of_c | {"event_id": name, "milestone_id": name, "event": "planned",
                        "effective_on": date(2024, 1, 1), "due_on": date(2026, 1, 1)}
                for name in LED
            ],
            "reporting_period": [
                of_c | {"period": 1, "starts_on": date(2024, 1, 1), "ends_on": date(2026, 6, 30),
                        "report_due_on": date(2026, 12, 31)}
            ],
            "access_grant": [
                of_c | {"access_grant_id": "g", "person": "partner@a.example", "recorded_as": "partner 1",
                        "role": "partner", "organisation_id": "p", "from_on": date(2024, 1, 1)}
            ],
        }
    )  # fmt: skip
    monkeypatch.setenv("ACCESS", "sign-in")
    monkeypatch.setattr(build, "_built", store)


def opened(page: str, subject: str, about: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"as_of": DAY.isoformat()})
    app.session_state[f"opened_{subject}"] = about
    app.run()
    return app.switch_page(page).run()


def said(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


@pytest.mark.parametrize("about", LED)
@pytest.mark.parametrize(("page", "subject"), [("deliverables", "deliverable"), ("milestones", "milestone")])
def test_the_form_of_an_event_is_that_of_who_leads(page, subject, about):
    app = opened(f"pages/consortium/{page}.py", subject, about)
    offered = [box for box in app.selectbox if box.label == "Event"]
    assert [*app.exception, *app.error] == []
    assert bool(offered) == (about == "mine")
    assert (WHY in said(app)) or about == "mine"


def test_the_grid_of_the_plan_holds_what_the_partner_leads():
    app = visit("pages/consortium/plan.py", as_of=DAY.isoformat())
    grids = [frame.value for frame in app.dataframe if "code" in frame.value.columns]
    assert [list(grid["code"]) for grid in grids] == [["mine"]]
    assert WHY in said(app)


@pytest.mark.parametrize("about", LED)
def test_a_link_is_added_by_who_leads(about):
    app = visit("pages/consortium/plan.py", change="links", linked_deliverable=about, as_of=DAY.isoformat())
    app = app.selectbox(key="linked_deliverable").set_value(about).run()
    assert [*app.exception, *app.error] == []
    assert bool([field for field in app.text_input if field.label == "Address"]) == (about == "mine")
    assert (WHY in said(app)) == (about != "mine")


def test_what_is_to_be_settled_for_the_report_is_offered_to_who_leads():
    app = visit("pages/consortium/preflight.py", as_of=DAY.isoformat())
    assert [*app.exception, *app.error] == []
    keys = {button.key for button in app.button if button.key and button.key.startswith("settle_deliverable")}
    assert keys == {"settle_deliverable mine"}
