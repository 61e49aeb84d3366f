"""Says in which region organisations, pilots, towns of engagements and places lie, and how that is known.

In this order: the own code of the subject, its coordinates, its place name. Whatever could not be used is said as a
reason, a code of REASONS; several are separated by "|".
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data import access
from data.regions.region_index import Numbers, RegionIndex
from data.store import Change, Store, Transaction

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

SCHEMES = "select scheme, source_id from region_scheme order by scheme"
REGIONS = """
select
    region_code,
    level,
    parent_code,
    country,
    outline
from region
where scheme = $scheme
order by region_code
"""
FINGERPRINT = """
select
    count(*) as regions,
    cast(bit_xor(hash(region_code, parent_code, country, outline)) as text) as content
from region
where scheme = $scheme
"""
FORMER_CODES = """
select former_code, region_code
from region_former_code
where scheme = $scheme
order by former_code, region_code
"""
CODES_OF_ALL_SCHEMES = "select distinct region_code from region union select former_code from region_former_code"
SUBJECTS = """
select
    subject_kind,
    subject_id,
    country,
    city,
    region_code,
    nuts3_code,
    latitude,
    longitude
from placeable
order by subject_kind, subject_id
"""
ONE_SUBJECT = """
select
    subject_kind,
    subject_id,
    country,
    city,
    region_code,
    nuts3_code,
    latitude,
    longitude
from placeable
where
    (subject_kind = $kind and subject_id = $subject_id)
    or (subject_kind = 'place' and subject_id in $places)
order by subject_kind, subject_id
"""
CANDIDATES = """
select
    candidate.subject_kind,
    candidate.subject_id,
    candidate.place_id
from place_candidate as candidate
inner join place on candidate.place_id = place.place_id
order by place.population desc, place.place_id
"""
CANDIDATES_OF_ONE = """
select
    candidate.subject_kind,
    candidate.subject_id,
    candidate.place_id
from place_candidate as candidate
inner join place on candidate.place_id = place.place_id
where candidate.subject_kind = $kind and candidate.subject_id = $subject_id
order by place.population desc, place.place_id
"""
NO_LONGER_ONE = """
select placement.*
from placement
anti join placeable
    on placement.subject_kind = placeable.subject_kind and placement.subject_id = placeable.subject_id
where placement.subject_kind = $kind and placement.subject_id = $subject_id
"""
CHOSEN = """
select
    subject_kind,
    subject_id,
    max(place_id) as place_id,
    max(source_id) as source_id
from placement
where placed_by = 'chosen'
group by subject_kind, subject_id
"""
NO_LONGER = """
select placement.*
from placement
anti join placeable
    on placement.subject_kind = placeable.subject_kind and placement.subject_id = placeable.subject_id
union all
select placement.*
from placement
anti join region_scheme on placement.scheme = region_scheme.scheme
semi join placeable
    on placement.subject_kind = placeable.subject_kind and placement.subject_id = placeable.subject_id
"""
# What placing reads, by the newest row of each entity it reads.
NEWEST_INPUT = """
select
    greatest(
        coalesce((select max(version) from organisation_record), 0),
        coalesce((select max(version) from pilot_record), 0),
        coalesce((select max(version) from engagement_record), 0),
        coalesce((select max(version) from place_record), 0),
        coalesce((select max(version) from region_record), 0),
        coalesce((select max(version) from region_former_code_record), 0),
        coalesce((select max(version) from region_scheme_record), 0)
    ) as version
"""
RUNS = "select scheme, up_to_version, rules from placement_run"
PRESENT_RUNS_OF_NOTHING = """
select placement_run.*
from placement_run
anti join region_scheme on placement_run.scheme = region_scheme.scheme
"""
ACCOUNT = """
select
    placement.scheme,
    placement.subject_kind,
    placement.placed_by,
    placement.reason,
    count(*) as subjects
from placement
where $scheme is null or placement.scheme = $scheme
group by placement.scheme, placement.subject_kind, placement.placed_by, placement.reason
order by placement.scheme, placement.subject_kind, placement.placed_by, placement.reason nulls first
"""
NOT_PLACED = """
select
    placement.scheme,
    placement.subject_kind,
    placement.subject_id,
    coalesce(known_as(organisation.short_name, organisation.legal_name), pilot.title) as title,
    placeable.country,
    placeable.city,
    placement.reason
from placement
inner join placeable
    on placement.subject_kind = placeable.subject_kind and placement.subject_id = placeable.subject_id
left join organisation
    on placement.subject_kind = 'organisation' and placement.subject_id = organisation.organisation_id
left join pilot on placement.subject_kind = 'pilot' and placement.subject_id = pilot.pilot_id
where
    placement.placed_by = 'not placed'
    and placement.subject_kind <> 'place'
    and ($scheme is null or placement.scheme = $scheme)
