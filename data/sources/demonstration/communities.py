"""Whom the demonstration consortium works with: invented associations spread as real places are, and pilots."""

import csv
import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from data.sources.demonstration.engagements import engagements
from data.sources.demonstration.partners import PARTNERS, Partner, organisation
from data.sources.demonstration.timetable import (
    CONSORTIUM,
    RECORDED_UNTIL,
    Rows,
    month_begins_on,
    month_ends_on,
    row,
    working_day,
)

PLACES = Path(__file__).parents[2] / "regions" / "places.csv"
DISTRICT = re.compile(r"[(0-9]")
SMALLEST_PLACE = 15_000
KM_PER_DEGREE = 111.2
# Associations stand close around a partner, and thinly far beyond: over each distance they thin out to a third.
NEAR_KM = 15
FAR_KM = 120
FAR_SHARE = 0.1
# How far an association may stand from the middle of its place.
JITTER_KM = 1.9

CSO_COUNT = {"NL": 34, "BE": 33, "IT": 29, "PT": 27, "FI": 22, "PL": 21, "RO": 14}
WITHOUT_CITY = 3
WITHOUT_COORDINATES = 6

# Groups of the International Classification of Non-profit and Third Sector Organizations (United Nations, 2018), with
# how many in a hundred associations belong to each.
ACTIVITY_FIELDS = {
    "Culture, communication and recreation": (16, ("Story House", "Street Music Circle", "Local Memory Archive")),
    "Education services": (12, ("Homework Corner", "Language Café", "Evening School")),
    "Human health services": (10, ("Healthy Street", "Walk and Talk Circle", "Carers' Rest")),
    "Social services": (26, ("Neighbourhood Kitchen", "Open Door", "Family Circle", "Night Shelter Friends")),
    "Environmental protection and animal welfare": (
        12,
        ("River Watch", "Community Garden", "Repair Bench", "Clean Air Group"),
    ),
    "Community and economic development, and housing": (
        12,
        ("Tenants' Table", "Shared Roof", "Village Square Association"),
    ),
    "Civic, advocacy, political and international activities": (
        8,
        ("Newcomers' Voice", "Equal Steps", "Youth Assembly"),
    ),
    "Philanthropic intermediaries and voluntarism promotion": (4, ("Volunteer Exchange", "Giving Circle")),
}


class Place(NamedTuple):
    """One populated place of the list of places."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


class Pilot(NamedTuple):
    """One pilot: from project month `first` for `months`; in its partner's city unless `elsewhere` names another."""

    theme: str
    title: str
    partner: str
    first: int
    months: int
    elsewhere: str | None = None
    case_study_title: str | None = None
    stopped_on: date | None = None


PILOTS = (
    Pilot("food", "A shared kitchen for three streets", "zevenbruggen", 14, 11,
          case_study_title="What a kitchen teaches about neighbours"),
    Pilot("health", "Walking groups after hospital", "tuulisaari", 14, 10,
          case_study_title="Back on one's feet, together"),
    Pilot("housing", "Damp homes: tenants measure", "lindekruis", 14, 12,
          case_study_title="Tenants as researchers of their homes"),
    Pilot("heritage", "Voices of the textile mill", "vale-claro", 14, 9, elsewhere="Covilhã",
          case_study_title="Remembering work"),
    Pilot("migration", "First hundred days in a new town", "pontesereno", 15, 12,
          case_study_title="Arriving: a timetable made by newcomers"),
    Pilot("digital inclusion", "Tablet hours in the library", "trzech-mostow", 15, 10,
          case_study_title="Patience is the best software"),
    Pilot("climate", "Cool places in hot summers", "pontesereno", 16, 13, elsewhere="Ferrara",
          case_study_title="A shade map drawn by residents"),
    Pilot("mobility", "Safe ways to school by bicycle", "zevenbruggen", 16, 12, elsewhere="Apeldoorn",
          case_study_title="Children count cars"),
    Pilot("food", "Surplus bread, shorter ways", "lindekruis", 16, 11,
          case_study_title="From the oven to the neighbour"),
    Pilot("health", "Mental health first aid for volunteers", "vale-claro", 17, 11),
    Pilot("housing", "Living together, old and young", "tuulisaari", 17, 14, elsewhere="Kuopio"),
    Pilot("migration", "Interpreters from the neighbourhood", "sapte-fantani", 21, 12,
          case_study_title="Two languages, one waiting room"),
    Pilot("digital inclusion", "Forms anyone can fill in", "zevenbruggen", 21, 11),
    Pilot("climate", "Rain barrels and flood maps", "trzech-mostow", 21, 14, elsewhere="Zamość"),
    Pilot("heritage", "Songs of the harbour quarter", "lindekruis", 22, 14, elsewhere="Ostend"),
    Pilot("mobility", "A village bus run by its riders", "tuulisaari", 22, 15, elsewhere="Mikkeli"),
    Pilot("food", "School gardens that feed", "sapte-fantani", 23, 14, elsewhere="Turda"),
    Pilot("housing", "An empty office becomes a home", "pontesereno", 23, 15, stopped_on=date(2026, 4, 17)),
    Pilot("health", "Heat and heart: summer visits", "vale-claro", 25, 12, elsewhere="Castelo Branco"),
    Pilot("climate", "Warm homes without gas", "zevenbruggen", 33, 8),
    Pilot("digital inclusion", "Data walks through the quarter", "lindekruis", 34, 8, elsewhere="Kortrijk"),
    Pilot("migration", "Kitchen tables as classrooms", "trzech-mostow", 34, 8),
    Pilot("mobility", "Ramps: a city seen from a wheelchair", "vale-claro", 37, 8),
    Pilot("heritage", "The forgotten orchard", "sapte-fantani", 38, 8, elsewhere="Bistriţa"),
)  # fmt: skip


