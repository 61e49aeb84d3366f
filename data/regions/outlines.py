"""The outlines of one level of a region scheme, as the browser fetches them for a map."""

import gzip
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from cachetools import LRUCache

from data.problems import Problem
from data.store import opened

CACHED = 32 * 1024 * 1024
FINGERPRINT = """
select
    count(*) as regions,
    cast(bit_xor(hash(region_code, title, country, outline)) as text) as content
from region
where
    scheme = $scheme
    and level = $level
    and outline is not null
    and (len($countries) = 0 or list_contains($countries, country))
"""
OUTLINES = """
select
    region_code,
    title,
    country,
    outline
from region
where
    scheme = $scheme
    and level = $level
    and outline is not null
    and (len($countries) = 0 or list_contains($countries, country))
order by region_code
"""

_caching = threading.Lock()
_cache: LRUCache[str, bytes] = LRUCache(CACHED, getsizeof=len)


@dataclass(frozen=True)
class Outlines:
    """A GeoJSON feature collection, compressed with gzip, and what tells it from any other.

    Features have the region's code as `id` and `title` and `country` as properties; exterior rings run clockwise.
    """

    compressed: bytes
    fingerprint: str

    @property
    def text(self) -> bytes:
        """The collection as it reads."""
        return gzip.decompress(self.compressed)


def outlines_address(scheme: str, level: int, countries: Sequence[str] = ()) -> str:
    """Return the address of outlines relative to a page; it changes with the outlines, so a browser may keep them.

    No countries means all. Raise Problem when the store has no such regions.
    """
    asked = {"of": _fingerprint(scheme, level, countries)}
    if countries:
        asked["countries"] = ",".join(sorted(countries))
    return f"outlines/{quote(scheme)}/{level}.geojson?{urlencode(asked)}"


def outlines(scheme: str, level: int, countries: Sequence[str] = ()) -> Outlines:
    """Return the outlines of a scheme's level, of all countries if none are named (ISO 3166-1 alpha-2).

    They are kept in memory until the store holds others. Raise Problem when the store has no such regions.
    """
    fingerprint = _fingerprint(scheme, level, countries)
    with _caching:
        compressed = _cache.get(fingerprint)
    if compressed is None:
        rows = opened().fetch(OUTLINES, {"scheme": scheme, "level": level, "countries": sorted(countries)})
        features = ",\n".join(
            f'{{"type":"Feature","id":{_text(code)},"properties":{{"title":{_text(title)},"country":{_text(country)}}},'
            f'"geometry":{outline}}}'
            for code, title, country, outline in rows.iter_rows()
        )
        collection = f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n'
        compressed = gzip.compress(collection.encode(), compresslevel=6, mtime=0)
        with _caching:
            _cache[fingerprint] = compressed
    return Outlines(compressed, fingerprint)


def _fingerprint(scheme: str, level: int, countries: Sequence[str]) -> str:
    found = opened().fetch(FINGERPRINT, {"scheme": scheme, "level": level, "countries": sorted(countries)})
    count, content = found.row(0)
    if not count:
        raise Problem(
            "There are no outlines of level {level} of the region scheme {scheme}.",
            "Choose another level or scheme, or add the scheme.",
            level=level,
            scheme=scheme,
        )
    return f"{scheme}-{level}-{count}-{content}"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
