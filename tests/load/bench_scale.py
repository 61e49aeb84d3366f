"""How long readers wait as a portfolio grows: every page at 5, 10,000 and 100,000 consortia, beside an empty page.

    python -m tests.load.bench_scale [--scale S M L] [--runs 15] [--pages TITLE ...] [--stores FOLDER] [--json FILE]

One table. Times are milliseconds in a real browser, from the act to every text, chart and map drawn and at rest:
"cold" is the first reader of a page after the server's start, "warm" a new reader of a page that others have seen,
"filter" the first filter of the page changed, "as of" another day chosen, which nobody asked for before. "queries" is
the sum of the page's questions asked straight from DuckDB. The checks that a server runs once a day are waited for.
"MB per further viewer" is what twenty more take who see all pages, one after the other, after ten who did: by messages
of Streamlit's own, and none of them leaves. Nothing is asserted. All pages and scales take 80 minutes with 15 runs,
half an hour with 5; the stores (3 GB, 20 minutes to make) are kept where --stores says.
"""

import argparse
import asyncio
import json
import platform
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as NotInTime

from data.store import Store
from tests.browser.server import Address, serve
from tests.load.bench import DRAWN, PAGES, _chromium, _empty, _summary
from tests.load.bench_queries import SCALES, VIEWS, measure_queries
from tests.load.scale_store import AS_OF, scale_store, typical_consortium
from tests.load.session import session

VIEWERS = 10
FURTHER_VIEWERS = 20
LIMIT_MS = 60_000
CHECKS_LIMIT_S = 900
# When the act was, and when the page changed last. The state of the script alone does not tell: a run of a few
# milliseconds begins and ends between two looks of the browser.
NOTED = """
document.addEventListener('click', () => { window.acted = performance.now() }, true);
new MutationObserver(() => { window.changed = performance.now() }).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ['data-test-script-state', 'data-stale', 'd'],
});
"""
# So long nothing changes on a page that is at rest.
QUIET_MS = 300
DRAWN_AFTER = f"""title => window.changed > window.acted && performance.now() - window.changed > {QUIET_MS}
    && ({DRAWN})(title) && window.changed - window.acted"""
Figures = dict[str, Any]


