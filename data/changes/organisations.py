"""Add and correct a civil society organisation (CSO), record its contact with a partner and the end of it.

Everything is checked inside the transaction that saves it, and the organisation is placed in its region there too:
what is refused leaves the store as it was.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.csos import ACTIVITY_FIELDS, CsoFields, MayBeOnRecord, NewCso, OnRecord, Relation
from data.changes.duplicates import decided
from data.changes.events import Conflict, Meanwhile
from data.changes.limits import LONGEST_SHORT_NAME, LONGEST_TITLE
from data.problems import Problem, Word
from data.regions.placing import place_organisation
from data.transaction import Change, Transaction

ORGANISATION_TYPES = ("HEI", "CSO", "ENTERPRISE", "SME", "VET", "RESEARCH", "PUBLIC", "SCHOOL", "OTHER")
# A place of the country may lie so far from coordinates that the outlines of its regions do not hold.
NEAR_A_PLACE_KM = 50

PRESENT = "select * from organisation where organisation_id = $organisation_id"
NAME = """
select coalesce(known_as(short_name, legal_name), organisation_id) as name
from organisation
where organisation_id = $organisation_id
"""
FICTIONAL = "select fictional from consortium where consortium_id = $consortium_id"
FIELDS_ON_RECORD = "select distinct activity_field from organisation where activity_field is not null"
ON_RECORD = """
select
    found.organisation_id,
    coalesce(organisation.legal_name, organisation.short_name, found.organisation_id) as name,
    organisation.city,
    found.likeness,
    found.same_website,
    found.same_city
from may_be_on_record($legal_name, $short_name, $country, $city, $website, $fictional) as found
inner join organisation on found.organisation_id = organisation.organisation_id
order by found.score desc, found.organisation_id
"""
MEANWHILE = """
select
    coalesce(known_as(record.short_name, record.legal_name), record.organisation_id) as code,
    null as event,
    null as effective_on,
    record.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from organisation_history as record
inner join change on record.version = change.version
where record.organisation_id = $organisation_id and record.version > $seen_version
order by change.version
"""
REASONS = """
select distinct unnest(string_split(reason, '|')) as reason
from placement
where subject_kind = 'organisation' and subject_id = $organisation_id
"""
PLACES_NEAR = """
select count(*) as places
from place
where
    iso_country(country) = iso_country($country)
    and distance_km(latitude, longitude, $latitude, $longitude) <= $km
"""
RELATION = """
select *
from cso_relation
where consortium_id = $consortium_id and cso_id = $cso_id and partner_id = $partner_id
"""
RELATION_MEANWHILE = """
select
    coalesce(known_as(partner.short_name, partner.legal_name), record.partner_id) as code,
    null as event,
    null as effective_on,
    record.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from cso_relation_history as record
inner join change on record.version = change.version
left join organisation as partner on record.partner_id = partner.organisation_id
where
    record.consortium_id = $consortium_id
    and record.cso_id = $cso_id
    and record.partner_id = $partner_id
    and record.version > $seen_version
