"""How long a reader waits, measured in a real browser beside the floor: an empty Streamlit page in the same run.

    python -m tests.load.bench [--runs 15] [--json FILE]

Times are milliseconds from the reader's act to the page drawn and at rest: every text, chart and map is there. Nothing
here is asserted. Each first page is seen by a browser that has nothing in its cache.
"""

import argparse
import json
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Response, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.server import FLAGS, IDLE, ROOT, Address, serve
from tests.load.large_coverage import ACRONYM as ACRONYM_WIDE
from tests.load.large_coverage import nuts_folder, store_with_large_coverage
from tests.load.large_plan import ACRONYM, DELIVERABLES, store_with_large_plan
from tests.load.large_portfolio import AS_OF, store_with_large_portfolio

VIEW = "consortium=DEMO&as_of=2026-11-21"
# Title in the menu -> address.
PAGES = {
    "Overview": "/",
    "Deliverables": "/deliverables",
    "Progress": "/progress",
    "Milestones and risks": "/milestones",
    "Report pre-flight": "/preflight",
    "Change the plan": "/plan",
    "Partners": "/partners",
    "Pilot projects": "/pilots",
    "Coverage": "/coverage",
    "Gaps and reach": "/gaps",
    "CSO directory": "/csos",
    "Engagement": "/engagement",
    "Impact": "/impact",
    "Indicators": "/indicators",
    "Self-assessment": "/self_assessment",
    "Eligibility": "/eligibility",
    "Portfolio": "/portfolio",
    "Compare": "/compare",
    "Report": "/report",
    "Data quality": "/quality",
    "Take the data away": "/exports",
    "Imports": "/imports",
    "Who is who": "/who_is_who",
    "Changes": "/audit",
    "Access": "/access",
    "About": "/about",
}
EMPTY_PAGE = 'import streamlit as st\n\nst.title("Empty")\n'
NOTE_CLICK = "document.addEventListener('click', () => { window.clicked = performance.now() }, true)"
FILLS = "() => [...document.querySelectorAll('.choroplethlayer path')].map(path => getComputedStyle(path).fill).join()"
# The regions are drawn, and not as they were before.
COLOURED = "before => (fills => fills.length > 1000 && fills !== before)((" + FILLS + ")())"
DRAWN = (
    "title => (("
    + IDLE
    + """)()
    && [...document.querySelectorAll('h1')].some(h => h.innerText === title)
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(c => c.querySelector('.main-svg'))
    && [...document.querySelectorAll('[data-testid="stDeckGlJsonChart"]')].every(c => c.querySelector('canvas')))"""
)


def main() -> None:
    """Measure and print one table; write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15, help="how often each is measured")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    times: dict[str, list[float]] = {}
    with _chromium() as browser, tempfile.TemporaryDirectory() as folder:
        with _empty(Path(folder)) as address:
            times["first page: empty Streamlit page (floor)"] = _first(browser, address, "Empty", options.runs)
        store_with_large_plan(Path(folder))
        started = time.perf_counter()
        with serve(Path(folder)) as address:
            times["start of the server on a store"] = [1000 * (time.perf_counter() - started)]
            for title, path in PAGES.items():
                times[f"first page: {title}"] = _first(browser, f"{address}{path}?{VIEW}", title, options.runs)
            times |= _moves(browser, address, options.runs)
        large = Path(folder) / "large_portfolio"
        large.mkdir()
        store_with_large_portfolio(large)
        with serve(large) as address:
            times["first page: Portfolio with 1,000 consortia"] = _first(
                browser, f"{address}/portfolio?as_of={AS_OF}", "Portfolio", options.runs
            )
            times["menu: to Portfolio with 1,000 consortia"] = _menu(browser, address, "Portfolio", options.runs)
        wide, nuts = Path(folder) / "large_coverage", nuts_folder()
        if nuts:
            wide.mkdir()
            store_with_large_coverage(wide, nuts)
            with serve(wide) as address:
                times |= _map_modes(browser, address, options.runs)
        else:
            print("The map with NUTS regions is not measured: REGION_FILES names no folder with their files.")
    figures = {name: _summary(values) for name, values in times.items()}
    print(f"{'milliseconds':48} {'n':>4} {'median':>8} {'min':>8} {'p95':>8}")
    for name, row in figures.items():
        print(f"{name:48} {row['n']:>4.0f} {row['median']:>8.0f} {row['min']:>8.0f} {row['p95']:>8.0f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def _first(browser: Browser, address: str, title: str, runs: int) -> list[float]:
    """Give the times of a reader who never was here: nothing is in the browser's cache. One visit before warms up."""
    return [_visit(browser, address, title) for _ in range(runs + 1)][1:]


def _visit(browser: Browser, address: str, title: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address, wait_until="commit")
    _drawn(page, title)
    taken = 1000 * (time.perf_counter() - begun)
    context.close()
    return taken


