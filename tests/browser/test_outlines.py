"""The outlines of regions as a page in the browser fetches them."""

from tests.browser.conftest import Visit

FETCHED = """async address => {
    const answer = await fetch(address);
    const collection = await answer.json();
    const { encodedBodySize } = performance.getEntriesByName(new URL(address, document.baseURI).href)[0];
    return [answer.status, collection.features.length, encodedBodySize];
}"""
FIRST_LOAD_LIMIT = 1_500_000


def test_a_page_fetches_outlines_from_its_own_server_by_a_relative_address(visit: Visit):
    page = visit("/about")
    status, regions, encoded = page.evaluate(FETCHED, "outlines/ISO-3166-2/1.geojson")
    assert (status, regions) == (200, 1951)
    assert 0 < encoded <= FIRST_LOAD_LIMIT


def test_about_says_under_which_licence_each_region_scheme_stands(visit: Visit):
    page = visit("/about?part=licences")
    text = page.get_by_test_id("stMain").inner_text()
    assert "ISO 3166-2 subdivisions" in text
    assert "Made with Natural Earth. Places: GeoNames, CC BY 4.0" in text
    assert "level 1: 1,951 regions in 63 countries" in text
