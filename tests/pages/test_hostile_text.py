"""Pages of a store in which every text attacks: what Streamlit draws as Markdown has no markup that is not ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from data import build
from data import store as stores
from data.store import Store
from tests.copies import shipped_store
from tests.hostile import HOSTILE, attack
from tests.pages.test_pages import DAY, PAGES, ROOT, nothing_failed

# As it stands in what is drawn as it is, whatever quotes are around it.
MARKUP = "[hostile link](javascript:window.hacked=1)"
FIRST = "select min(columns(lambda name: name = $key)) from query_table($entity)"
OPENED = {
    "deliverable": "deliverable",
    "milestone": "milestone",
    "risk": "risk",
    "pilot": "pilot",
    "cso": "cso_relation",
}
# What draws text as it is: tables, pictures and lists to choose from, and code.
NO_MARKDOWN = {"dataframe", "code", "json", "plotly_chart", "deck_gl_json_chart", "html", "multiselect", "selectbox"}


@pytest.fixture(scope="module")
def attacked() -> Iterator[Store]:
    with shipped_store() as store:
        spoilt = attack(store)
        assert {"deliverable.title", "organisation.legal_name", "risk.code", "consortium.acronym"} <= spoilt
        yield store


def drawn(block: Any) -> Iterator[str]:
    """Yield the description of every element within, and of what holds others."""
    for inner in block.children.values():
        if isinstance(inner, Block):
            yield "block " + str(inner.proto)
            yield from drawn(inner)
        elif inner.type not in NO_MARKDOWN:
            yield f"{inner.type} {inner.proto}"


@pytest.mark.parametrize("page", PAGES)
def test_text_of_the_store_is_no_markup(page, attacked, monkeypatch):
    stores.use(attacked)
    monkeypatch.setattr(build, "_built", attacked)
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update({"consortium": f"{HOSTILE} DEMO", "as_of": DAY.isoformat()})
    for subject, entity in OPENED.items():
        key = f"{subject}_id"
        app.session_state[f"opened_{subject}"] = attacked.fetch(FIRST, {"key": key, "entity": entity}).item()
    app.run()
    app = app if page.endswith("overview.py") else app.switch_page(page).run()
    nothing_failed(app)
    shown = [text for part in (app.main, app.sidebar) for text in drawn(part)]
    assert [text[:500] for text in shown if MARKUP in text] == []
    stores.use(None)


def test_a_link_writes_nothing_of_its_own_on_the_page(attacked, monkeypatch):
    stores.use(attacked)
    monkeypatch.setattr(build, "_built", attacked)
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    asked = "[Sign in again](https://evil.example/)"
    app.query_params.update({"consortium": asked, "as_of": asked})
    app.run()
    said = " ".join(warning.value for warning in app.warning)
    assert "Sign in again" in said
    assert asked not in said
    stores.use(None)
