"""The eligibility page: parts of the rule, what if partners leave, and what is said where no rule can be checked."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import build
from tests.conftest import Rows

ROUTER = Path(__file__).resolve().parents[2] / "router.py"
PAGE = "pages/results/eligibility.py"


def visit(**query: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(ROUTER), default_timeout=60)
    app.query_params.update({"as_of": "2019-06-01"} | query)
    shown = app.run().switch_page(PAGE).run()
    assert [failure.value for failure in (*shown.error, *shown.exception)] == []
    return shown


def figures(app: AppTest) -> dict[str, str]:
    return {figure.label: figure.value for figure in app.metric}


def said(app: AppTest) -> list[str]:
    return [element.value for element in (*app.markdown, *app.caption)]


@pytest.mark.usefixtures("opened")
def test_each_part_says_what_is_needed_what_was_found_and_the_verdict_in_words():
    app = visit(consortium="ENtRANCE")
    assert figures(app) == {"Met": "4", "Not met": "0", "To confirm": "0", "Not known": "1"}
    shown = said(app)
    assert ":green-badge[✓ Met] **At least 3 organisations**  \nFound: 5." in shown
    assert ":green-badge[✓ Met] **Lasts 24 to 36 months**  \nFound: 30 months." in shown
    assert any(
        text.startswith(":gray-badge[? Not known] **Higher education institutions") and "would settle it" in text
        for text in shown
    )
    assert any("Said in: Programme guides of Erasmus+ and of Horizon. Seen in the programme guide." in t for t in shown)
    assert "**Verdict:** :gray-badge[? Not known] No part fails, but the store cannot tell of every part." in shown
    assert app.dataframe[0].value["partner"].to_list() == ["VUB"]


@pytest.mark.usefixtures("opened")
def test_partners_taken_away_flip_parts_from_before_to_after_and_stand_in_the_link():
    app = visit(consortium="ENtRANCE", without=["lab", "vtdk", "wageningen"])
    assert app.multiselect(key="without").value == ["lab", "vtdk", "wageningen"]
    assert figures(app) == {"Met": "2", "Not met": "2", "To confirm": "0", "Not known": "1"}
    shown = said(app)
    assert ":green-badge[✓ Met] → :red-badge[✕ Not met] **At least 3 organisations**  \nFound: 2." in shown
    assert "of 5 parts; 4 with all partners" in shown
    assert "2 parts change without the partners taken away (3)." in shown
    app.multiselect(key="without").set_value(["vub"]).run()
    assert figures(app)["Not met"] == "0"
    assert any(
        text.startswith(":green-badge[✓ Met] → :gray-badge[? Not known] **The coordinator") for text in said(app)
    )


@pytest.mark.usefixtures("opened")
def test_a_partner_of_another_consortium_in_the_link_is_left_out_and_said():
    app = visit(consortium="ENtRANCE", without="polimi")
    assert ["“polimi”" in warning.value for warning in app.warning] == [True]
    assert figures(app)["Met"] == "4"


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("acronym", ["ENHANCE", "HECSOs"])
def test_without_a_call_year_no_rule_is_checked_and_the_page_says_why(acronym):
    app = visit(consortium=acronym)
    assert "the call year of this consortium is not known" in app.info[0].value
    assert figures(app) == {}
    assert app.dataframe[0].value["acronym"].to_list() == ["ENHANCE", "ENtRANCE", "HECSOs"]


@pytest.mark.usefixtures("opened")
def test_the_table_of_all_consortia_says_why_one_has_no_verdict_and_leaves_out_the_fictional_one():
    app = visit(consortium="HECSOs", as_of="2026-11-21")
    table = app.dataframe[0].value
    assert table["standing"].to_list() == ["– Call year not known", "? Not known", "– Call year not known"]
    assert table["check"].to_list()[1] == "/eligibility?consortium=ENtRANCE&as_of=2026-11-21"
    app.toggle(key="eligibility_demonstration").set_value(True).run()
    assert "DEMO" in app.dataframe[0].value["acronym"].to_list()


@pytest.mark.usefixtures("opened")
def test_who_has_left_on_a_day_not_known_still_counts_and_is_named():
    shown = said(visit(consortium="DEMO", as_of="2026-11-21"))
    assert any("counted until that day is entered: Șapte Fântâni." in text for text in shown)


def rows(call_year: int | None, **consortium: object) -> Rows:
    """A consortium of two institutions under the rule of memory for a group of three, or under none."""
    return {
        "action_type": [
            {"action_type_id": "group", "title": "Group", "programme": "X", "first_call_year": 2014, "language": "en"}
        ],
        "eligibility_rule": [
            {
                "rule_id": "R",
                "action_type_id": "group",
                "label": "A group",
                "first_call_year": 2014,
                "last_call_year": 2020,
                "country_pool": "P",
                "confidence": "memory",
                "requirements": '{"id":"R","min_orgs":3,"confidence":"memory"}',
            }
        ],
        "consortium": [{"consortium_id": "c", "acronym": "C", "call_year": call_year, **consortium}],
        "organisation": [{"organisation_id": name, "short_name": name} for name in "xy"],
        "participation": [{"participation_id": name, "consortium_id": "c", "organisation_id": name} for name in "xy"],
    }


def test_what_nobody_has_seen_is_to_confirm_and_never_red(store_with, monkeypatch):
    monkeypatch.setattr(build, "_built", store_with(rows(2015, action_type_id="group", starts_on=date(2016, 1, 1))))
    app = visit()
    assert figures(app) == {"Met": "0", "Not met": "0", "To confirm": "1", "Not known": "0"}
    part = ":orange-badge[▲ To confirm] **At least 3 organisations** :orange-badge[rule to confirm]  \nFound: 2."
    assert part in said(app)
    assert not any(":red" in text for text in said(app))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (rows(2021, action_type_id="group"), "No rule is on record for the call year 2021."),
        (rows(2015), "the action type of this consortium is not known"),
    ],
)
def test_where_no_rule_holds_the_page_says_so(store_with, monkeypatch, facts, words):
    monkeypatch.setattr(build, "_built", store_with(facts))
    assert words in visit().info[0].value
