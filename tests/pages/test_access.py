"""The page of access: what its form offers and what it gives."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from components.saving import TURNS
from data import build
from data.store import Store
from tests.pages.test_pages import DAY, ROOT

PAGE = "pages/data/access.py"


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two consortia; p takes part in A, left takes part in it no longer, q takes part in B only."""
    parts = [("p", "a", None), ("left", "a", date(2025, 1, 1)), ("q", "b", None)]
    made: Store = store_with(
        {
            "consortium": [{"consortium_id": one, "acronym": one.upper()} for one in ("a", "b")],
            "organisation": [{"organisation_id": one, "legal_name": one.title()} for one, _, _ in parts],
            "participation": [
                {"participation_id": one, "organisation_id": one, "consortium_id": consortium, "left_on": left}
                for one, consortium, left in parts
            ],
        }
    )
    monkeypatch.setattr(build, "_built", made)
    return made


def page() -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"as_of": DAY.isoformat(), "consortium": "A"})
    app.switch_page(PAGE).run()
    assert not app.exception
    return app


def field(app: AppTest, label: str):
    """Return the field of the page, not of the sidebar, with this label."""
    (found,) = [one for one in [*app.main.selectbox, *app.main.text_input] if one.label == label]
    return found


def granted(store: Store) -> list[tuple[object, ...]]:
    return store.fetch("select person, role, consortium_id, organisation_id from access_grant").rows()


def give(app: AppTest) -> AppTest:
    (button,) = [one for one in app.main.button if one.label == "Give access"]
    return button.click().run()


def test_a_reader_is_given_the_consortium_looked_at_or_all(store):
    app = page()
    assert field(app, "Consortium").options == ["A", "All consortia"]
    field(app, "Person").input("one@x.example")
    give(app)
    assert field(app, "Person").value == ""
    field(app, "Person").input("all@x.example")
    field(app, "Consortium").select_index(1)
    give(app)
    assert granted(store) == [("one@x.example", "reader", "a", None), ("all@x.example", "reader", None, None)]


def test_a_coordinator_is_given_one_consortium(store):
    app = page()
    field(app, "Role").select("coordinator").run()
    assert field(app, "Consortium").options == ["A"]
    field(app, "Person").input("lead@x.example")
    give(app)
    assert granted(store) == [("lead@x.example", "coordinator", "a", None)]


def test_a_partner_is_given_an_organisation_of_the_consortium(store):
    app = page()
    field(app, "Role").select("partner").run()
    assert field(app, "Organisation").options == ["Left", "P"]
    field(app, "Person").input("partner@x.example")
    field(app, "Organisation").select_index(1)
    give(app)
    assert granted(store) == [("partner@x.example", "partner", "a", "p")]


def test_forms_that_follow_each_other_are_empty_and_take_turns_with_few_keys(store):
    app = page()
    keys = set()
    for number in range(TURNS + 2):
        person = field(app, "Person")
        assert person.value == ""
        keys.add(person.key)
        person.input(f"{number}@x.example")
        give(app)
    assert len(keys) == TURNS
    assert len(granted(store)) == TURNS + 2
