"""What a reader does, in a real browser. Every visit also fails on an outside request, an error or a barrier."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, wait_idle

PAGES = {
    "": "Overview",
    "deliverables": "Deliverables",
    "progress": "Progress",
    "milestones": "Milestones and risks",
    "preflight": "Report pre-flight",
    "plan": "Change the plan",
    "partners": "Partners",
    "pilots": "Pilot projects",
    "coverage": "Coverage",
    "gaps": "Gaps and reach",
    "csos": "CSO directory",
    "engagement": "Engagement",
    "impact": "Impact",
    "indicators": "Indicators",
    "self_assessment": "Self-assessment",
    "eligibility": "Eligibility",
    "portfolio": "Portfolio",
    "compare": "Compare",
    "report": "Report",
    "quality": "Data quality",
    "exports": "Take the data away",
    "imports": "Imports",
    "who_is_who": "Who is who",
    "audit": "Changes",
    "access": "Access",
    "about": "About",
}


def figure(page: Page, label: str) -> str:
    """Return the value of the headline with this label."""
    shown = page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")
    return shown.first.inner_text().strip()


def menu(page: Page) -> list[str]:
    """Return the titles in the menu; an icon is drawn from its name, which stands on a line before the title."""
    expect(page.get_by_test_id("stSidebarNavLink").last).to_be_visible()
    return [text.splitlines()[-1] for text in page.get_by_test_id("stSidebarNavLink").all_inner_texts()]


def test_a_first_visit_shows_a_real_consortium_and_the_way_to_every_page(visit: Visit):
    page = visit("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    assert menu(page) == list(PAGES.values())
    expect(page.get_by_text("ENHANCE").first).to_be_visible()
    for link, title in list(PAGES.items())[1:3]:
        page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
        wait_idle(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page).to_have_url(re.compile(f"/{link}"))


def test_the_day_chosen_changes_the_numbers_and_stays_on_every_page(visit: Visit):
    page = visit("/deliverables?consortium=DEMO&as_of=2026-11-21")
    assert (figure(page, "Overdue"), figure(page, "Delivered")) == ("4", "23")
    page.get_by_role("spinbutton", name="year, As of").press_sequentially("2025")
    page.get_by_role("heading", level=1).click()  # a date is taken when the field is left
    expect(page.get_by_text("as of 21 Nov 2025")).to_be_visible()
    wait_idle(page)
    expect(page).to_have_url(re.compile("as_of=2025-11-21"))
    assert (figure(page, "Overdue"), figure(page, "Delivered")) == ("0", "17")
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Overview").click()
    wait_idle(page)
    expect(page).to_have_url(re.compile("as_of=2025-11-21"))
    expect(page.get_by_text("as of 21 Nov 2025")).to_be_visible()


def test_a_link_to_a_page_is_the_first_request_a_server_ever_gets(fresh_server: str, visit: Visit):
    page = visit("/deliverables?consortium=HECSOs&as_of=2024-06-30", server=fresh_server)
    expect(page.get_by_role("heading", level=1)).to_have_text("Deliverables")
    assert menu(page) == list(PAGES.values())
    expect(page.get_by_role("combobox", name="Consortium")).to_have_value("HECSOs")
    expect(page.get_by_text("as of 30 Jun 2024")).to_be_visible()
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    expect(page.get_by_text("Page not found")).to_have_count(0)


def test_a_filter_in_a_link_shows_the_same_rows_and_can_be_taken_off(visit: Visit):
    page = visit("/deliverables?consortium=DEMO&as_of=2026-11-21&status=overdue")
    expect(page.get_by_role("heading", name="4 deliverables")).to_be_visible()
    page.get_by_test_id("stMultiSelect").filter(has_text="Status").get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("heading", name="40 deliverables")).to_be_visible()
    wait_idle(page)
    expect(page).not_to_have_url(re.compile("status="))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_no_barrier_in_light(visit: Visit, path: str):
    page = visit(f"/{path}?consortium=DEMO&as_of=2026-11-21")
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    expect(page.get_by_text("Demonstration (fictional)").first).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_no_barrier_in_the_dark_on_a_phone(visit: Visit, path: str):
    page = visit(f"/{path}?consortium=DEMO&as_of=2026-11-21", scheme="dark", width=390, height=844)
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    wider = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert not wider, "the page is wider than the window"


def test_the_main_button_of_a_form_can_be_read_in_the_dark(visit: Visit):
    page = visit("/access?consortium=DEMO&as_of=2026-11-21", scheme="dark")
    expect(page.get_by_role("button", name="Give access")).to_have_css("color", "rgb(15, 23, 41)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_numbers_behind_the_figures_have_no_barrier(visit: Visit, scheme: str):
    page = visit("/progress?consortium=DEMO&as_of=2026-11-21", scheme=scheme)
    folded = page.get_by_text("The numbers behind it")
    for place in range(folded.count()):
        folded.nth(place).click()
        wait_idle(page)
    assert page.get_by_test_id("stCode").count() > folded.count() > 1
    expect(page.get_by_test_id("stCode").first).to_contain_text('-- as_of: "2026-11-21"')
