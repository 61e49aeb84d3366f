"""A fresh server, a real Chromium, and what no visit may leave behind: an outside request, an error, a barrier."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.server import FLAGS, IDLE, serve
from tests.copies import shipped_file

LOOPBACK = ("127.0.0.1", "localhost", "::1")
IDLE_LIMIT_S = 60
IDLE_FOR_S = 0.6
# A test ends with what it expected: nothing more is to begin.
SETTLED_S = 0.1
# Findings in Streamlit's own markup, which nothing here can mend: rule, test id of the element it stands in, reason.
STREAMLITS_OWN = {
    ("svg-img-alt", "stMetricChart"): "the sparkline of a metric has no text and no way to give it one",
    ("list", "stSidebarNavItems"): "a menu in sections puts each section's title into the list beside its items",
    ("listitem", "stSidebarNavItems"): "the items of a section stand in the list one element too deep",
    ("target-size", "stDateInput"): "the button that clears a date is smaller than 24 pixels",
    ("aria-dialog-name", "stToast"): "a message that passes points to a heading which it never draws",
}
SURROUNDINGS = """selectors => selectors.map(selector => {
    const ids = [];
    for (let e = document.querySelector(selector); e; e = e.parentElement)
        if (e.dataset.testid) ids.push(e.dataset.testid);
    return ids;
})"""

# Everything folded away is opened, as a reader may; what is drawn only when asked for stays undrawn.
UNFOLD = "() => document.querySelectorAll('details').forEach(details => { details.open = true })"
# What a page needs to stand in the window without scrolling, in pixels; the sidebar scrolls by itself.
WHOLE_HEIGHT = """() => Math.max(...["stMain", "stSidebarContent"].map(
    id => document.querySelector(`[data-testid="${id}"]`)?.scrollHeight ?? 0))"""

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the dashboard on a store of its own, as it is shipped; the tests of one file share it."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(shipped_file(), folder / "consortium.duckdb")
    with serve(folder) as address:
        yield address


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[str]:
    """Serve the dashboard for one test: there is no store yet, its first request makes one."""
    with serve(tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(playwright), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Give a function that opens an address, waits until the page is idle and returns the page.

    When the test ends, every page it opened is examined; see `_barriers`.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    faults: list[str] = []

    def visit(
        path: str = "/", *, server: str | None = None, scheme: Any = "light", width: int = 1440, height: int = 1000
    ) -> Page:
        address = server or request.getfixturevalue("server")
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-GB", reduced_motion="reduce"
        )
        contexts.append(context)
        context.on("request", lambda asked: _note_outside(asked.url, faults))
        context.on("console", lambda message: _note_error(message, faults))
        context.on("weberror", lambda error: faults.append(f"error in the page: {error.error}"))
        page = context.new_page()
        page.on("websocket", lambda socket: _note_outside(socket.url, faults))
        pages.append(page)
        page.goto(address + path)
        wait_idle(page)
        return page

    yield visit
    for page in pages:
        wait_idle(page, SETTLED_S)
        _bring_into_sight(page)
        faults += _barriers(page)
    for context in contexts:
        context.close()
    assert not faults, "The visit left faults behind:\n" + "\n".join(dict.fromkeys(faults))


def wait_idle(page: Page, moment_s: float = IDLE_FOR_S) -> None:
    """Wait until Streamlit has been idle for a moment, long enough for a rerun to have begun."""
    limit = time.monotonic() + IDLE_LIMIT_S
    idle_since: float | None = None
    while time.monotonic() < limit:
        if not _is_idle(page):
            idle_since = None
        elif idle_since is None:
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > moment_s:
            return
        page.wait_for_timeout(50)
    pytest.fail(
        f"{page.url} was not idle within {IDLE_LIMIT_S} s; it shows:\n{page.locator('body').inner_text()[:2000]}"
    )


def _is_idle(page: Page) -> bool:
    try:
        return bool(page.evaluate(IDLE))
    except Error as error:
        # It went to another address while it was asked.
        if "Execution context was destroyed" not in error.message:
            raise
        return False


def _note_outside(url: str, faults: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOOPBACK:
        faults.append(f"request to another host: {url}")


def _note_error(message: ConsoleMessage, faults: list[str]) -> None:
    # On a deep link Streamlit first asks for /<page>/_stcore/... and falls back: its own 404, not ours.
    source = message.location["url"]
    if message.type == "error" and not re.search(r"/[^/]+/_stcore/", urlsplit(source).path):
        faults.append(f"console error: {message.text} ({source})")


def _bring_into_sight(page: Page) -> None:
    """Open what is folded and make the window as high as what stands in it: axe measures only what is in sight."""
    page.evaluate(UNFOLD)
    window = page.viewport_size
    whole_height = page.evaluate(WHOLE_HEIGHT)
    if window and whole_height > window["height"]:
        page.set_viewport_size({"width": window["width"], "height": whole_height})
        wait_idle(page, SETTLED_S)


def _barriers(page: Page) -> Iterator[str]:
    """Give the serious and critical accessibility findings of a page that are ours."""
    for finding in Axe().run(page).response["violations"]:
        if finding["impact"] not in ("serious", "critical"):
            continue
        selectors = [node["target"][0] for node in finding["nodes"]]
        for node, surroundings in zip(finding["nodes"], page.evaluate(SURROUNDINGS, selectors), strict=True):
            # What has gone meanwhile stands nowhere any more: then its own name tells.
            stood_in = surroundings or re.findall(r'data-testid="(\w+)"', node["html"])[:1]
            if not any((finding["id"], test_id) in STREAMLITS_OWN for test_id in stood_in):
                where = " < ".join(stood_in[:3])
                yield f"{finding['impact']} {finding['id']}: {finding['help']} ({where}): {node['html'][:200]}"
