"""The rules by which subjects are placed in the regions of one scheme, without a store.

In this order: the own code of the subject, its coordinates, its place name. Whatever could not be used is said as a
reason, a code of REASONS.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from data.regions.region_index import Numbers, RegionIndex

# So near to another region a point may well lie in it: outlines are simplified, and coordinates often of a town.
NEAR_BORDER_KM = 2.0
# Of the 24,000 shipped places, those that the shipped outlines put across a border lie up to 3.1 km beyond it.
OUTLINE_ERROR_KM = 3.5
# A harbour or an island can lie so far off a simplified coast.
OFF_COAST_KM = 30.0

REASONS = (
    "unknown code",
    "translated code",
    "coarse code",
    "coordinates zero",
    "coordinates swapped",
    "outside country",
    "outside own code",
    "far from outlines",
    "several places",
    "unknown place",
    "no country",
    "no place stated",
    "country not in scheme",
)

# Kind and id of a subject -> the place somebody chose for it, and the source document of that.
Choices = dict[tuple[str, str], tuple[str, str]]


@dataclass
class Found:
    """Where one subject lies: the number of its region in the index, None when not placed."""

    region: int | None
    placed_by: str
    near_border: bool = False
    distance_km: float | None = None
    place_id: str | None = None
    source_id: str | None = None


class OwnCodes:
    """What the code a subject says of itself stands for in one scheme."""

    def __init__(
        self, index: RegionIndex, scheme: str, *, former: Collection[tuple[str, str]], of_all_schemes: set[str]
    ) -> None:
        self._index = index
        self._is_nuts = scheme.casefold().startswith("nuts")
        self._of_all_schemes = of_all_schemes
        self._former: dict[str, list[str]] = defaultdict(list)
        for code, became in former:
            self._former[code].append(became)

    def finest(self, region_code: str | None, nuts3_code: str | None) -> tuple[frozenset[int] | None, list[str]]:
        """Return the finest regions the code stands for, None when it says nothing here, and the reasons to tell."""
        unknown = False
        for said, is_nuts in ((nuts3_code, True), (region_code, False)):
            if not said or (is_nuts and not self._is_nuts):
                continue
            code = said.strip().upper()
            if code in self._index.finest_of:
                return self._index.finest_of[code], []
            if code in self._former:
                became = [self._index.finest_of.get(one, frozenset[int]()) for one in self._former[code]]
                return frozenset[int]().union(*became) or None, ["translated code"]
            # A code of another scheme says nothing here, and is not wrong either.
            unknown = unknown or is_nuts or code not in self._of_all_schemes
        return None, ["unknown code"] if unknown else []


class Placer:
    """Places subjects in the regions of one scheme."""

    def __init__(
        self,
        index: RegionIndex,
        codes: OwnCodes,
        meant: dict[tuple[str, str], list[str]],
        choices: Choices,
    ) -> None:
        self._index = index
        self._codes = codes
        self._meant = meant
        self._choices = choices
        self._places: dict[str, Found] = {}

    def place(self, subjects: pl.DataFrame) -> Iterator[tuple[str, str, Found, list[str]]]:
        """Yield kind, id, where it lies and the reasons of each subject; places first, names are looked up there."""
        ordered = subjects.sort(pl.col("subject_kind") != "place", maintain_order=True)
        said = [
            self._codes.finest(region_code, nuts3_code)
            for region_code, nuts3_code in ordered.select("region_code", "nuts3_code").iter_rows()
        ]
        allowed = [self._allowed(country, own) for country, (own, _) in zip(ordered["country"], said, strict=True)]
        located = self._by_coordinates(ordered, allowed)
        for row, (own, code_reasons), fits, (by_point, point_reasons) in zip(
            ordered.iter_rows(named=True), said, allowed, located, strict=True
        ):
            reasons = [*code_reasons, *point_reasons]
            one = self._decide(row, own, fits, by_point, reasons)
            if row["subject_kind"] == "place":
                self._places[row["subject_id"]] = one
            yield row["subject_kind"], row["subject_id"], one, reasons

    def _allowed(self, country: str | None, own: frozenset[int] | None) -> frozenset[int]:
        """Return the finest regions a subject can lie in by what it says of itself."""
        if own is not None:
            return own
        return self._index.all_finest if country is None else self._index.of_country.get(country, frozenset())

    def _decide(
        self,
        row: dict[str, Any],
        own: frozenset[int] | None,
        fits: frozenset[int],
        by_point: Found | None,
        reasons: list[str],
    ) -> Found:
        if own is not None and len(own) == 1:
            return Found(next(iter(own)), "own code")
        if by_point is not None:
            return by_point
        if own is not None and "translated code" not in reasons:
            reasons.append("coarse code")
        if not fits and row["country"] is not None:
            reasons.append("country not in scheme")
        elif row["city"] and row["country"]:
            by_name = self._by_name(row, fits, reasons)
            if by_name is not None:
                return by_name
        elif row["subject_kind"] != "place":
            reasons.append("no country" if row["city"] else "no place stated")
        return Found(None, "not placed")

    def _by_name(self, row: dict[str, Any], fits: frozenset[int], reasons: list[str]) -> Found | None:
        subject = (row["subject_kind"], row["subject_id"])
        places = {
            place: self._places[place]
            for place in self._meant.get(subject, ())
            if place in self._places and self._places[place].region in fits
        }
        chosen, source_id = self._choices.get(subject, (None, None))
        regions = {one.region for one in places.values()}
        if len(regions) > 1 and chosen in places:
            one = places[chosen]
            return Found(one.region, "chosen", one.near_border, one.distance_km, chosen, source_id)
        if len(regions) == 1:
            place, one = next(iter(places.items()))
            return Found(one.region, "place name", one.near_border, one.distance_km, place)
        reasons.append("several places" if regions else "unknown place")
        return None

    def _by_coordinates(
        self, subjects: pl.DataFrame, allowed: list[frozenset[int]]
    ) -> list[tuple[Found | None, list[str]]]:
        """Return for each subject where its point lies, None when that is nowhere it can be, and the reasons."""
        latitudes, longitudes = (subjects[axis].cast(pl.Float64).to_numpy() for axis in ("latitude", "longitude"))
        is_zero = (latitudes == 0) & (longitudes == 0)
        latitudes = np.where(is_zero | np.isnan(longitudes), np.nan, latitudes)
        has_point = ~np.isnan(latitudes)
        inside = self._index.containing(latitudes, longitudes)
        fits = np.array([region in fitting for region, fitting in zip(inside.tolist(), allowed, strict=True)], bool)
        found: list[tuple[Found | None, list[str]]] = [
            (Found(region, "coordinates") if fit else None, ["coordinates zero"] if zero else [])
            for region, fit, zero in zip(inside.tolist(), fits.tolist(), is_zero.tolist(), strict=True)
        ]
        for number in self._near_another(latitudes, longitudes, inside, fits):
            found[number][0].near_border = True  # type: ignore[union-attr]
        countries = subjects["country"].to_list()
        off = np.flatnonzero(has_point & ~fits)
        # In the open a simplified coast is forgiven, within another region only what outlines are wrong by.
        for numbers, limit in ((off[inside[off] < 0], OFF_COAST_KM), (off[inside[off] >= 0], OUTLINE_ERROR_KM)):
            exchanged = self._index.containing(longitudes[numbers], latitudes[numbers]).tolist()
            near = self._near(latitudes[numbers], longitudes[numbers], limit)
            for number, regions, region_if_exchanged in zip(numbers.tolist(), near, exchanged, strict=True):
                country, within = countries[number], int(inside[number])
                one = None if country is None else _nearest(regions, allowed[number], limit)
                if one is None and (allowed[number] or within >= 0):
                    found[number][1].append(self._why_not(country, within, region_if_exchanged))
                found[number] = (one, found[number][1])
        return found

    def _near(self, latitudes: Numbers, longitudes: Numbers, limit: float) -> list[list[tuple[float, int]]]:
        """Return for each point the distance and number of the regions about which its limit decides, nearest first."""
        points, regions, distances = self._index.within(latitudes, longitudes, limit + NEAR_BORDER_KM)
        near: list[list[tuple[float, int]]] = [[] for _ in range(len(latitudes))]
        for point, region, distance in zip(points.tolist(), regions.tolist(), distances.tolist(), strict=True):
            near[point].append((distance, region))
        return [sorted(one) for one in near]

    def _why_not(self, country: str | None, inside: int, inside_if_exchanged: int) -> str:
        """Return why coordinates cannot be used, from the regions that they and their exchange lie in."""
        countries = self._index.countries
        if inside >= 0 and country in (None, countries[inside]):
            return "outside own code"
        if inside_if_exchanged >= 0 and countries[inside_if_exchanged] == country:
            return "coordinates swapped"
        return "outside country" if inside >= 0 else "far from outlines"

    def _near_another(self, latitudes: Numbers, longitudes: Numbers, inside: Numbers, fits: Numbers) -> set[int]:
        """Return the numbers of the points that lie near a region other than their own."""
        numbers = np.flatnonzero(fits)
        points, regions, _ = self._index.within(latitudes[numbers], longitudes[numbers], NEAR_BORDER_KM)
        other = regions != inside[numbers][points]
        return set(numbers[points[other]].tolist())


def _nearest(regions: list[tuple[float, int]], allowed: frozenset[int], limit: float) -> Found | None:
    """Return the nearest of `regions` that is allowed and within the limit; near a border when another is as near."""
    for distance, region in regions:
        if region in allowed and distance <= limit:
            close = any(other != region and far <= distance + NEAR_BORDER_KM for far, other in regions)
            return Found(region, "nearest region", close, round(distance, 3))
    return None
