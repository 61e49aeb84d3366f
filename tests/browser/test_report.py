"""The report from the page to the file, and the HTML file itself in a browser that reaches nothing."""

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from components.report.files import report_file
from data import store as stores
from queries.report import report_facts
from tests.browser.conftest import Visit, wait_idle
from tests.copies import shipped_store


@pytest.fixture(scope="module")
def html_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    with shipped_store() as store:
        stores.use(store)
        facts = report_facts(consortium="DEMO", since=date(2025, 11, 21), until=date(2026, 11, 21))
        file.write_bytes(report_file(facts, "html"))
        stores.use(None)
    return file


@pytest.fixture
def opened(browser: Browser, html_report: Path):
    pages: list[Page] = []

    def open_file(width: int) -> tuple[Page, list[str]]:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme="dark")
        pages.append(page)
        faults: list[str] = []
        page.on("request", lambda asked: faults.append(asked.url) if asked.url != html_report.as_uri() else None)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(html_report.as_uri())
        return page, faults

    yield open_file
    for page in pages:
        page.close()


@pytest.mark.parametrize("width", [1200, 390])
def test_the_html_report_has_no_barrier_asks_for_nothing_and_is_not_cut_off(opened, width):
    page, faults = opened(width)
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in Axe().run(page).response["violations"]] == []
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert all(box["height"] > 50 for box in (one.bounding_box() for one in page.locator("figure svg").all()) if box)


def test_the_report_is_made_on_the_page_and_taken_away(visit: Visit, tmp_path: Path):
    page = visit("/report?consortium=ENtRANCE&as_of=2026-11-21")
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_role("button", name="Download the report")).to_be_visible(timeout=60_000)
    wait_idle(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the report").click()
    assert taken.value.suggested_filename == "report_entrance_2025-11-21_2026-11-21.pdf"
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
