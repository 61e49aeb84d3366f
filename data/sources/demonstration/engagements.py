"""When the demonstration consortium met whom: a pace that grows and rests in the holidays, headcounts with gaps."""

import math
import random
from datetime import date, timedelta

from data.sources.demonstration.partners import PARTNERS, SCIENCE_SHOPS, Partner
from data.sources.demonstration.timetable import (
    CONSORTIUM,
    RECORDED_UNTIL,
    STARTS_ON,
    Rows,
    month_begins_on,
    month_ends_on,
    row,
    working_day,
)

# Median headcount by audience of each kind of engagement, and how many in a hundred engagements are of that kind.
AUDIENCES = ("student", "staff", "cso_member", "citizen", "policy_maker", "enterprise")
KINDS: dict[str, tuple[int, tuple[float, ...]]] = {
    "workshop": (27, (7, 2, 8, 3, 0.3, 0.4)),
    "co-design session": (20, (5, 2, 6, 4, 0.2, 0.6)),
    "site visit": (16, (9, 1, 3, 0.4, 0, 0.3)),
    "training": (12, (14, 3, 4, 0, 0, 0.2)),
    "science shop request": (12, (0.4, 1, 2, 0, 0, 0)),
    "public event": (8, (12, 4, 10, 45, 1, 2)),
    "policy dialogue": (5, (2, 2, 5, 4, 6, 1)),
}
WITHOUT_CSO = {"public event": 0.45, "policy dialogue": 0.2, "training": 0.15}

# Engagements in a month of full pace, at the start and at the end of the recorded time.
PACE = {
    "zevenbruggen": (3.1, 8.2),
    "tuulisaari": (2.6, 4.4),
    "vale-claro": (1.5, 6.4),
    "pontesereno": (1.9, 5.2),
    "trzech-mostow": (0.8, 4.6),
    "lindekruis": (2.4, 7.0),
    "sapte-fantani": (1.0, 4.2),
    "kaartwerf": (0.3, 0.8),
    "cartoluce": (0.5, 0.2),
}
SEASON = (0.8, 1.0, 1.2, 1.05, 1.3, 1.0, 0.6, 0.3, 1.1, 1.35, 1.3, 0.65)
# Finland's summer break is in June and July, the south rests longest in August.
HOLIDAY_SEASON = {"FI": {6: 0.7, 7: 0.15, 8: 0.8}, "IT": {8: 0.1}, "PT": {8: 0.1}}


def engagements(csos: Rows, relations: Rows, pilots: Rows, pilot_csos: Rows, rng: random.Random) -> Rows:
    """Return one row per engagement, by day: with an association its partner works with then, or with none."""
    by_id = {cso["organisation_id"]: cso for cso in csos}
    # A few associations are met often, most now and then.
    liveliness = {cso["organisation_id"]: int(100 * min(rng.paretovariate(1.3), 15)) for cso in csos}
    csos_of: dict[str, list[str]] = {}
    for pair in pilot_csos:
        csos_of.setdefault(pair["pilot_id"], []).append(pair["cso_id"])
    held: Rows = []
    for held_on, partner in _occasions(rng):
        kind = _kind(partner, rng)
        guest = rng.random() < 0.05
        met = [
            relation["cso_id"]
            for relation in relations
            if (relation["partner_id"] == partner.organisation_id) != guest
            and relation["active_from"] <= held_on
            and (relation["active_until"] is None or held_on <= relation["active_until"])
        ]
        is_alone = not met or rng.random() < WITHOUT_CSO.get(kind, 0.06)
        pilot_id = None if guest or is_alone else _pilot_id(pilots, partner, held_on, rng)
        if pilot_id is not None:
            met = csos_of[pilot_id]
        cso_id = None if is_alone else rng.choices(met, [liveliness[one] for one in met])[0]
        where = {"country": partner.country, "city": partner.city} if cso_id is None else by_id[cso_id]
        heads = _headcounts(kind, rng)
        held.append(
            row(
                engagement_id=f"{CONSORTIUM}-E{len(held) + 1:04}",
                held_on=held_on,
                kind=kind,
                partner_id=partner.organisation_id,
                cso_id=cso_id,
                pilot_id=pilot_id,
                initiator=_initiator(kind, cso_id, rng),
                country=where["country"],
                city=where["city"],
                region_code=None,
                **heads,
                unique_persons=_unique_persons(heads, rng),
            )
        )
    return held


def _occasions(rng: random.Random) -> list[tuple[date, Partner]]:
    """Return when which partner engages: a pace that grows over the months and rests in the country's holidays."""
    occasions: list[tuple[date, str, Partner]] = []
    months = (RECORDED_UNTIL.year - STARTS_ON.year) * 12 + RECORDED_UNTIL.month
    for month in range(1, months + 1):
        begins_on, ends_on = month_begins_on(month), month_ends_on(month)
        for partner in PARTNERS:
            first, last = PACE[partner.name]
            season = HOLIDAY_SEASON.get(partner.country, {}).get(begins_on.month, SEASON[begins_on.month - 1])
            pace = (first + (last - first) * month / months) * season
            for _ in range(int(pace + rng.random())):
                held_on = begins_on + timedelta(days=rng.randint(0, (ends_on - begins_on).days))
                # One in six happens on whatever day it falls, weekends too.
                held_on = held_on if rng.random() < 1 / 6 else max(working_day(held_on), begins_on)
                if partner.is_in(held_on) and held_on <= RECORDED_UNTIL:
                    occasions.append((held_on, partner.name, partner))
    return [(held_on, partner) for held_on, _, partner in sorted(occasions, key=lambda one: one[:2])]


def _kind(partner: Partner, rng: random.Random) -> str:
    kinds = [kind for kind in KINDS if kind != "science shop request" or partner.name in SCIENCE_SHOPS]
    return rng.choices(kinds, [KINDS[kind][0] for kind in kinds])[0]


def _pilot_id(pilots: Rows, partner: Partner, held_on: date, rng: random.Random) -> str | None:
    running: list[str] = [
        pilot["pilot_id"]
        for pilot in pilots
        if pilot["partner_id"] == partner.organisation_id
        and pilot["starts_on"] <= held_on <= (pilot["stopped_on"] or pilot["ends_on"])
    ]
    return rng.choice(running) if running and rng.random() < 0.4 else None


def _initiator(kind: str, cso_id: str | None, rng: random.Random) -> str | None:
    if rng.random() < 0.16:
        return None
    if cso_id is None:
        return "partner"
    asked_by_cso = 0.92 if kind == "science shop request" else 0.36
    return "cso" if rng.random() < asked_by_cso else "partner"


def _headcounts(kind: str, rng: random.Random) -> dict[str, int | None]:
    """Return how many of each audience came, null where nobody counted: one event in ten, one audience in sixteen."""
    was_counted = rng.random() >= 0.1
    heads: dict[str, int | None] = {}
    for audience, median in zip(AUDIENCES, KINDS[kind][1], strict=True):
        spread = rng.lognormvariate(0, 0.55)
        least = 1 if median >= 1 else 0
        seen = was_counted and rng.random() >= (0.22 if median >= 40 else 1 / 16)
        heads[audience] = max(least, round(median * spread)) if seen else None
    return heads


def _unique_persons(heads: dict[str, int | None], rng: random.Random) -> int | None:
    counted = [count for count in heads.values() if count is not None]
    share = rng.uniform(0.75, 1)
    return None if not counted or rng.random() < 0.45 else math.ceil(sum(counted) * share)