def main() -> None:
    """Measure and print one table; write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", nargs="+", choices=SCALES, default=list(SCALES))
    parser.add_argument("--runs", type=int, default=15, help="how often each is measured")
    parser.add_argument("--pages", nargs="+", choices=PAGES, default=list(PAGES), metavar="TITLE")
    parser.add_argument("--stores", type=Path, help="a folder to keep the stores in, or to find them in")
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _chromium() as browser:
        stores = options.stores or Path(folder)
        with _empty(Path(folder)) as address:
            floor = [_visit(browser, address, "Empty")["took"] for _ in range(options.runs + 1)][1:]
        figures: Figures = {"machine": _machine(), "floor": _summary(floor), "scales": {}}
        for scale in options.scale:
            figures["scales"][scale] = _scale(browser, stores, scale, options.runs, options.pages)
            asked = measure_queries(stores, scale, options.runs, [view for view in VIEWS if view in options.pages])
            for title, questions in asked.items():
                figures["scales"][scale]["pages"][title]["queries"] = sum(one["median"] for one in questions)
            if options.json:
                options.json.write_text(json.dumps(figures, indent=1))  # what was measured stays when a scale fails
    print_figures(figures)


def print_figures(figures: Figures) -> None:
    """Print the table of pages and, below it, what the server took."""
    print(f"{figures['machine']}\nempty Streamlit page (floor): {_said(figures['floor'])}\n")
    columns = ("cold", "warm", "filter", "as of", "queries", "kB", "CPU ms")
    print(f"{'median (min, p95), ms':24}{'':4}" + "".join(f"{column:>20}" for column in columns) + f"{'growth':>9}")
    scales = figures["scales"]
    for title in next(iter(scales.values()))["pages"]:
        before = None
        for scale, measured in scales.items():
            row = measured["pages"][title]
            warm = row["warm"]["median"]
            growth = f"{warm / before:9.2f}" if before else ""
            print(f"{title:24}{scale:4}" + "".join(f"{_said(row.get(column)):>20}" for column in columns) + growth)
            before = warm
    for scale, measured in scales.items():
        print(f"\n{scale}: " + ", ".join(f"{name} {value:.1f}" for name, value in measured["server"].items()))


def _said(measured: Any) -> str:
    if isinstance(measured, dict):
        return f"{measured['median']:.0f} ({measured['min']:.0f}, {measured['p95']:.0f})"
    return "–" if measured is None else f"{measured:.0f}"


def _scale(browser: Browser, stores: Path, scale: str, runs: int, titles: list[str]) -> Figures:
    folder = scale_store(stores, scale)
    with closing(Store(str(folder / "consortium.duckdb"))) as store:
        acronym = typical_consortium(store)
    links = {title: f"{PAGES[title]}?consortium={acronym}&as_of={AS_OF}" for title in PAGES}
    server = _first_page_and_memory(browser, folder, links, titles)
    with serve(folder) as address, ThreadPoolExecutor(1) as thread:
        # In a thread of its own: the browser has an event loop in this one.
        server["MB per further viewer"] = thread.submit(asyncio.run, _further_viewer(address, acronym)).result()
    with serve(folder) as address:
        server["s of the daily checks"] = _checks(address)
        pages = {title: _page(browser, address, title, f"{address}{links[title]}", runs) for title in titles}
        server["MB at most"] = address.memory("VmHWM")
    return {"pages": pages, "server": server}


def _first_page_and_memory(browser: Browser, folder: Path, links: dict[str, str], titles: list[str]) -> Figures:
    """Return how long a reader waits for a server that starts, and its memory with one viewer and with ten."""
    begun = time.perf_counter()
    with serve(folder) as address:
        server = {"ms from start to health": 1000 * (time.perf_counter() - begun)}
        _visit(browser, f"{address}{links['Overview']}", "Overview")
        server["ms from start to first page"] = 1000 * (time.perf_counter() - begun)
        server["MB after first page"] = address.memory()
        contexts = []
        for number in range(VIEWERS):
            title = titles[number % len(titles)]
            context, page = _open(browser)
            contexts.append(context)
            page.goto(f"{address}{links[title]}", wait_until="commit")
            page.wait_for_function(DRAWN, arg=title, polling="raf", timeout=LIMIT_MS)
        server[f"MB with {VIEWERS} viewers"] = address.memory()
        for context in contexts:
            context.close()
    return server


async def _further_viewer(address: Address, acronym: str) -> float:
    """Return by how many MB the server grows with each of some viewers who see all pages after ten have."""
    async with AsyncExitStack() as stack:

        async def memory_with(more: int) -> float:
            for _ in range(more):
                reader = await stack.enter_async_context(session(address))
                await reader.open("", {"consortium": acronym, "as_of": AS_OF.isoformat()})
                for path in PAGES.values():
                    await reader.move(path[1:])
            return address.memory()

        held = await memory_with(VIEWERS)
        return (await memory_with(FURTHER_VIEWERS) - held) / FURTHER_VIEWERS


def _checks(address: Address) -> float:
    """Return how many seconds a server took from its start until it has run the checks of the day."""
    begun = time.monotonic()
    while time.monotonic() - begun < CHECKS_LIMIT_S:
        with urllib.request.urlopen(f"{address}/health", timeout=60) as answer:
            if json.load(answer)["checks_age"] is not None:
                break
        time.sleep(1)
    return time.monotonic() - begun


def _page(browser: Browser, address: Address, title: str, link: str, runs: int) -> Figures:
    """Return what readers of one page wait for, what is sent to them, and the processor time of the server."""
    cold = _visit(browser, link, title)["took"]
    spent = address.processor_ms()
    visits = [_visit(browser, link, title) for _ in range(runs)]
    row: Figures = {
        "cold": cold,
        "warm": _summary([visit["took"] for visit in visits]),
        "kB": statistics.median(visit["bytes"] for visit in visits) / 1000,
        "CPU ms": (address.processor_ms() - spent) / runs,
    }
    context, page = _open(browser)
    page.goto(link, wait_until="commit")
    page.wait_for_function(DRAWN, arg=title, polling="raf", timeout=LIMIT_MS)
    row["filter"] = _measured(page, title, runs, _choose)
    row["as of"] = _measured(page, title, runs, _another_day)
    context.close()
    return row


def _measured(page: Page, title: str, runs: int, act: Callable[[Page, int], bool]) -> Figures | None:
    """Return the times of an act; None where the page has nothing to act on."""
    times: list[float] = []
    for run in range(runs):
        try:
            if not act(page, run):
                return None
            times.append(page.wait_for_function(DRAWN_AFTER, arg=title, polling="raf", timeout=LIMIT_MS).json_value())
        except NotInTime:
            break
    return _summary(times) if times else None


def _choose(page: Page, run: int) -> bool:
    """Take the next value of the page's first filter, or clear it when it has one."""
    filters = page.get_by_test_id("stMain").get_by_test_id("stMultiSelect")
    if filters.count() == 0:
        return False
    page.keyboard.press("Escape")
    clear = filters.first.get_by_role("button", name="Clear all")
    if clear.count():
        clear.click(timeout=5000)
        return True
    filters.first.get_by_role("combobox").click(timeout=5000)
    options = page.get_by_role("option")
    options.nth(run // 2 % max(options.count(), 1)).click(timeout=5000)
    return True


def _another_day(page: Page, run: int) -> bool:
    """Choose a day nobody asked for before: another year each time."""
    page.keyboard.press("Escape")
    page.get_by_role("spinbutton", name="year, As of").press_sequentially(str(2015 + run % 15))
    page.get_by_role("heading", level=1).click(timeout=5000)
    return True


def _visit(browser: Browser, link: str, title: str) -> dict[str, float]:
    """Return how long a reader who never was here waits, and the bytes the page itself was made of."""
    context, page = _open(browser)
    sent = 0

    def count(frame: bytes | str) -> None:
        nonlocal sent
        sent += len(frame)

    page.on("websocket", lambda socket: socket.on("framereceived", count))
    begun = time.perf_counter()
    page.goto(link, wait_until="commit")
    page.wait_for_function(DRAWN, arg=title, polling="raf", timeout=LIMIT_MS)
    took = 1000 * (time.perf_counter() - begun)
    context.close()
    return {"took": took, "bytes": sent}


def _open(browser: Browser) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script(NOTED)
    return context, page


def _machine() -> str:
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    versions = f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, Streamlit {streamlit.__version__}"
    return f"{len(model)} cores, {model[0].partition(': ')[2]}; {versions}, Polars {pl.__version__}"


if __name__ == "__main__":
    main()
