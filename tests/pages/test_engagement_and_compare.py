"""Engagement with its links between countries, and the page that compares consortia, through the router."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import build

ROUTER = Path(__file__).resolve().parents[2] / "router.py"
ENGAGEMENT = "pages/reach/engagement.py"
COMPARE = "pages/results/compare.py"


@pytest.fixture
def opened(store_with, monkeypatch):
    """Alpha, all of whose partners are in Belgium, with engagements; beta with hardly more than a name."""

    def make(**more: Any) -> None:
        rows: dict[str, Any] = {
            "consortium": [
                {"consortium_id": "a", "acronym": "Alpha", "starts_on": date(2024, 1, 1), "starts_precision": "day"},
                {"consortium_id": "b", "acronym": "beta"},
            ],
            "organisation": [{"organisation_id": f"o{n}", "country": "BE"} for n in range(2)],
            "participation": [
                {"participation_id": f"p{n}", "consortium_id": "a", "organisation_id": f"o{n}"} for n in range(2)
            ],
            "engagement": [
                {"engagement_id": f"e{n}", "consortium_id": "a", "held_on": date(2025, 1 + 3 * n, 9), "country": "BE"}
                for n in range(2)
            ],
        }
        monkeypatch.setattr(build, "_built", store_with(rows | more))

    return make


def visit(page: str, **query: str | list[str]) -> AppTest:
    app = AppTest.from_file(str(ROUTER), default_timeout=60)
    app.query_params.update({"as_of": "2026-11-21", "consortium": "Alpha"} | query)
    shown = app.run().switch_page(page).run()
    assert [failure.value for failure in (*shown.error, *shown.exception)] == []
    return shown


def said(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.info))


def test_one_country_is_said_in_a_sentence_and_has_no_strength(opened):
    opened()
    app = visit(ENGAGEMENT, engagement_view="countries")
    assert "All partners with a known country are in Belgium: there is no link to another country." in said(app)
    (strength,) = (table.value for table in app.dataframe)
    assert strength.iloc[0]["organisation_pairs"] == 0
    assert strength["organisation_pairs_per_million"].isna().all()  # the store has no populations


def test_affinity_of_few_consortia_is_not_defined_and_has_no_sum(opened):
    opened(organisation=[{"organisation_id": "o0", "country": "BE"}, {"organisation_id": "o1", "country": "FI"}])
    shown = said(visit(ENGAGEMENT, engagement_view="countries", counting_rule="affinity"))
    assert "Hidden (·) where one of the two is in fewer than 3 consortia." in shown
    assert "no two countries are in enough consortia here" in shown
    assert "Affinity compares two countries, so it has no sum per country." in shown


def test_concentration_of_one_country_is_shown_with_what_is_not_defined(opened):
    opened()
    app = visit(ENGAGEMENT, engagement_view="concentration", concentration_period="year")
    (table,) = (table.value for table in app.dataframe)
    (year,) = table[table["counted"] > 0].to_dict("records")
    assert (year["countries"], year["herfindahl"], year["effective_number"]) == (1, 1, 1)
    assert table["evenness"].isna().all()


def test_concentration_without_a_known_country_is_a_sentence(opened):
    opened(engagement=[{"engagement_id": "e", "consortium_id": "a", "held_on": date(2025, 1, 9)}])
    app = visit(ENGAGEMENT, engagement_view="concentration")
    assert "Not defined: no engagement has a known country." in said(app)


def test_a_consortium_without_engagement_opens_with_its_countries(opened):
    opened(engagement=[])
    app = visit(ENGAGEMENT)
    assert app.button_group(key="engagement_view").value == "countries"
    assert "No engagement of this consortium" in said(visit(ENGAGEMENT, engagement_view="contacts"))


def test_a_consortium_without_dates_or_deliverables_is_compared_in_sentences(opened):
    opened()
    shown = said(visit(COMPARE, compare=["a", "b"]))
    assert "beta: no curve, its start is not known." in shown
    assert "Alpha: no curve, no deliverable is on record." in shown
    assert "Not defined: no deliverable was handed in or is overdue with dates known to the day." in shown


def test_without_a_choice_the_chosen_consortium_stands_alone_and_a_link_names_four_at_most(opened):
    opened(consortium=[{"consortium_id": f"c{n}", "acronym": f"C{n}"} for n in range(5)])
    app = visit(COMPARE, consortium="C2")
    assert app.dataframe[0].value["acronym_shown"].to_list() == ["/?consortium=C2&as_of=2026-11-21#C2"]
    app = visit(COMPARE, compare=[f"c{n}" for n in range(5)])
    assert len(app.dataframe[0].value) == 4
    assert [warning.value for warning in app.warning] == ["The link names 5; 4 can be shown at once: the first ones."]