order by placement.scheme, placement.subject_kind, placement.subject_id
"""
PLACEMENT = {
    "subject_kind": pl.String,
    "subject_id": pl.String,
    "scheme": pl.String,
    "region_code": pl.String,
    "placed_by": pl.String,
    "near_border": pl.Boolean,
    "distance_km": pl.Float64,
    "place_id": pl.String,
    "reason": pl.String,
    "source_id": pl.String,
}


@dataclass
class Found:
    """Where one subject lies: the number of its region in the index, None when not placed."""

    region: int | None
    placed_by: str
    near_border: bool = False
    distance_km: float | None = None
    place_id: str | None = None
    source_id: str | None = None


def place_all(store: Store, scheme: str | None = None, *, who: str = "dashboard", origin: str = "sources") -> Change:
    """Place everything in every scheme, or in one, and return what that changed.

    Nothing is looked at again in a scheme when no row that placing reads came since it was last done. It follows from
    what is on record and not from who asks, so that it is done with the rows of every consortium.
    """
    with access.acting_as(access.EVERYTHING):
        return _place_all(store, scheme, who, origin)


def _place_all(store: Store, scheme: str | None, who: str, origin: str) -> Change:
    newest = store.fetch(NEWEST_INPUT).item()
    done = {
        name for name, up_to, rules in store.fetch(RUNS).iter_rows() if up_to >= newest and rules == _rules_in_force()
    }
    schemes = store.fetch(SCHEMES).rows()
    asked = [row for row in schemes if row[0] not in done and scheme in (None, row[0])]
    gone = {name for name, _, _ in store.fetch(RUNS).iter_rows()} - {name for name, _ in schemes}
    if not asked and not gone:
        return Change(store.version, 0)

    def work(transaction: Transaction) -> None:
        up_to = transaction.fetch("select version from store_version").item()
        transaction.withdraw("placement", transaction.fetch(NO_LONGER))
        transaction.withdraw("placement_run", transaction.fetch(PRESENT_RUNS_OF_NOTHING))
        subjects, candidates, choices = (
            transaction.fetch(SUBJECTS),
            transaction.fetch(CANDIDATES),
            _choices(transaction),
        )
        for name, source_id in asked:
            _place(transaction, name, source_id, subjects, candidates, choices)
            run = {"scheme": name, "up_to_version": up_to, "rules": _rules_in_force(), "source_id": source_id}
            transaction.append("placement_run", [run])

    return store.write(work, who=who, why="placed in regions", origin=origin)[1]


def place_organisation(
    transaction: Transaction, organisation_id: str, *, chosen: tuple[str, str] | None = None
) -> None:
    """Place one organisation in every scheme, within the transaction that adds, corrects or withdraws it.

    `chosen` is the place it lies in, if its city can mean that, and the source document that says so.
    """
    place_one(transaction, "organisation", organisation_id, chosen=chosen)


def place_one(transaction: Transaction, kind: str, subject_id: str, *, chosen: tuple[str, str] | None = None) -> None:
    """Place one organisation, pilot or town (named by its folded name, `FI:lahti`) in every scheme.

    One that was withdrawn is placed no more.
    """
    asked = {"kind": kind, "subject_id": subject_id}
    transaction.withdraw("placement", transaction.fetch(NO_LONGER_ONE, asked))
    candidates = transaction.fetch(CANDIDATES_OF_ONE, asked)
    subjects = transaction.fetch(ONE_SUBJECT, asked | {"places": candidates["place_id"].to_list()})
    choices = _choices(transaction) | ({(kind, subject_id): chosen} if chosen else {})
    for scheme, source_id in transaction.fetch(SCHEMES).rows():
        _place(transaction, scheme, source_id, subjects, candidates, choices)


def placement_account(store: Store, scheme: str | None = None) -> pl.DataFrame:
    """Return one row per scheme, kind of subject, how it was placed and reason: subjects (how many)."""
    return store.fetch(ACCOUNT, {"scheme": scheme})


def not_placed(store: Store, scheme: str | None = None) -> pl.DataFrame:
    """Return one row per scheme and organisation, pilot or town without a region.

    Columns: scheme, subject_kind, subject_id, title (null for towns), country, city, reason.
    """
    return store.fetch(NOT_PLACED, {"scheme": scheme})


Choices = dict[tuple[str, str], tuple[str, str]]


def _choices(transaction: Transaction) -> Choices:
    """Return which place somebody chose for a subject, with the source document of that."""
    return {(kind, subject): (place, source) for kind, subject, place, source in transaction.fetch(CHOSEN).rows()}


def _place(
    transaction: Transaction,
    scheme: str,
    source_id: str,
    subjects: pl.DataFrame,
    candidates: pl.DataFrame,
    choices: Choices,
) -> None:
    index = _index(transaction, scheme)
    codes = _OwnCodes(
        index,
        scheme,
        former=transaction.fetch(FORMER_CODES, {"scheme": scheme}).rows(),
        of_all_schemes=set(transaction.fetch(CODES_OF_ALL_SCHEMES)["region_code"]),
    )
    meant: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, subject, place in candidates.iter_rows():
        meant[kind, subject].append(place)
    found = _Placer(index, codes, meant, choices).place(subjects)
    rows = pl.DataFrame(
        [
            (
                kind,
                subject,
                scheme,
                None if one.region is None else index.codes[one.region],
                one.placed_by,
                one.near_border,
                one.distance_km,
                one.place_id,
                "|".join(reasons) or None,
                one.source_id or source_id,
            )
            for kind, subject, one, reasons in found
        ],
        schema=PLACEMENT,
        orient="row",
    )
    transaction.append("placement", rows)


_indices: dict[tuple[str, int, str], RegionIndex] = {}


def _index(transaction: Transaction, scheme: str) -> RegionIndex:
    """Return the regions of a scheme, read anew only when one of them changed."""
    regions, content = transaction.fetch(FINGERPRINT, {"scheme": scheme}).row(0)
    key = (scheme, regions, content)
    if key not in _indices:
        for outdated in [known for known in _indices if known[0] == scheme]:
            _indices.pop(outdated, None)
        _indices[key] = RegionIndex(transaction.fetch(REGIONS, {"scheme": scheme}))
    return _indices[key]


def _rules_in_force() -> str:
    files = [Path(__file__), Path(__file__).with_name("region_index.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


class _OwnCodes:
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


class _Placer:
    """Places subjects in the regions of one scheme."""

    def __init__(
        self,
        index: RegionIndex,
        codes: _OwnCodes,
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