def _moves(browser: Browser, address: str, runs: int) -> dict[str, list[float]]:
    """Give the times of a reader who moves between pages, filters and goes back in time."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(NOTE_CLICK)
    page.goto(f"{address}/?{VIEW}")
    _drawn(page, "Overview")
    times: dict[str, list[float]] = {}
    for _ in range(runs):
        for title in [*list(PAGES)[1:], "Overview"]:
            link = _link(page, title)
            times.setdefault(f"menu: to {title}", []).append(_timed(page, link.click, title))
    page.goto(f"{address}/deliverables?{VIEW}")
    _drawn(page, "Deliverables")
    status = page.get_by_role("combobox", name="Status")
    for _ in range(runs):
        status.click()
        option = page.get_by_role("option", name="Overdue")
        times.setdefault("filter: status on Deliverables", []).append(
            _timed(page, option.click, "Deliverables", until="4 deliverables")
        )
        page.keyboard.press("Escape")
        clear = page.get_by_test_id("stMultiSelect").filter(has_text="Status").get_by_role("button", name="Clear all")
        _timed(page, clear.click, "Deliverables", until="40 deliverables")
    for run in range(runs):
        year = str(2024 + run % 3)
        page.get_by_role("spinbutton", name="year, As of").press_sequentially(year)
        leave = page.get_by_role("heading", level=1).click
        times.setdefault("as-of date on Deliverables", []).append(
            _timed(page, leave, "Deliverables", until=f"21 Nov {year}")
        )
    times["filter: status, 500 deliverables with 3,000 events"] = _large_filter(page, address, runs)
    context.close()
    return times


def _link(page: Page, title: str) -> Locator:
    """Return the link of a page in the menu: one title can be the beginning of another."""
    return page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile(rf"{re.escape(title)}$"))


def _menu(browser: Browser, address: str, title: str, runs: int) -> list[float]:
    """Give the times of a reader who comes to a page from the overview, in a session of its own each time."""
    times = []
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB", reduced_motion="reduce")
    for _ in range(runs + 1):
        page = context.new_page()
        page.add_init_script(NOTE_CLICK)
        page.goto(f"{address}/?{VIEW}")
        _drawn(page, "Overview")
        link = _link(page, title)
        times.append(_timed(page, link.click, title))
        page.close()
    context.close()
    return times[1:]


def _large_filter(page: Page, address: str, runs: int) -> list[float]:
    """Give the times of a filter on a plan of 500 deliverables with 3,000 events."""
    large = f"{address}/deliverables?consortium={ACRONYM}&as_of=2026-11-21"
    page.goto(f"{large}&status=accepted")
    _drawn(page, "Deliverables")
    accepted = page.get_by_role("heading", level=2, name="deliverables").first.inner_text()
    page.goto(large)
    _drawn(page, "Deliverables")
    status = page.get_by_role("combobox", name="Status")
    times = []
    for _ in range(runs):
        status.click()
        option = page.get_by_role("option", name="Accepted")
        times.append(_timed(page, option.click, "Deliverables", until=accepted))
        page.keyboard.press("Escape")
        clear = page.get_by_test_id("stMultiSelect").filter(has_text="Status").get_by_role("button", name="Clear all")
        _timed(page, clear.click, "Deliverables", until=f"{DELIVERABLES} deliverables")
    return times


def _map_modes(browser: Browser, address: str, runs: int) -> dict[str, list[float]]:
    """Give the times, and the thousands of bytes sent, of a map of all NUTS 3 regions and 20,000 CSOs."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(NOTE_CLICK)
    sent = {"outlines": 0.0, "page": 0.0}

    def note(answer: Response) -> None:
        if "/outlines/" in answer.url:
            sent["outlines"] += float(answer.headers.get("content-length", 0)) / 1000

    def count(frame: bytes | str) -> None:
        sent["page"] += len(frame) / 1000

    page.on("response", note)
    page.on("websocket", lambda socket: socket.on("framereceived", count))
    page.goto(f"{address}/coverage?consortium={ACRONYM_WIDE}&as_of=2026-11-21&region_scheme=NUTS-2024&region_level=3")
    _drawn(page, "Coverage")
    page.wait_for_function(COLOURED, arg="", polling="raf", timeout=60_000)
    figures: dict[str, list[float]] = {
        "map: thousand bytes of outlines, first load": [sent["outlines"]],
        "map: thousand bytes of the page, first load": [sent["page"]],
    }
    for run in range(2 * runs):
        before = page.evaluate(FILLS)
        sent["page"] = 0.0
        measure = ("CSOs per 100,000 inhabitants", "CSOs")[run % 2]
        page.get_by_role("combobox", name="Colour by").click()
        page.get_by_role("option", name=measure, exact=True).click()
        taken: float = page.wait_for_function(
            "before => (" + COLOURED + ")(before) && performance.now() - window.clicked",
            arg=before,
            polling="raf",
            timeout=60_000,
        ).json_value()
        figures.setdefault("map: another measure, NUTS 3, 20,000 CSOs", []).append(taken)
        page.wait_for_timeout(1500)
        figures.setdefault("map: thousand bytes of another measure", []).append(sent["page"])
    context.close()
    return figures


def _timed(page: Page, act: Callable[[], None], title: str, until: str = "") -> float:
    """Give the time from the click itself by the page's own clock: what the driver does before it is left out."""
    act()
    taken: float = page.wait_for_function(
        "([title, until]) => ("
        + DRAWN
        + """)(title)
        && document.querySelector('[data-testid="stMain"]').innerText.includes(until)
        && performance.now() - window.clicked""",
        arg=[title, until],
        polling="raf",
        timeout=60_000,
    ).json_value()
    return taken


def _drawn(page: Page, title: str) -> None:
    page.wait_for_function(DRAWN, arg=title, polling="raf", timeout=60_000)


def _summary(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "median": statistics.median(ordered),
        "min": ordered[0],
        "p95": ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))],
    }


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _empty(folder: Path) -> Iterator[Address]:
    """Serve a page with a title and nothing else, under the dashboard's own settings."""
    home = folder / "empty"
    shutil.copytree(ROOT / ".streamlit", home / ".streamlit")
    script = home / "empty.py"
    script.write_text(EMPTY_PAGE)
    with serve(home, script) as address:
        yield address


if __name__ == "__main__":
    main()