order by change.version
"""
Row = dict[str, Any]


def add_cso(added: NewCso, *, who: str, today: date) -> tuple[str, Change]:
    """Add a CSO with its contact with a partner, placed in its regions, and return its id and the change.

    Raise MayBeOnRecord when organisations on record may be the same and are not among `added.different_from`; of those
    the decision that they are others is kept. Raise Problem when a field is wrong.
    """
    # Not of the consortium: who works with a CSO is not everybody's to know, and everybody may read its id.
    organisation_id = f"organisation-{uuid.uuid4().hex[:16]}"
    empty: Row = dict.fromkeys(CsoFields.__annotations__)

    def work(transaction: Transaction) -> None:
        checked.lifetime(transaction, added.consortium_id)
        fictional = transaction.fetch(FICTIONAL, {"consortium_id": added.consortium_id}).item()
        # What nobody may leave empty is looked at even where nothing was typed.
        said = {"legal_name": None, "country": None, **_typed(added.fields)}
        row = empty | _checked(transaction, said, empty)
        relation = _relation(
            transaction, Relation(added.consortium_id, organisation_id, added.partner_id, added.active_from), today
        )
        _refuse_if_on_record(transaction, row, fictional, added.different_from)
        transaction.append("source_document", [SOURCE])
        named = {"organisation_id": organisation_id, "organisation_type": "CSO", "fictional": fictional}
        transaction.append("organisation", [row | named | {"source_id": SOURCE["source_id"]}])
        transaction.append("cso_relation", [relation])
        transaction.append(
            "duplicate_decision", [decided(organisation_id, other, "different") for other in added.different_from]
        )
        _place(transaction, organisation_id, row, is_moved=True)

    _, change = store.write(work, who=who, why=f"{_shortened(added.fields.get('legal_name'))}: added", origin="app")
    return organisation_id, change


def correct_cso(organisation_id: str, fields: CsoFields, *, who: str, seen_version: int) -> Change:
    """Correct fields of an organisation, place it anew and return the change; the records keep what stood.

    A field left out of `fields` stays. Raise Conflict when somebody saved the organisation since `seen_version`,
    Problem when a field is wrong or none differs.
    """
    asked = {"organisation_id": organisation_id}

    def work(transaction: Transaction) -> None:
        present = _one(transaction.fetch(PRESENT, asked).to_dicts())
        _nothing_since(transaction, MEANWHILE, asked | {"seen_version": seen_version})
        said = {name: value for name, value in _typed(fields).items() if value != present[name]}
        if not said:
            raise Problem("Nothing differs from what is on record.", "Change a field, or leave the form.")
        corrected = _checked(transaction, said, present)
        is_moved = bool(corrected.keys() & {"country", "latitude", "longitude"})
        if corrected.keys() & {"latitude", "longitude"}:
            corrected["coordinate_precision"] = None
        row = present | corrected | {"source_id": SOURCE["source_id"]}
        transaction.append("source_document", [SOURCE])
        transaction.append("organisation", [row])
        _place(transaction, organisation_id, row, is_moved=is_moved)

    return store.write(work, who=who, why=f"{_name(organisation_id)}: corrected", origin="app")[1]


def record_relation(said: Relation, *, who: str, today: date, seen_version: int) -> Change:
    """Record a CSO's contact with a partner, or correct since when it is, and return the change.

    A contact that had ended goes on. Raise Conflict when somebody saved it since `seen_version`, Problem when a field
    is wrong or the contact would begin after it had ended.
    """

    def changed(transaction: Transaction, present: Row | None) -> Row:
        row = _relation(transaction, said, today)
        if present and present["active_until"] and (not said.active_from or said.active_from > present["active_until"]):
            raise Problem(
                "The contact with this partner ended on {active_until}; one contact is kept for each partner.",
                "Give the day on which it first began; the time between is then part of it.",
                active_until=present["active_until"],
            )
        return row

    return _save_relation(said, changed, who=who, why="contact", seen_version=seen_version)


def use_cso(said: Relation, *, who: str, today: date) -> Change:
    """Record the contact of a CSO on record with a partner, unless one is on record, and return the change."""
    seen_version = store.opened().version

    def changed(transaction: Transaction, present: Row | None) -> Row:
        return present or _relation(transaction, said, today)

    return _save_relation(said, changed, who=who, why="contact", seen_version=seen_version)


def end_relation(said: Relation, active_until: date, *, who: str, today: date, seen_version: int) -> Change:
    """Record the last day of a CSO's contact with a partner and return the change; `said.active_from` is not looked at.

    Raise Conflict when somebody saved the contact since `seen_version`, Problem when the day is still to come or before
    the contact began.
    """

    def changed(_: Transaction, present: Row | None) -> Row:
        if present is None:
            raise Problem("This contact is not on record.", "Load the page again and choose one from the list.")
        checked.past_day(active_until, today, None, Word("Last day"))
        if present["active_from"] and active_until < present["active_from"]:
            raise Problem(
                "The field “Last day” says {day}, before the contact began on {active_from}.",
                "Choose a later day.",
                day=active_until,
                active_from=present["active_from"],
            )
        return present | {"active_until": active_until, "source_id": SOURCE["source_id"]}

    return _save_relation(said, changed, who=who, why="contact ended", seen_version=seen_version)


def _save_relation(
    said: Relation, change: Callable[[Transaction, Row | None], Row], *, who: str, why: str, seen_version: int
) -> Change:
    named = {"consortium_id": said.consortium_id, "cso_id": said.cso_id, "partner_id": said.partner_id}

    def work(transaction: Transaction) -> None:
        _one(transaction.fetch(PRESENT, {"organisation_id": said.cso_id}).to_dicts())
        _nothing_since(transaction, RELATION_MEANWHILE, named | {"seen_version": seen_version})
        rows = transaction.fetch(RELATION, named).to_dicts()
        changed = change(transaction, rows[0] if rows else None)
        transaction.append("source_document", [SOURCE])
        transaction.append("cso_relation", [changed])

    return store.write(work, who=who, why=f"{_name(said.cso_id)}: {why}", origin="app")[1]


def _relation(transaction: Transaction, said: Relation, today: date) -> Row:
    checked.lifetime(transaction, said.consortium_id)
    partner_id = checked.filled(said.partner_id, Word("Partner"))
    checked.partner(transaction, said.consortium_id, partner_id, Word("Partner"))
    if partner_id == said.cso_id:
        raise Problem("The field “Partner” names this organisation itself.", "Choose another partner.")
    if said.active_from:
        checked.past_day(said.active_from, today, None, Word("In contact since"))
    return {
        "consortium_id": said.consortium_id,
        "cso_id": said.cso_id,
        "partner_id": partner_id,
        "active_from": said.active_from,
        "active_until": None,
        "source_id": SOURCE["source_id"],
    }


def _typed(fields: CsoFields) -> Row:
    """Return the fields without blanks around them, None for those left empty."""
    given: Mapping[str, Any] = fields
    return {name: (value.strip() or None) if isinstance(value, str) else value for name, value in given.items()}


def _checked(transaction: Transaction, said: Row, present: Row) -> Row:
    """Return what is said of an organisation, checked; `present` is what stood there."""
    found = dict(said)
    for name, field, longest in (
        ("legal_name", Word("Name"), LONGEST_TITLE),
        ("short_name", Word("Short name"), LONGEST_SHORT_NAME),
        ("city", Word("City"), LONGEST_SHORT_NAME),
    ):
        if name in said and (said[name] is not None or name == "legal_name"):
            found[name] = checked.text(said[name], field, longest=longest)
    if "country" in said:
        found["country"] = checked.country(said["country"], Word("Country"))
    if said.get("activity_field") is not None:
        known = {*ACTIVITY_FIELDS, *transaction.fetch(FIELDS_ON_RECORD)["activity_field"]}
        found["activity_field"] = checked.one_of(said["activity_field"], known, Word("Field of activity"))
    if said.get("website") is not None:
        found["website"] = checked.web_address(said["website"], Word("Website"))
    if said.keys() & {"latitude", "longitude"}:
        point = present | said
        checked.coordinates(point["latitude"], point["longitude"])
    if said.get("region_code") is not None:
        country = (present | found)["country"]
        found["region_code"] = checked.region_code(transaction, said["region_code"].upper(), country)
    return found


def _refuse_if_on_record(transaction: Transaction, row: Row, fictional: bool, different_from: tuple[str, ...]) -> None:
    described = {name: row[name] for name in ("legal_name", "short_name", "country", "city", "website")}
    found = [OnRecord(**one) for one in transaction.fetch(ON_RECORD, described | {"fictional": fictional}).to_dicts()]
    if any(one.organisation_id not in different_from for one in found):
        raise MayBeOnRecord(found)


def _place(transaction: Transaction, organisation_id: str, row: Row, *, is_moved: bool) -> None:
    """Place an organisation; raise Problem when it was moved to coordinates that are not in its country."""
    place_organisation(transaction, organisation_id)
    if not is_moved or row["latitude"] is None:
        return
    reasons = set(transaction.fetch(REASONS, {"organisation_id": organisation_id})["reason"])
    point = {"latitude": row["latitude"], "longitude": row["longitude"]}
    if "coordinates swapped" in reasons:
        raise checked.exchanged(**point)
    asked = point | {"country": row["country"], "km": NEAR_A_PLACE_KM}
    # An island may lie where the outlines have none.
    is_far = "far from outlines" in reasons and transaction.fetch(PLACES_NEAR, asked).item() == 0
    if is_far or "outside country" in reasons:
        raise Problem(
            "“Latitude” {latitude} and “Longitude” {longitude} lie outside the country {country}.",
            "Correct the coordinates or the country, or leave both coordinates empty.",
            country=row["country"],
            latitude=row["latitude"],
            longitude=row["longitude"],
        )


def _nothing_since(transaction: Transaction, meanwhile: str, asked: Row) -> None:
    rows = transaction.fetch(meanwhile, asked).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**row) for row in rows])


def _one(rows: list[Row]) -> Row:
    if not rows:
        raise Problem("This organisation is not on record.", "Load the page again and choose one from the table.")
    return rows[0]


def _name(organisation_id: str) -> str:
    return _shortened(_one(store.fetch(NAME, {"organisation_id": organisation_id}).to_dicts())["name"])


def _shortened(name: str | None) -> str:
    return (name or "").strip()[:LONGEST_TITLE]