def communities(rng: random.Random) -> dict[str, Rows]:
    """Return the rows of associations, their relations with partners, pilots and engagements."""
    places = _places()
    csos = _csos(places, rng)
    relations = _relations(csos, rng)
    pilots = _pilots(places, rng)
    pilot_csos = _pilot_csos(pilots, csos, relations, rng)
    return {
        "organisation": csos,
        "cso_relation": relations,
        "pilot": pilots,
        "pilot_cso": pilot_csos,
        "engagement": engagements(csos, relations, pilots, pilot_csos, rng),
    }


def _places() -> dict[str, list[Place]]:
    """Return the larger places of the countries in question; a district with brackets or a number is not a place."""
    found: dict[str, list[Place]] = {country: [] for country in CSO_COUNT}
    with PLACES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["country"] in found and not DISTRICT.search(line["name"]):
                place = Place(
                    line["name"],
                    line["country"],
                    float(line["latitude"]),
                    float(line["longitude"]),
                    int(line["population"]),
                )
                if place.population >= SMALLEST_PLACE:
                    found[place.country].append(place)
    return found


def _kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the distance on a plane that touches the earth between the two: exact to a percent within a country."""
    north = (latitude - other_latitude) * KM_PER_DEGREE
    east = (longitude - other_longitude) * KM_PER_DEGREE * math.cos(math.radians((latitude + other_latitude) / 2))
    return math.hypot(north, east)


def _partners_with_communities(country: str) -> list[Partner]:
    return [partner for partner in PARTNERS if partner.country == country and partner.organisation_type != "ENTERPRISE"]


def _weights(places: Sequence[Place]) -> list[int]:
    """Return how likely each place is: more people and a nearer partner make it likelier.

    Whole numbers, so that the last digit of a machine's mathematics cannot move a place.
    """
    weights = []
    for place in places:
        nearest_km = min(
            _kilometres(place.latitude, place.longitude, partner.latitude, partner.longitude)
            for partner in _partners_with_communities(place.country)
        )
        nearness = math.exp(-nearest_km / NEAR_KM) + FAR_SHARE * math.exp(-nearest_km / FAR_KM)
        weights.append(round(place.population**0.85 * nearness))
    return weights


def _csos(places: dict[str, list[Place]], rng: random.Random) -> Rows:
    fields = list(ACTIVITY_FIELDS)
    shares = [share for share, _ in ACTIVITY_FIELDS.values()]
    names: set[str] = set()
    csos: Rows = []
    for country, count in CSO_COUNT.items():
        weights = _weights(places[country])
        for _ in range(count):
            name = ""
            while not name or name in names:
                (place,) = rng.choices(places[country], weights)
                (field,) = rng.choices(fields, shares)
                name = f"{rng.choice(ACTIVITY_FIELDS[field][1])} {place.name}"
            names.add(name)
            latitude, longitude = _beside(place, rng)
            csos.append(
                organisation(
                    organisation_id=f"{CONSORTIUM}-cso-{len(csos) + 1:03}",
                    legal_name=name,
                    short_name=None,
                    organisation_type="CSO",
                    activity_field=field,
                    country=country,
                    city=place.name,
                    latitude=latitude,
                    longitude=longitude,
                    coordinate_precision="city",
                )
            )
    for position, cso in enumerate(rng.sample(csos, WITHOUT_COORDINATES)):
        cso |= {"latitude": None, "longitude": None, "coordinate_precision": None}
        if position < WITHOUT_CITY:
            network = f"{cso['legal_name'].removesuffix(cso['city'])}Network {cso['country']}"
            cso |= {"legal_name": network, "city": None}
    return csos


def _beside(place: Place, rng: random.Random) -> tuple[float, float]:
    distance = JITTER_KM * math.sqrt(rng.random()) / KM_PER_DEGREE
    angle = 2 * math.pi * rng.random()
    longitude = place.longitude + distance * math.sin(angle) / math.cos(math.radians(place.latitude))
    return round(place.latitude + distance * math.cos(angle), 4), round(longitude, 4)


def _relations(csos: Rows, rng: random.Random) -> Rows:
    """Return each association's relation with its country's university or association, and some with the enterprise."""
    relations: Rows = []
    for cso in csos:
        (partner,) = _partners_with_communities(cso["country"])
        days = (RECORDED_UNTIL - partner.joined_on).days
        # More begin early than late: the first year's calls found most of them.
        active_from = working_day(partner.joined_on + timedelta(days=20 + int((days - 30) * rng.random() ** 1.5)))
        active_until = None
        if rng.random() < 0.2:
            last = active_from + timedelta(days=rng.randint(120, 700))
            active_until = last if last <= RECORDED_UNTIL else None
        relations.append(_relation(cso, partner, active_from, active_until))
        for enterprise in PARTNERS:
            is_near = enterprise.organisation_type == "ENTERPRISE" and enterprise.country == cso["country"]
            until = enterprise.left_on if active_until is None else active_until
            if is_near and (until is None or until > active_from) and rng.random() < 0.2:
                relations.append(_relation(cso, enterprise, active_from, until))
    return relations


def _relation(cso: dict[str, Any], partner: Partner, active_from: date, active_until: date | None) -> dict[str, Any]:
    return row(
        cso_id=cso["organisation_id"],
        partner_id=partner.organisation_id,
        active_from=active_from,
        active_until=active_until,
    )


def _pilots(places: dict[str, list[Place]], rng: random.Random) -> Rows:
    by_name = {partner.name: partner for partner in PARTNERS}
    pilots: Rows = []
    for number, pilot in enumerate(PILOTS, start=1):
        partner = by_name[pilot.partner]
        city = pilot.elsewhere or partner.city
        place = next(place for place in places[partner.country] if place.name == city)
        latitude, longitude = _beside(place, rng)
        starts_on = month_begins_on(pilot.first) + timedelta(days=rng.randint(3, 20))
        pilots.append(
            row(
                pilot_id=f"{CONSORTIUM}-P{number:02}",
                title=pilot.title,
                theme=pilot.theme,
                partner_id=partner.organisation_id,
                country=place.country,
                city=place.name,
                region_code=None,
                latitude=latitude,
                longitude=longitude,
                starts_on=working_day(starts_on),
                ends_on=month_ends_on(pilot.first + pilot.months - 1),
                stopped_on=pilot.stopped_on,
                case_study_title=pilot.case_study_title,
                case_study_url=f"https://demo.example/pilots/P{number:02}" if pilot.case_study_title else None,
                description=None,
            )
        )
    return pilots


def _pilot_csos(pilots: Rows, csos: Rows, relations: Rows, rng: random.Random) -> Rows:
    """Return one to three associations per pilot, of those its partner then works with: not yet in a pilot, nearest."""
    by_id = {cso["organisation_id"]: cso for cso in csos}
    times_chosen: Counter[str] = Counter()
    pilot_csos: Rows = []
    for pilot in pilots:
        known = sorted(
            (
                times_chosen[relation["cso_id"]],
                round(_kilometres(cso["latitude"], cso["longitude"], pilot["latitude"], pilot["longitude"]), 3),
                relation["cso_id"],
            )
            for relation in relations
            for cso in [by_id[relation["cso_id"]]]
            if relation["partner_id"] == pilot["partner_id"]
            and relation["active_from"] <= pilot["starts_on"]
            and relation["active_until"] is None
            and cso["latitude"] is not None
        )
        for _, _, cso_id in known[: rng.randint(1, 3)]:
            times_chosen[cso_id] += 1
            pilot_csos.append(row(pilot_id=pilot["pilot_id"], cso_id=cso_id))
    return pilot_csos
