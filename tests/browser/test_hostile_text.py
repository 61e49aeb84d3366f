"""Pages of a store in which every text attacks: in a real browser all of it is shown, and none of it does anything."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from data.store import Store
from tests.browser.conftest import Visit, wait_idle
from tests.browser.server import serve
from tests.browser.test_journeys import PAGES
from tests.copies import shipped_file
from tests.hostile import HOSTILE, MARKS, attack


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a store all of whose texts attack."""
    folder = tmp_path_factory.mktemp("server")
    with closing(Store(str(shutil.copy(shipped_file(), folder / "consortium.duckdb")))) as store:
        attack(store)
    with serve(folder) as address:
        yield address


def test_no_page_takes_text_for_anything_else(visit: Visit):
    page = visit(f"/?consortium={quote(f'{HOSTILE} DEMO')}&as_of=2026-11-21")
    expect(page.get_by_text("Demonstration (fictional)").first).to_be_visible()
    found = {}
    for title in PAGES.values():
        page.get_by_test_id("stSidebarNavLink").filter(has_text=re.compile(rf"{re.escape(title)}$")).click()
        wait_idle(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        failures = page.get_by_test_id("stAlertContentError").all_inner_texts()
        found[title] = [*page.evaluate(MARKS), *failures]
    assert not {title: marks for title, marks in found.items() if marks}


def test_text_that_attacks_is_shown_as_it_is(visit: Visit):
    page = visit(f"/?consortium={quote(f'{HOSTILE} DEMO')}&as_of=2026-11-21")
    shown = page.get_by_test_id("stMain").inner_text().replace("\u2060", "")
    for part in HOSTILE.split(" "):
        # Streamlit makes a dash of two hyphens.
        assert part in shown or part == "--"
