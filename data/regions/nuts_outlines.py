"""Reads outlines of NUTS regions from the files that Eurostat's GISCO publishes, and repairs what can be repaired."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import MultiPolygon, Polygon, shape

from data.problems import Problem
from data.regions.account import Account

PUBLISHED = re.compile(
    r"NUTS_RG_(?P<scale>\d+)M_(?P<year>\d{4})_(?P<projection>\d+)(_LEVL_(?P<level>[0-3]))?\.(geo)?json", re.IGNORECASE
)
BY_LEVEL = re.compile(
    r"nuts_(?P<year>\d{4})_(?P<scale>\d+)m(_(?P<country>[a-z]{2}))?_l(?P<level>[0-3])\.(geo)?json", re.IGNORECASE
)
DEGREES = "4326"  # the projection whose coordinates are longitude and latitude
# Fine enough to tell in which region a place lies, coarse enough for a browser; 1:60 million is for drawing only.
SCALES = (20, 10, 60)
FOR_DRAWING_ONLY = 60
DIGITS = 4  # of a degree: about ten metres
LEVELS = range(4)
CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
# EU files call Greece EL and the United Kingdom UK.
ISO_COUNTRY = {"EL": "GR", "UK": "GB"}

Say = Callable[[str], None]


@dataclass(frozen=True)
class OutlineFile:
    """One file of outlines; `level` is None when it holds all, `country` is None when it holds all."""

    path: Path
    year: int
    scale: int
    level: int | None
    country: str | None


@dataclass(frozen=True)
class NutsRegion:
    """One region: its code, title, ISO 3166-1 country, the year of its NUTS edition, outline and a point inside."""

    code: str
    title: str
    country: str
    year: int
    scale: int
    outline: str
    latitude: float
    longitude: float

    @property
    def level(self) -> int:
        """The level that the length of the code says, 0 for a country."""
        return len(self.code) - 2


def outline_files(folder: Path) -> list[OutlineFile]:
    """Return the files of outlines in longitude and latitude in a folder, at a scale that can be used."""
    found = []
    for path in sorted(folder.iterdir()):
        name = PUBLISHED.fullmatch(path.name) or BY_LEVEL.fullmatch(path.name)
        if name is None:
            continue
        parts = name.groupdict()
        if parts.get("projection", DEGREES) == DEGREES and int(parts["scale"]) in SCALES:
            level = parts["level"]
            found.append(
                OutlineFile(
                    path,
                    int(parts["year"]),
                    int(parts["scale"]),
                    int(level) if level is not None else None,
                    parts.get("country"),
                )
            )
    return found


def chosen_files(files: Sequence[OutlineFile], edition: int) -> list[OutlineFile]:
    """Return the files of the edition for all countries, then those of others, which may hold a country that left.

    Of the scales of a year the most useful is taken. Empty when a level of the edition is missing.
    """
    whole = [file for file in files if file.year == edition and file.country is None]
    for scale in SCALES:
        of_scale = [file for file in whole if file.scale == scale]
        together = [file for file in of_scale if file.level is None]
        by_level = [file for file in of_scale if file.level is not None]
        if together or {file.level for file in by_level} == {*LEVELS}:
            rest = [file for file in files if file not in whole]
            rest.sort(key=lambda file: (-file.year, SCALES.index(file.scale), file.country is None))
            return [*(together or by_level), *rest]
    return []


def read_outlines(
    files: Sequence[OutlineFile], titles: Mapping[str, str], say: Say
) -> tuple[dict[str, NutsRegion], Account]:
    """Return the regions by code, and what became of each feature of the files.

    `titles` are names by code for features without one. The first file that has a country decides about it.
    Raise Problem when a file cannot be read.
    """
    account = Account("Outlines")
    regions: dict[str, NutsRegion] = {}
    for year in dict.fromkeys(file.year for file in files):
        countries = {code[:2] for code in regions}
        for file in [file for file in files if file.year == year]:
            say(f"Reading {file.path.name}")
            for feature in _features(file.path):
                _add(regions, feature, file, titles, account, countries)
    for code in sorted(regions, key=len):
        if len(code) > 2 and code[:-1] not in regions:
            account.rejected[f"no region above it ({code[:-1]})"].append(code)
            _take_back(account, code)
            del regions[code]
    return regions, account


def _take_back(account: Account, code: str) -> None:
    """Undo that a region was accepted or repaired: it is rejected after all."""
    for rows in account.repaired.values():
        if code in rows:
            rows.remove(code)
            return
    account.accepted -= 1


def _features(path: Path) -> list[Any]:
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["features"])
    except (OSError, ValueError, KeyError, TypeError) as refusal:
        raise Problem(
            "The file {file} is not a collection of outlines.",
            "Fetch it again. Nothing was saved.",
            file=path.name,
        ) from refusal


def _add(
    regions: dict[str, NutsRegion],
    feature: Any,
    file: OutlineFile,
    titles: Mapping[str, str],
    account: Account,
    decided: set[str],
) -> None:
    properties = feature.get("properties") or {} if isinstance(feature, dict) else {}
    code = str(properties.get("NUTS_ID") or (feature.get("id") if isinstance(feature, dict) else "") or "?")
    if CODE.fullmatch(code) is None:
        account.rejected["no NUTS code"].append(code)
    elif properties.get("LEVL_CODE", len(code) - 2) != len(code) - 2:
        account.rejected["code and level do not fit"].append(code)
    elif code[:2] in decided:
        account.rejected[f"of NUTS {file.year}; the country stands in the newer edition"].append(code)
    elif code in regions:
        account.rejected["code given twice"].append(code)
    else:
        outline, repairs = _outline(feature.get("geometry"))
        if outline is None:
            account.rejected[repairs[0]].append(code)
            return
        inside = outline.representative_point()
        regions[code] = NutsRegion(
            code=code,
            title=str(properties.get("NAME_LATN") or titles.get(code) or properties.get("NUTS_NAME") or code),
            country=ISO_COUNTRY.get(code[:2], code[:2]),
            year=file.year,
            scale=file.scale,
            outline=shapely.to_geojson(outline),
            latitude=round(inside.y, DIGITS),
            longitude=round(inside.x, DIGITS),
        )
        if repairs:
            account.repaired[" and ".join(repairs)].append(code)
        else:
            account.accepted += 1


def _outline(geometry: Any) -> tuple[Any, list[str]]:
    """Return the outline, exterior rings clockwise, and what was repaired; if it cannot be, None and the reason."""
    try:
        drawn = shape(geometry)
    except (AttributeError, GEOSException, IndexError, KeyError, TypeError, ValueError):
        return None, ["outline cannot be read"]
    if drawn.geom_type not in ("Polygon", "MultiPolygon") or drawn.is_empty:
        return None, ["not an area"]
    west, south, east, north = drawn.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return None, ["not in degrees of longitude and latitude"]
    repairs = []
    if any(polygon.exterior.is_ccw for polygon in _polygons(drawn)):
        repairs.append("rings turned to run clockwise")
    if not drawn.is_valid:
        repairs.append("broken ring mended")
    # Neighbours share corners, which rounding moves alike.
    rounded = shapely.transform(drawn, lambda corners: corners.round(DIGITS))
    whole = rounded if rounded.is_valid else shapely.make_valid(rounded, method="structure")
    polygons = [polygon for polygon in _polygons(whole) if polygon.area > 0]
    if not polygons:
        return None, ["not an area"]
    turned = [shapely.geometry.polygon.orient(polygon, -1.0) for polygon in polygons]
    return turned[0] if len(turned) == 1 else MultiPolygon(turned), repairs


def _polygons(drawn: Any) -> list[Polygon]:
    return [part for part in shapely.get_parts(drawn) if part.geom_type == "Polygon"]
