"""The report holds the figures of the screen: those of the pages, and those of the queries the pages ask."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.report.files import report_file
from components.words import number
from queries.coverage import coverage_headlines
from queries.deliverables import deliverable_headlines, deliverable_list
from queries.engagement import engagement_headlines
from queries.impact import impact_headlines, indicator_list
from tests.report.conftest import UNTIL
from tests.report.reading import figures, packed, pdf_pages, text_by_poppler, text_by_pypdf

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "pages/consortium/deliverables.py": "Deliverables",
    "pages/consortium/milestones.py": "Milestones and risks",
    "pages/reach/engagement.py": "Engagement",
    "pages/results/impact.py": "Indicators",
    "pages/results/eligibility.py": "Eligibility",
}

pytestmark = pytest.mark.usefixtures("shipped")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("acronym", ["DEMO", "ENtRANCE"])
def test_the_headlines_are_those_of_the_page(facts_of, page, acronym):
    app = AppTest.from_file(str(ROOT / "router.py"), default_timeout=60)
    app.query_params.update(consortium=acronym, as_of=UNTIL.isoformat())
    app.run().switch_page(page).run()
    of_report = figures(report_file(facts_of(acronym), "html"))[PAGES[page]]
    of_page = {figure.label: figure.value for figure in app.metric}
    assert of_report == {label: of_page[label] for label in of_report}
    assert of_report or (acronym, page) == ("ENtRANCE", "pages/reach/engagement.py")


@pytest.mark.parametrize("text_of", [text_by_pypdf, text_by_poppler])
def test_the_text_of_the_pdf_holds_the_figures_of_the_queries(facts_of, text_of):
    here: dict[str, Any] = {"consortium": "demo", "as_of": UNTIL}
    text = packed(text_of(report_file(facts_of("DEMO"), "pdf")))
    fate = deliverable_headlines(**here).rows.row(0, named=True)
    held = engagement_headlines(**here).rows.row(0, named=True)
    reached = impact_headlines(**here).rows.row(0, named=True)
    covered = coverage_headlines(**here).rows.row(0, named=True)
    assert (fate["delivered"], fate["overdue"], held["engagements"]) == (23, 4, 917)
    for said in (
        f"Due so far {fate['due_so_far']} of {fate['in_count']} in the plan",
        f"Delivered {fate['delivered']} of {fate['in_count']} in the plan",
        f"Overdue {fate['overdue']} of {fate['in_count']} in the plan",
        f"{fate['on_time_baseline']} of {fate['of_due_baseline']} due",
        f"Engagements {held['engagements']} on record",
        f"Headcount {number(held['headcount'])} counted in {held['counted']} of {held['engagements']}",
        f"Active CSOs {covered['active']} of {covered['so_far']} so far",
        f"Target reached {reached['reached']} of {reached['with_progress']} with defined progress",
    ):
        assert packed(said) in text
    for row in deliverable_list(**here).rows.iter_rows(named=True):
        assert packed(row["code"] + row["title"]) in text
    for row in indicator_list(**here).rows.iter_rows(named=True):
        amounts = [number(row[column], 1) for column in ("baseline", "target", "actual")]
        assert packed("".join([row["code"], row["title"], row["unit"], *amounts])) in text


def test_what_public_sources_do_not_say_stays_open(facts_of):
    said = figures(report_file(facts_of("ENtRANCE"), "html"))
    assert (said["Headlines"]["Overdue"], said["Deliverables"]["Delivered"]) == ("–", "–")
    text = packed(" ".join(pdf_pages(report_file(facts_of("ENtRANCE"), "pdf"))))
    assert packed("Public sources do not say: agreement number") in text
    assert packed("A region without one is not known to have none") in text


def test_every_query_and_source_is_named_with_the_version_of_the_store(facts_of):
    facts = facts_of("DEMO")
    text = packed(" ".join(pdf_pages(report_file(facts, "pdf"))))
    for name, answer in facts.answers.items():
        assert packed(name + answer.what[:1].upper() + answer.what[1:]) in text
    assert packed(f"Made from version {facts.version} of the store") in text
    assert packed("Demonstration data (fictional)") in text
    assert packed("Made with Natural Earth. Places: GeoNames, CC BY 4.0") in text
