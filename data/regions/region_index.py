"""The regions of one scheme, ready to be asked which of them points lie in or near."""

from typing import Any

import numpy as np
import polars as pl
import shapely

KM_PER_DEGREE = 111.195
# So many points at a time: bounds the memory that pairs of points and stretches of border take.
POINTS_AT_A_TIME = 20_000

Numbers = np.ndarray[Any, np.dtype[Any]]


class RegionIndex:
    """The finest regions of a scheme, numbered in the order of their codes.

    codes, countries    of each finest region
    finest_of           code of any region of the scheme -> numbers of the finest regions in it (itself included)
    of_country          country -> numbers of its finest regions
    """

    def __init__(self, regions: pl.DataFrame) -> None:
        parents = set(regions["parent_code"].drop_nulls())
        finest = regions.filter(~pl.col("region_code").is_in(list(parents))).sort("region_code")
        self.codes: list[str] = finest["region_code"].to_list()
        self.countries: list[str] = finest["country"].to_list()
        self.all_finest = frozenset(range(len(self.codes)))
        self.finest_of = _finest_of(regions, self.codes)
        self.of_country: dict[str, frozenset[int]] = {
            country: frozenset(number for number, other in enumerate(self.countries) if other == country)
            for country in set(self.countries)
        }
        drawn = [_outline(text) for text in finest["outline"]]
        self._numbers = np.array([number for number, outline in enumerate(drawn) if outline is not None], dtype=int)
        self._outlines = np.array([outline for outline in drawn if outline is not None], dtype=object)
        shapely.prepare(self._outlines)
        self._tree = shapely.STRtree(self._outlines)
        self._from, self._to, self._border_of = _borders(self._outlines, self._numbers)
        lines = np.stack([self._from, self._to], axis=1)
        self._borders = shapely.STRtree(shapely.linestrings(lines) if len(lines) else [])

    def containing(self, latitudes: Numbers, longitudes: Numbers) -> Numbers:
        """Return the number of the region each point lies in, -1 for none; of two, the one whose code comes first."""
        found = np.full(len(latitudes), len(self.codes), dtype=int)
        known = np.flatnonzero(~(np.isnan(latitudes) | np.isnan(longitudes)))
        points = shapely.points(longitudes[known], latitudes[known])
        asked, hit = self._tree.query(points)
        inside = shapely.intersects_xy(self._outlines[hit], longitudes[known][asked], latitudes[known][asked])
        np.minimum.at(found, known[asked[inside]], self._numbers[hit[inside]])
        return np.where(found == len(self.codes), -1, found)

    def within(self, latitudes: Numbers, longitudes: Numbers, km: float) -> tuple[Numbers, Numbers, Numbers]:
        """Return pairs of a point and a region whose border is at most `km` away.

        Three columns: the number of the point, the number of the region, the kilometres between them. Distances are
        taken on the plane that touches the earth at the point: exact to a percent over tens of kilometres.
        """
        parts = [
            self._within(latitudes[begin : begin + POINTS_AT_A_TIME], longitudes[begin : begin + POINTS_AT_A_TIME], km)
            for begin in range(0, len(latitudes), POINTS_AT_A_TIME)
        ]
        if not parts:
            return np.empty(0, int), np.empty(0, int), np.empty(0, float)
        points = np.concatenate([part[0] + number * POINTS_AT_A_TIME for number, part in enumerate(parts)])
        return points, np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])

    def _within(self, latitudes: Numbers, longitudes: Numbers, km: float) -> tuple[Numbers, Numbers, Numbers]:
        high = km / KM_PER_DEGREE * 1.01
        shrink = np.maximum(np.cos(np.radians(latitudes)), 0.01)
        wide = high / shrink
        boxes = shapely.box(longitudes - wide, latitudes - high, longitudes + wide, latitudes + high)
        points, stretches = self._borders.query(boxes)
        centre = np.stack([longitudes, latitudes], axis=1)[points]
        scale = np.stack([shrink * KM_PER_DEGREE, np.full(len(shrink), KM_PER_DEGREE)], axis=1)[points]
        begins, ends = (self._from[stretches] - centre) * scale, (self._to[stretches] - centre) * scale
        along = ends - begins
        length = (along**2).sum(axis=1)
        share = np.clip(-(begins * along).sum(axis=1) / np.where(length == 0, 1, length), 0, 1)
        distances = np.hypot(*(begins + along * share[:, None]).T)
        near = distances <= km
        points, regions, distances = points[near], self._border_of[stretches[near]], distances[near]
        order = np.lexsort((distances, regions, points))
        points, regions, distances = points[order], regions[order], distances[order]
        is_first = np.ones(len(points), dtype=bool)
        is_first[1:] = (points[1:] != points[:-1]) | (regions[1:] != regions[:-1])
        return points[is_first], regions[is_first], distances[is_first]


def _finest_of(regions: pl.DataFrame, finest: list[str]) -> dict[str, frozenset[int]]:
    parent = dict(regions.select("region_code", "parent_code").iter_rows())
    found: dict[str, set[int]] = {code: set() for code in parent}
    for number, code in enumerate(finest):
        seen: set[str] = set()
        above: str | None = code
        while above in found and above not in seen:
            seen.add(above)
            found[above].add(number)
            above = parent[above]
    return {code: frozenset(numbers) for code, numbers in found.items()}


def _outline(text: str | None) -> Any:
    """Return the polygons of a GeoJSON text, mended where their rings cross; None when there is nothing to draw."""
    outline = shapely.from_geojson(text, on_invalid="ignore") if text else None
    if outline is None or outline.is_empty:
        return None
    return outline if outline.is_valid else shapely.make_valid(outline, method="structure")


def _borders(outlines: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return where each stretch of border begins and ends (longitude, latitude), and the region it belongs to."""
    parts, part_of = shapely.get_parts(outlines, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, point_of = shapely.get_coordinates(rings, return_index=True)
    same = point_of[1:] == point_of[:-1]
    return points[:-1][same], points[1:][same], numbers[part_of[ring_of[point_of[:-1][same]]]]
