from collections.abc import Sequence
from typing import Any

import pytest


def square(west: float, south: float, east: float, north: float) -> str:
    """A GeoJSON rectangle whose exterior ring runs clockwise."""
    ring = [[west, south], [west, north], [east, north], [east, south], [west, south]]
    return '{"type": "Polygon", "coordinates": [' + str(ring) + "]}"


def region(code: str, level: int, parent: str | None, country: str, outline: str | None = None) -> dict[str, Any]:
    return {
        "scheme": "nuts-test",
        "region_code": code,
        "level": level,
        "parent_code": parent,
        "country": country,
        "title": code,
        "outline": outline,
    }


SCHEME = {"scheme": "nuts-test", "title": "Test", "edition": "1", "licence": "none", "attribution": "none"}


@pytest.fixture
def two_countries() -> dict[str, Sequence[dict[str, Any]]]:
    """BE south of the 51st parallel, in three regions, NL north of it, in one; the sea is west of 4° east.

    BE11 4-5° and BE12 5-6° lie in BE1; BE21, alone in BE2, 6-7°.
    """
    return {
        "region_scheme": [SCHEME],
        "region": [
            region("BE", 0, None, "BE", square(4, 50, 7, 51)),
            region("BE1", 1, "BE", "BE", square(4, 50, 6, 51)),
            region("BE11", 2, "BE1", "BE", square(4, 50, 5, 51)),
            region("BE12", 2, "BE1", "BE", square(5, 50, 6, 51)),
            region("BE2", 1, "BE", "BE", square(6, 50, 7, 51)),
            region("BE21", 2, "BE2", "BE", square(6, 50, 7, 51)),
            region("NL", 0, None, "NL", square(4, 51, 7, 52)),
            region("NL1", 1, "NL", "NL", square(4, 51, 7, 52)),
            region("NL11", 2, "NL1", "NL", square(4, 51, 7, 52)),
        ],
        "region_former_code": [
            {"scheme": "nuts-test", "former_code": "BE99", "region_code": "BE12"},
            {"scheme": "nuts-test", "former_code": "BE98", "region_code": "BE11"},
            {"scheme": "nuts-test", "former_code": "BE98", "region_code": "BE12"},
        ],
        "place": [
            place("p1", "Göteborgen", 50.5, 4.5, "Gothenburgh|Гётеборг"),
            place("p2", "Maia", 50.5, 4.2, population=10),
            place("p3", "Maia", 50.5, 5.5, population=20),
            place("p4", "Twice", 50.5, 5.2),
            place("p5", "Twice", 50.6, 5.3),
            place("p6", "Kortrijk", 50.2, 4.2, "Courtrai"),
            place("p7", "Courtrai", 50.2, 5.5),
            place("p8", "Edge", 50.5, 5.99),
        ],
    }


def place(code: str, title: str, latitude: float, longitude: float, others: str | None = None,
          population: int = 1000) -> dict[str, Any]:  # fmt: skip
    return {
        "place_id": code,
        "title": title,
        "other_titles": others,
        "country": "BE",
        "latitude": latitude,
        "longitude": longitude,
        "population": population,
    }
