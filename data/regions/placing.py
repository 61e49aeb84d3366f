"""Says in which region organisations, pilots, towns of engagements and places lie, and how that is known.

The rules are in placer.py; here the store is asked, and told. Several reasons are separated by "|".
"""

import hashlib
from collections import defaultdict
from pathlib import Path

import polars as pl

from data import access
from data.regions.placer import Choices, OwnCodes, Placer
from data.regions.region_index import RegionIndex
from data.store import Store
from data.transaction import Change, Transaction

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
    codes = OwnCodes(
        index,
        scheme,
        former=transaction.fetch(FORMER_CODES, {"scheme": scheme}).rows(),
        of_all_schemes=set(transaction.fetch(CODES_OF_ALL_SCHEMES)["region_code"]),
    )
    meant: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, subject, place in candidates.iter_rows():
        meant[kind, subject].append(place)
    found = Placer(index, codes, meant, choices).place(subjects)
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
    files = [Path(__file__).with_name(name) for name in ("placing.py", "placer.py", "region_index.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
