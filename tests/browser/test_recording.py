"""A deliverable is rescheduled, submitted, returned and approved in a real browser, and the past stays as it was."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, wait_idle
from tests.browser.test_journeys import figure

DAY = "consortium=DEMO&as_of=2026-11-21"
BEFORE = "consortium=DEMO&as_of=2026-11-20"


@pytest.fixture
def opened(visit: Visit) -> Page:
    """Give the page of the deliverables with D6.5, overdue since the end of August, opened by a click on its row."""
    page = visit(f"/deliverables?{DAY}&search=D6.5")
    table = page.get_by_test_id("stDataFrame").first
    corner = table.bounding_box()
    assert corner
    page.mouse.click(corner["x"] + 16, corner["y"] + 53)
    wait_idle(page)
    expect(page.get_by_role("heading", name="Record an event")).to_be_visible()
    return page


def record(page: Page, event: str, reason: str = "", month_due: str = "") -> None:
    # A list that is open when the page scrolls closes: scroll first.
    page.get_by_role("button", name="Save").scroll_into_view_if_needed()
    wait_idle(page)
    page.get_by_role("combobox", name="Event").click()
    page.get_by_role("option", name=event, exact=True).click()
    wait_idle(page)
    if month_due:
        page.get_by_role("spinbutton", name="month, New due date").press_sequentially(month_due)
    page.get_by_role("textbox", name="Reason").fill(reason)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_test_id("stToast").filter(has_text=f"Saved: {event}")).to_be_visible()
    wait_idle(page)


def progress(page: Page) -> dict[str, str]:
    """Return the figures of the progress page, and what its two charts say of themselves."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Progress").click()
    wait_idle(page)
    said = {label: figure(page, label) for label in ("Current plan", "Delivered", "Moved dates")}
    for chart in ("Delivery curve", "Milestone trend"):
        said[chart] = page.locator(f'[aria-label^="{chart}"]').first.get_attribute("aria-label") or ""
    return said


def test_what_is_recorded_moves_curve_and_trend_and_leaves_the_days_before_alone(opened: Page, visit: Visit):
    page = opened
    before = progress(visit(f"/progress?{DAY}"))
    earlier = progress(visit(f"/progress?{BEFORE}"))
    assert figure(page, "Overdue") == "4"

    record(page, "Rescheduled", "The partner needs another month for interviews.", month_due="12")
    assert figure(page, "Overdue") == "3"
    expect(page.get_by_text("The partner needs another month for interviews.").first).to_be_attached()
    record(page, "Submitted")
    assert figure(page, "Delivered") == "24"
    record(page, "Returned for revision", "Two regions are missing.")
    assert figure(page, "Delivered") == "23"
    record(page, "Submitted")
    record(page, "Approved")
    assert figure(page, "Delivered") == "24"
    expect(page.get_by_text("Nothing follows once a deliverable is accepted")).to_be_visible()

    after = progress(page)
    assert int(after["Current plan"]) == int(before["Current plan"]) - 1
    assert int(after["Delivered"]) == int(before["Delivered"]) + 1
    assert int(after["Moved dates"]) == int(before["Moved dates"]) + 1
    assert "D6.5" in after["Milestone trend"]
    assert "D6.5" not in before["Milestone trend"]
    assert after["Delivery curve"] != before["Delivery curve"]

    assert progress(visit(f"/progress?{BEFORE}")) == earlier
    past = visit(f"/deliverables?{BEFORE}")
    assert (figure(past, "Overdue"), figure(past, "Delivered")) == ("4", "23")
