"""More consortia than a list can show: they are searched for, and no reader is sent them all."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from queries.consortia import MOST, consortium_list

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def store(store_with, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few consortia more than the list shows."""
    consortia = [{"consortium_id": f"c{n:03}", "acronym": f"C{n:03}"} for n in range(MOST + 5)]
    consortia[-1]["title"] = "Clean rivers"
    monkeypatch.setattr(build, "_built", store_with({"consortium": consortia}))


def page(**query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update(query)
    return app.run()


def test_the_list_holds_the_first_and_says_how_many_there_are():
    app = page()
    assert app.selectbox(key="consortium").options == [f"C{n:03}" for n in range(MOST)]
    assert f"{MOST + 5} consortia; the list shows the first {MOST}." in [
        caption.value for caption in app.sidebar.caption
    ]


def test_a_link_to_one_that_is_not_among_the_first_leads_there():
    app = page(consortium="C204")
    assert app.selectbox(key="consortium").value == "c204"
    assert [warning.value for warning in app.warning] == []


def test_a_search_finds_by_title_and_keeps_what_is_chosen():
    app = page(consortium="C003")
    app.text_input(key="find_consortium").set_value("RÍVERS").run()
    picker = app.selectbox(key="consortium")
    assert picker.options == ["C003", "C204"]
    assert picker.value == "c003"
    assert "1 consortium found." in [caption.value for caption in app.sidebar.caption]


def test_the_page_that_compares_searches_too():
    app = page(consortium="C003").switch_page("pages/results/compare.py").run()
    app.text_input(key="compare_search").set_value("rivers").run()
    assert app.multiselect(key="compare").options == ["C003", "C204"]


def test_few_consortia_are_all_listed_and_need_no_search(store_with, monkeypatch):
    monkeypatch.setattr(build, "_built", store_with({"consortium": [{"consortium_id": "c", "acronym": "C"}]}))
    assert "find_consortium" not in [text.key for text in page().text_input]


def test_the_question_lists_the_first_found_and_those_named():
    rows = consortium_list(as_of=DAY, search="rivers", named=["c001", "C002"], most=1).rows
    assert rows.select("acronym", "found", "consortia").rows() == [
        ("C001", 1, MOST + 5),
        ("C002", 1, MOST + 5),
        ("C204", 1, MOST + 5),
    ]
