"""A partner is taken away in a real browser: a part of the rule flips, and the numbers behind it say why."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, wait_idle
from tests.browser.test_journeys import figure

ENTRANCE = "/eligibility?consortium=ENtRANCE&as_of=2019-06-01"


def take_away(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("combobox", name="What if these partners leave?").click()
        page.get_by_role("option", name=name, exact=True).click()
        wait_idle(page)
    page.keyboard.press("Escape")
    wait_idle(page)


def test_a_partner_that_leaves_flips_a_part_and_the_numbers_behind_it_can_be_taken_away(visit: Visit):
    page = visit(ENTRANCE)
    assert (figure(page, "Not known"), figure(page, "Not met")) == ("1", "0")
    take_away(page, "VUB")
    assert (figure(page, "Not known"), figure(page, "Not met")) == ("2", "0")
    expect(page.get_by_text("1 part changes without the partners taken away (1).")).to_be_visible()
    take_away(page, "LAB", "VTDK")
    assert figure(page, "Not met") == "2"
    flipped = page.get_by_test_id("stMarkdown").filter(has_text="At least 3 organisations").first
    expect(flipped).to_contain_text("✓ Met → ✕ Not met At least 3 organisations")
    expect(flipped).to_contain_text("Found: 2.")
    expect(page).to_have_url(re.compile("without=vub&without=lab&without=vtdk"))

    page.get_by_text("The numbers behind it").first.click()
    wait_idle(page)
    expect(page.get_by_text("5 rows, store version")).to_be_visible()
    expect(page.get_by_text("as they would be without the partners taken away").first).to_be_attached()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV", exact=True).click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("rule_id,rule_verdict,part,kind,found_before,verdict_before")
    assert any("min_orgs,,5.0,met,3.0,2.0,2.0,not met,true" in line for line in lines)

    page.get_by_test_id("stSidebarNavLink").filter(has_text="Report").last.click()
    wait_idle(page)
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_role("button", name="Download the report")).to_be_visible(timeout=60_000)
    with page.expect_download() as report:
        page.get_by_role("button", name="Download the report").click()
    assert report.value.path().read_bytes().startswith(b"%PDF")


def test_a_link_shows_a_colleague_what_would_happen(visit: Visit):
    page = visit(f"{ENTRANCE}&without=lab&without=vtdk&without=wageningen", width=390, height=844)
    assert figure(page, "Not met") == "2"
    wider = page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert not wider, "the page is wider than the window"
