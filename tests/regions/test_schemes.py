"""The shipped region scheme: codes, outlines, people; and how a scheme stands in the store and leaves it."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
import shapely
from shapely.geometry import Point, shape

from data.problems import Problem
from data.regions import build, subdivisions
from data.regions.load import DIGITS
from data.regions.schemes import Scheme, remove_scheme, scheme_list, write_scheme
from data.regions.topology import geometries
from data.settings import ROOT
from data.store import Store
from tests.copies import empty_store

FILE = ROOT / "data" / "regions" / "iso_3166_2.topojson"
# The smallest gap and overlap in square degrees: less than a hundred metres by ten.
NOTHING = 1e-8
# Persons, of the years 2021 to 2024; sums of places come within a third of them.
CENSUS = {
    "DE-BE": 3.7e6, "BE-BRU": 1.2e6, "FR-75C": 2.1e6, "FI-16": 2.0e5, "IT-MI": 3.2e6, "SE-AB": 2.4e6,
    "DE": 8.3e7, "FR": 6.8e7, "ES": 4.8e7, "IT": 5.9e7, "NL": 1.8e7,
}  # fmt: skip
NEIGHBOURS = [
    ("FI-18", "FI-16"), ("FI-19", "FI-17"), ("SE-BD", "FI-10"), ("DE-NW", "NL-GE"), ("BE-VAN", "NL-NB"),
    ("FR-64", "ES-SS"), ("PT-16", "ES-PO"), ("RS-24", "XK-0"), ("RS-00", "RS-07"), ("GE-SJ", "AM-SH"),
    ("GE-KK", "AZ-QAZ"), ("GB-NMD", "IE-LH"), ("HU-CS", "RS-03"), ("PS-0", "IL-M"), ("CY-06", "CY-01"),
    ("RU-MUR", "FI-10"), ("LT-VL", "BY-HR"), ("MD-SN", "UA-51"), ("MC-0", "FR-06"), ("NO-50", "SE-Z"),
]  # fmt: skip


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def regions(topology) -> dict[str, dict[str, Any]]:
    return _lands(topology, "regions")


@pytest.fixture(scope="module")
def countries(topology) -> dict[str, dict[str, Any]]:
    return _lands(topology, "countries")


def _lands(topology: dict[str, Any], layer: str) -> dict[str, dict[str, Any]]:
    return {
        item["id"]: item["properties"] | {"geometry": geometry, "land": shape(geometry)}
        for item, geometry in geometries(topology, layer, DIGITS)
    }


def test_each_code_is_of_its_country_and_stands_once(topology, regions, countries):
    codes = [item["id"] for layer in topology["objects"].values() for item in layer["geometries"]]
    assert [code for code, count in Counter(codes).items() if count > 1] == []
    assert [code for code in regions if re.fullmatch("[A-Z]{2}-[A-Z0-9]{1,3}", code) is None] == []
    assert [code for code, region in regions.items() if code[:2] != region["country"]] == []
    assert {region["country"] for region in regions.values()} == {*countries}
    assert {*countries} == build.PLACE_COUNTRIES - {"AX", "GI", "SJ", "VA"}


@pytest.mark.parametrize(
    ("country", "codes"),
    [
        ("AT", [f"AT-{number}" for number in range(1, 10)]),
        ("BE", "BE-BRU BE-VAN BE-VBR BE-VLI BE-VOV BE-VWV BE-WBR BE-WHT BE-WLG BE-WLX BE-WNA".split()),
        ("BA", ["BA-BIH", "BA-BRC", "BA-SRP"]),
        ("DE", [f"DE-{code}" for code in "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()]),
        ("EE", [f"EE-{n}" for n in (37, 39, 45, 50, 52, 56, 60, 64, 68, 71, 74, 79, 81, 84, 87)]),
        ("FI", [f"FI-{n:02}" for n in range(1, 20)]),
        ("GR", ["GR-69", *(f"GR-{letter}" for letter in "ABCDEFGHIJKLM")]),
        ("HR", [f"HR-{n:02}" for n in range(1, 22)]),
        ("NO", [f"NO-{n:02}" for n in (3, 11, 15, 18, 21, 31, 32, 33, 34, 39, 40, 42, 46, 50, 55, 56)]),
        ("RO", None), ("RS", [f"RS-{n:02}" for n in range(25)]), ("TR", [f"TR-{n:02}" for n in range(1, 82)]),
    ],
)  # fmt: skip
def test_the_codes_of_a_country_are_those_of_the_standard(regions, country, codes):
    found = sorted(code for code, region in regions.items() if region["country"] == country)
    assert found == codes if codes else len(found) == 42


def test_countries_of_many_subdivisions_have_as_many(regions):
    per_country = Counter(region["country"] for region in regions.values())
    assert {country: per_country[country] for country in ("CH", "ES", "FR", "IE", "IT", "PL", "SE", "UA", "GE")} == {
        "CH": 26, "ES": 52, "FR": 101, "IE": 26, "IT": 110, "PL": 16, "SE": 21, "UA": 27, "GE": 12,
    }  # fmt: skip


def test_rings_run_clockwise_outside_and_every_outline_is_sound(regions, countries):
    everything = {**regions, **countries}
    polygons = [(code, part) for code, region in everything.items() for part in shapely.get_parts(region["land"])]
    assert [code for code, polygon in polygons if polygon.exterior.is_ccw] == []
    assert [code for code, polygon in polygons if not all(hole.is_ccw for hole in polygon.interiors)] == []
    # Rounding makes a thin strip touch itself in one; more would be a mistake of the build.
    assert len([code for code, region in everything.items() if not region["land"].is_valid]) <= 1


def test_a_country_is_the_sum_of_its_regions_without_gap_or_overlap(topology):
    regions, countries = ({code: land["land"] for code, land in _lands_exact(topology, layer)} for layer in
                          ("regions", "countries"))  # fmt: skip
    for country, land in countries.items():
        parts = [part for code, part in regions.items() if code.startswith(f"{country}-")]
        together = shapely.union_all(parts)
        assert together.symmetric_difference(land).area < NOTHING, country
        assert abs(sum(part.area for part in parts) - together.area) < NOTHING, country


def _lands_exact(topology: dict[str, Any], layer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((item["id"], {"land": shape(geometry)}) for item, geometry in geometries(topology, layer, 9))


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_neighbours_share_a_border_and_nothing_else(regions, one, other):
    both = regions[one]["land"], regions[other]["land"]
    border = both[0].intersection(both[1])
    assert border.area < NOTHING
    assert border.length > 0
    # corners of the shared border are corners of both, so that no sliver opens between them
    ends = [{tuple(corner) for corner in shapely.get_coordinates(land)} for land in both]
    assert len(ends[0] & ends[1]) >= 2


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "code"),
    [
        ("Brussels", 4.35, 50.85, "BE-BRU"), ("Lahti", 25.66, 60.98, "FI-16"), ("Vilnius", 25.28, 54.69, "LT-VL"),
        ("Wageningen", 5.66, 51.97, "NL-GE"), ("Maia", -8.62, 41.23, "PT-13"), ("Trondheim", 10.39, 63.43, "NO-50"),
        ("Delft", 4.36, 52.01, "NL-ZH"), ("Berlin", 13.4, 52.52, "DE-BE"), ("Aachen", 6.08, 50.77, "DE-NW"),
        ("Göteborg", 11.97, 57.71, "SE-O"), ("Milano", 9.19, 45.46, "IT-MI"), ("Warszawa", 21.01, 52.23, "PL-MZ"),
        ("València", -0.38, 39.47, "ES-V"), ("Dublin", -6.26, 53.35, "IE-D"), ("Požega", 17.68, 45.33, "HR-11"),
        ("Moscow", 37.6, 55.74, "RU-MOW"), ("Petrozavodsk", 34.3, 61.79, "RU-KR"),
        ("Ponta Delgada", -25.6, 37.8, "PT-20"),
        ("Las Palmas", -15.5, 28.05, "ES-GC"), ("Saint-Denis, La Réunion", 55.5, -20.95, "FR-974"),
        ("Beograd", 20.46, 44.8, "RS-00"), ("Prishtina", 21.16, 42.66, "XK-0"), ("Rîbnița", 29.0, 47.77, "MD-SN"),
        ("Stornoway", -6.45, 58.25, "GB-ELS"),
    ],
)  # fmt: skip
def test_known_places_lie_in_their_region(regions, place, longitude, latitude, code):
    assert [found for found, region in regions.items() if region["land"].contains(Point(longitude, latitude))] == [code]


def test_no_land_of_the_base_map_is_without_a_region(countries):
    drawn = shapely.union_all([country["land"] for country in countries.values()])
    base_map = json.loads((ROOT / "static" / "map" / "countries.geojson").read_text(encoding="utf-8"))["features"]
    lands = {feature["properties"]["iso"]: shape(feature["geometry"]) for feature in base_map}
    # coasts drawn from two sources differ by a few kilometres; Lake Ladoga is land on the base map
    forgotten = [
        (code, rest.representative_point().coords[0])
        for code in countries
        for rest in shapely.get_parts(lands[code].difference(drawn).buffer(-0.05))
        if rest.area > 0.04 and not rest.contains(Point(31.5, 61.0))
    ]
    assert forgotten == []


def test_the_point_of_a_region_lies_inside_it(regions, countries):
    outside = [
        code
        for code, region in {**regions, **countries}.items()
        if region["land"].distance(Point(region["longitude"], region["latitude"])) > 0.002
    ]
    assert outside == []


def test_people_are_those_of_the_places_in_a_region_and_unknown_is_not_zero(regions, countries):
    assert [code for code, region in regions.items() if region["population"] == 0] == []
    for country, row in countries.items():
        inside = [region["population"] or 0 for region in regions.values() if region["country"] == country]
        assert (row["population"] or 0) == sum(inside), country
    for code, persons in CENSUS.items():
        found = {**regions, **countries}[code]["population"]
        assert persons * 2 / 3 <= found <= persons * 4 / 3, code


def test_the_file_is_small_and_its_lines_are_alike_for_git():
    written = FILE.read_bytes()
    assert len(written) <= 2_000_000
    assert b"\r" not in written
    assert max(len(line) for line in written.splitlines()) <= 60_000


def test_each_rule_says_why_and_names_a_known_country():
    with subdivisions.RULES.open(encoding="utf-8", newline="") as file:
        rules = list(csv.DictReader(file))
    assert [rule for rule in rules if not rule["reason"] or rule["country"] not in build.PLACE_COUNTRIES] == []
    assert [rule for rule in rules if bool(rule["longitude"]) != bool(rule["latitude"])] == []
    assert {rule["source"] for rule in rules} == {"subdivisions", "borders", "countries"}


def test_a_rule_for_what_no_package_holds_stops_the_making(tmp_path, monkeypatch):
    (tmp_path / "rules.csv").write_text(
        "source,country,named,longitude,latitude,region_code,title,reason\ncountries,BE,BE,,,BE-0,Belgium,a test\n"
    )
    monkeypatch.setattr(subdivisions, "RULES", tmp_path / "rules.csv")
    monkeypatch.setattr(subdivisions, "FILES", {})
    monkeypatch.setattr(subdivisions, "ISO3", {})
    with pytest.raises(Problem, match=r"lack what rules.csv names: BE"):
        subdivisions._drawn(tmp_path, tmp_path, {"features": []})


def place(number: int, population: int, longitude: float, country: str = "BE") -> dict[str, Any]:
    return {
        "geonameid": number, "population": population, "longitude": longitude, "latitude": 0.0, "countrycode": country,
    }  # fmt: skip


def test_districts_are_the_nearest_places_within_a_towns_circle():
    # 200,000 people at 4,000 per square kilometre: a circle of 4 km, which is 0.036 degrees
    near, far, abroad = place(2, 150_000, 0.01), place(3, 90_000, 0.05), place(4, 90_000, -0.01, "NL")
    too_many = place(5, 300_000, 0.5)
    assert subdivisions.districts([place(1, 200_000, 0), near, far, abroad, too_many]) == {2: 1}
    # two levels of districts at most: the third does not fit twice the town's people
    assert subdivisions.districts([place(1, 200_000, 0), *(place(n, 150_000, n / 1000) for n in (2, 3, 4))]) == {
        2: 1,
        3: 1,
    }
    assert subdivisions.districts([place(1, 99_999, 0), place(2, 10, 0.001)]) == {}


def test_a_town_counts_once_with_its_districts():
    town, district, elsewhere = place(1, 200_000, 0), place(2, 150_000, 0.01), place(3, 150_000, 0.02)
    everywhere = [town, district, elsewhere]
    assert subdivisions._persons(everywhere, {1: "A", 2: "A", 3: "B"}, {2: 1, 3: 1}) == {"A": 200_000, "B": 150_000}
    # the town's own region holds few of its people: its districts count instead
    assert subdivisions._persons(everywhere, {1: "A", 2: "B", 3: "C"}, {2: 1, 3: 1}) == {"B": 150_000, "C": 150_000}


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        yield store


def small_scheme(*codes: str, edition: str = "1") -> Scheme:
    named = {"scheme": "S", "source_id": "s"}
    return Scheme(
        named | {"title": "S", "edition": edition, "licence": "free", "attribution": "us"},
        pl.DataFrame([named | {"region_code": code, "level": 0, "country": "BE", "title": code} for code in codes]),
        pl.DataFrame([named | {"region_code": code, "population_year": 2024, "population": 5, "basis": "statistics"}
                      for code in codes]),
        pl.DataFrame(),
    )  # fmt: skip


def write(store: Store, scheme: Scheme) -> int:
    _, change = store.write(lambda t: write_scheme(t, scheme), who="t", why="t", origin="import")
    return change.row_count


def test_a_scheme_replaces_what_was_there_and_can_be_withdrawn(store):
    assert write(store, small_scheme("A", "B")) == 5
    assert write(store, small_scheme("A", "B")) == 0
    assert write(store, small_scheme("B", "C", edition="2")) == 5  # the scheme, C with its people, A withdrawn with its
    assert store.fetch("select region_code from region order by 1")["region_code"].to_list() == ["B", "C"]
    assert scheme_list(store).rows() == [("S", "S", "2", "free", "us", 0, 2, 1, 2024)]
    assert remove_scheme(store, "S", who="t").row_count == 5
    assert scheme_list(store).is_empty()
    assert store.fetch("select count(*) from region_population").item() == 0


def test_what_is_not_there_or_shipped_is_not_removed(store):
    with pytest.raises(Problem, match="no region scheme NUTS-2024"):
        remove_scheme(store, "NUTS-2024", who="t")
    with pytest.raises(Problem, match="comes with the dashboard"):
        remove_scheme(store, "ISO-3166-2", who="t")
