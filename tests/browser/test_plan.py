"""Many deliverables are changed in the grid with the keyboard, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, wait_idle

# Row height of the grid, and where the first editable cell begins.
ROW, FIRST_CELL = 35, 100
EDITOR = "#portal textarea, #portal input"


def open_first_cell(page: Page) -> None:
    """Choose the first cell that can be changed and open it with the keyboard, once the grid has drawn its cells."""
    grid = page.get_by_test_id("stDataFrame").first
    expect(grid.locator("canvas").first).to_be_visible()
    for _ in range(10):
        place = grid.bounding_box()
        assert place
        page.mouse.click(place["x"] + FIRST_CELL, place["y"] + 1.5 * ROW)
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        if page.locator(EDITOR).count():
            return
    pytest.fail("the cell did not open")


def test_a_cell_is_changed_with_the_keyboard_and_saved(fresh_server: str, visit: Visit):
    page = visit("/plan?consortium=DEMO&as_of=2026-11-21&plan_work_package=WP1", server=fresh_server, height=1300)
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    open_first_cell(page)
    cell = page.locator(EDITOR).first
    cell.fill("Handbook of the project")
    expect(cell).to_have_value("Handbook of the project")
    page.wait_for_timeout(500)  # the grid takes a value over a moment after it was typed
    cell.press("Enter")
    wait_idle(page)
    expect(page.get_by_role("heading", name="What will be saved")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("Saved: 1 deliverable")).to_be_visible()
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    wait_idle(page)
    page.goto(f"{fresh_server}/deliverables?consortium=DEMO&as_of=2026-11-21&search=Handbook+of+the+project")
    expect(page.get_by_role("heading", name="1 deliverable", exact=True)).to_be_visible()
