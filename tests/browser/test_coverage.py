"""The maps of the coverage page in a browser that reaches no other host: each draws, and regions are chosen."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from components.theme import KIND_COLOURS, SERIES
from tests.browser.conftest import Visit, wait_idle

DEMO = "/coverage?consortium=DEMO&as_of=2026-11-21"


def fills(page: Page) -> set[str]:
    """Return the fills of the regions drawn."""
    drawn = page.locator(".choroplethlayer path")
    expect(drawn.first).to_be_attached()
    return set(drawn.evaluate_all("paths => paths.map(path => getComputedStyle(path).fill)"))


@pytest.mark.parametrize("measure", ["csos", "density", "pilots", "engagements", "headcount"])
def test_regions_are_drawn_by_each_measure(visit: Visit, measure: str):
    page = visit(f"{DEMO}&region_measure={measure}")
    assert len(fills(page)) >= 4  # out of scope, none, and classes
    assert page.locator(".choroplethlayer path").count() > 1900


def coloured(page: Page, colour: str) -> int:
    """Return how many pixels of the map have nearly this colour, which the base map without marks has nowhere."""
    shown = page.get_by_test_id("stDeckGlJsonChart")
    expect(shown).to_be_visible()
    page.wait_for_timeout(1500)  # marks are drawn after the base map
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    pixels = Image.open(io.BytesIO(shown.screenshot())).convert("RGB").tobytes()
    parts = zip(pixels[0::3], pixels[1::3], pixels[2::3], strict=True)
    return sum(abs(r - red) < 24 and abs(g - green) < 24 and abs(b - blue) < 24 for r, g, b in parts)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [("organisations", KIND_COLOURS["CSO in contact"]), ("links", SERIES[0]), ("density", SERIES[1])],
)
def test_each_other_map_draws_its_marks(visit: Visit, mode: str, colour: str):
    assert coloured(visit(f"{DEMO}&map_mode={mode}"), colour) > 150


@pytest.mark.parametrize("colour", [KIND_COLOURS["CSO in contact"], SERIES[1]])
def test_a_map_without_such_marks_has_no_such_colour(visit: Visit, colour: str):
    assert coloured(visit("/coverage?consortium=ENHANCE&as_of=2026-11-21&map_mode=organisations"), colour) == 0


def test_a_region_chosen_in_the_table_or_on_the_map_is_one_choice(visit: Visit):
    page = visit(DEMO)
    rows = page.get_by_test_id("stDataFrame").first
    rows.scroll_into_view_if_needed()
    table = rows.bounding_box()
    assert table
    page.mouse.click(table["x"] + 16, table["y"] + 53)
    wait_idle(page)
    expect(page.get_by_role("heading", name="Lublin (Poland)")).to_be_visible()
    expect(page).to_have_url(re.compile("[?&]region=PL-LU"))
    page.get_by_role("button", name="Close this region").click()
    expect(page).not_to_have_url(re.compile("[?&]region="))
    wait_idle(page)
    page.get_by_test_id("stPlotlyChart").first.scroll_into_view_if_needed()
    finland = page.locator(".choroplethlayer path").evaluate_all(
        """paths => {
            const largest = paths.map(path => [path.getBoundingClientRect(), path])
                .filter(([box, path]) => path.__data__ && path.__data__.loc === "FI-08")[0][0];
            return [largest.x + largest.width / 2, largest.y + largest.height / 2];
        }"""
    )
    page.mouse.click(*finland)
    wait_idle(page)
    expect(page.get_by_role("heading", name="Central Finland (Finland)")).to_be_visible()
    expect(page).to_have_url(re.compile("[?&]region=FI-08"))


def test_a_link_opens_its_region_and_a_wrong_one_is_told(visit: Visit):
    page = visit(f"{DEMO}&region=PL-LU")
    expect(page.get_by_role("heading", name="Lublin (Poland)")).to_be_visible()
    wrong = visit(f"{DEMO}&region=XX-99")
    expect(wrong.get_by_text("The link asks for the region “XX-99”")).to_be_visible()
