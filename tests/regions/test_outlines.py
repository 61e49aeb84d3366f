"""Outlines on their way to the browser: which regions, how small, kept for how long."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import Response

import app
from data import store as stores
from data.problems import Problem
from data.regions.load import load_regions
from data.regions.outlines import outlines, outlines_address
from data.settings import ROOT
from data.store import Store
from tests.copies import empty_store

FIRST_LOAD_LIMIT = 1_500_000
POLYGON = '{"type":"Polygon","coordinates":[[[4,50],[4,51],[5,51],[4,50]]]}'


def region(code: str, level: int, country: str, **more: Any) -> dict[str, Any]:
    return {"scheme": "S", "region_code": code, "level": level, "country": country, "title": code,
            "outline": POLYGON} | more  # fmt: skip


@pytest.fixture
def small(store_with) -> Store:
    store: Store = store_with(
        {
            "region": [
                region("FI", 0, "FI"), region("FI-2", 1, "FI"), region("FI-1", 1, "FI", title='A "quoted" title'),
                region("SE-1", 1, "SE"), region("SE-2", 1, "SE", outline=None),
            ]
        }
    )  # fmt: skip
    return store


@pytest.fixture
def shipped() -> Iterator[Store]:
    with empty_store() as store:
        load_regions(store)
        stores.use(store)
        yield store
        stores.use(None)


def answered(address: str, **headers: str) -> Response:
    """Return what the server answers to an address relative to a page."""
    parts = urlsplit(address)
    _, scheme, level = parts.path.removesuffix(".geojson").split("/")
    scope = {
        "type": "http",
        "path_params": {"scheme": scheme, "level": int(level)},
        "query_string": parts.query.encode(),
        "headers": [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()],
    }
    return app.answer_outlines(Request(scope))


def collection(answer: Response) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(bytes(answer.body))
    return read


def test_a_level_is_a_feature_collection_by_code(small):
    found = json.loads(outlines("S", 1).text)
    assert [feature["id"] for feature in found["features"]] == ["FI-1", "FI-2", "SE-1"]
    assert found["features"][0] == {
        "type": "Feature",
        "id": "FI-1",
        "properties": {"title": 'A "quoted" title', "country": "FI"},
        "geometry": json.loads(POLYGON),
    }


def test_countries_narrow_a_level_in_whatever_order_they_are_named(small):
    assert [feature["id"] for feature in json.loads(outlines("S", 1, ["SE"]).text)["features"]] == ["SE-1"]
    assert outlines("S", 1, ["SE", "FI"]).fingerprint == outlines("S", 1, ["FI", "SE"]).fingerprint


@pytest.mark.parametrize(("scheme", "level", "countries"), [("S", 2, []), ("T", 1, []), ("S", 1, ["XX"])])
def test_what_the_store_does_not_hold_is_said(small, scheme, level, countries):
    with pytest.raises(Problem, match="There are no outlines"):
        outlines(scheme, level, countries)
    answer = answered(f"outlines/{scheme}/{level}.geojson?countries={','.join(countries)}")
    assert answer.status_code == 404
    assert b"There are no outlines" in bytes(answer.body)


def test_a_change_of_a_region_changes_the_address_and_the_answer(small):
    before = outlines_address("S", 1)
    small.write(
        lambda change: change.append("region", [region("FI-2", 1, "FI", title="New") | {"source_id": "s"}]),
        who="t", why="t", origin="sources",
    )  # fmt: skip
    assert outlines_address("S", 1) != before
    assert json.loads(outlines("S", 1).text)["features"][1]["properties"]["title"] == "New"
    other = outlines_address("S", 0)
    small.write(
        lambda change: change.append("region", [region("FI-2", 1, "FI", title="Newer") | {"source_id": "s"}]),
        who="t", why="t", origin="sources",
    )  # fmt: skip
    assert outlines_address("S", 0) == other  # of another level


def test_the_address_is_relative_and_names_what_it_asks_for(small):
    parts = urlsplit(outlines_address("S", 1, ["SE", "FI"]))
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "outlines/S/1.geojson")
    assert parse_qs(parts.query)["countries"] == ["FI,SE"]


def test_a_browser_keeps_what_it_asked_for_by_fingerprint_and_asks_again_for_the_rest(small):
    kept = answered(outlines_address("S", 1))
    assert "immutable" in kept.headers["Cache-Control"]
    asked_again = answered("outlines/S/1.geojson")
    assert "no-cache" in asked_again.headers["Cache-Control"]
    unchanged = answered("outlines/S/1.geojson", If_None_Match=asked_again.headers["ETag"])
    assert (unchanged.status_code, bytes(unchanged.body)) == (304, b"")
    assert answered("outlines/S/1.geojson", If_None_Match='"other"').status_code == 200


def test_the_answer_is_compressed_for_whoever_can_read_it(small):
    plain = answered("outlines/S/1.geojson?countries=FI")
    packed = answered("outlines/S/1.geojson?countries=FI", Accept_Encoding="gzip, deflate")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(bytes(packed.body)) == bytes(plain.body)
    assert plain.headers["Content-Type"] == "application/geo+json"
    assert [feature["id"] for feature in collection(plain)["features"]] == ["FI-1", "FI-2"]


@pytest.mark.parametrize(("level", "count"), [(0, 63), (1, 1951)])
def test_a_level_of_the_shipped_scheme_is_small_enough_for_a_first_load(shipped, level, count):
    answer = answered(outlines_address("ISO-3166-2", level), Accept_Encoding="gzip")
    assert len(bytes(answer.body)) <= FIRST_LOAD_LIMIT / 2
    assert len(json.loads(outlines("ISO-3166-2", level).text)["features"]) == count


@pytest.mark.parametrize(("base", "path"), [("", "/outlines/"), ("one/two", "/one/two/outlines/")])
def test_the_route_stands_where_pages_look_for_it_behind_a_base_path_too(base, path):
    chosen = f"from streamlit import config; config.set_option('server.baseUrlPath', '{base}')"
    done = subprocess.run(
        [sys.executable, "-c", f"{chosen}; import app; print(app.app._user_routes[0].path)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1].startswith(path)
