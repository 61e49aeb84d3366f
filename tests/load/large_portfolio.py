"""A portfolio of a thousand consortia, to measure with: the same on every run."""

import random
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.build import build
from data.store import Store
from data.transaction import Transaction

CONSORTIA = 1000
ORGANISATIONS = 400
PARTNERS, DELIVERABLES, MILESTONES, ENGAGEMENTS, INDICATORS = 8, 20, 4, 10, 3  # of each consortium
COUNTRIES = "AT BE BG CZ DE DK EE ES FI FR GR HR HU IE IT LT LV NL NO PL PT RO SE SI SK".split()
KINDS = ("workshop", "training", "public event", "site visit")
AS_OF = date(2026, 11, 21)
SOURCE = {
    "source_id": "large-portfolio",
    "title": "Made to measure with",
    "language": "en",
    "kind": "seeded generator",
}
Rows = dict[str, list[dict[str, Any]]]


def store_with_large_portfolio(folder: Path) -> None:
    """Make the store a server in `folder` opens: the shipped facts, and a thousand consortia more."""
    with closing(Store(str(folder / "consortium.duckdb"))) as store:
        build(store)
        store.write(_add, who="bench", why="a large portfolio to measure with", origin="app")


def _add(transaction: Transaction) -> None:
    chance = random.Random("large portfolio")
    action_types = transaction.fetch("select action_type_id from action_type order by all")["action_type_id"].to_list()
    rows: Rows = {
        "organisation": [
            {
                "organisation_id": f"large-{n}",
                "legal_name": f"Organisation {n}",
                "organisation_type": chance.choice(("HEI", "HEI", "CSO", "PUBLIC", "SME")),
                "country": chance.choice(COUNTRIES),
                "fictional": False,
            }
            for n in range(ORGANISATIONS)
        ]
    }
    for n in range(CONSORTIA):
        for entity, made in _consortium(f"large-{n}", chance.choice(action_types), chance).items():
            rows.setdefault(entity, []).extend(made)
    transaction.append("source_document", [SOURCE])
    for entity, made in rows.items():
        transaction.append(entity, [row | {"source_id": SOURCE["source_id"]} for row in made])


def _consortium(name: str, action_type: str, chance: random.Random) -> Rows:
    """Return the rows of one consortium of three years, by entity."""
    begins = date(2016, 1, 1) + timedelta(days=chance.randrange(4000))
    of = {"consortium_id": name}
    partners = chance.sample(range(ORGANISATIONS), PARTNERS)

    def day(until: int = 1095) -> date:
        return begins + timedelta(days=chance.randrange(until))

    rows: Rows = {
        "consortium": [
            of
            | {
                "acronym": name.upper(),
                "title": f"Consortium {name}",
                "action_type_id": action_type,
                "call_year": begins.year - 1,
                "language": "en",
                "starts_on": begins,
                "starts_precision": "day",
                "ends_on": begins + timedelta(days=1095),
                "ends_precision": "day",
                "grant_eur": chance.randrange(300_000, 4_000_000),
                "record_basis": "records",
                "fictional": False,
            }
        ],
        "participation": [
            of
            | {
                "participation_id": f"{name}-{one}",
                "organisation_id": f"large-{one}",
                "role": "partner" if place else "coordinator",
            }
            for place, one in enumerate(partners)
        ],
        "reporting_period": [
            of
            | {
                "period": period,
                "starts_on": begins + timedelta(days=548 * (period - 1)),
                "ends_on": begins + timedelta(days=548 * period - 1),
                "report_due_on": begins + timedelta(days=548 * period + 59),
            }
            for period in (1, 2)
        ],
    }
    rows |= {"deliverable": [], "deliverable_event": [], "milestone": [], "milestone_event": []}
    rows |= {"engagement": [], "indicator": [], "indicator_value": []}
    for n in range(DELIVERABLES):
        due_on = day()
        deliverable = of | {"deliverable_id": f"{name}-{n}"}
        rows["deliverable"].append(
            deliverable
            | {
                "code": f"D{n % 4 + 1}.{n // 4 + 1}",
                "title": f"Result {n}",
                "lead_id": f"large-{chance.choice(partners)}",
                "language": "en",
            }
        )
        happened = [
            ("planned", begins, due_on),
            ("submitted", due_on + timedelta(days=chance.randrange(-30, 90)), None),
        ]
        if chance.random() < 0.7:
            happened.append(("approved", happened[1][1] + timedelta(days=30), None))
        rows["deliverable_event"] += [
            deliverable
            | {
                "event_id": f"{name}-{n}-{position}",
                "event": event,
                "effective_on": on,
                "effective_precision": "day",
                "position": position,
                "due_on": due,
                "due_precision": due and "day",
            }
            for position, (event, on, due) in enumerate(happened)
            if on <= AS_OF
        ]
    for n in range(MILESTONES):
        milestone = of | {"milestone_id": f"{name}-{n}"}
        rows["milestone"].append(milestone | {"code": f"MS{n + 1}", "title": f"Milestone {n + 1}"})
        rows["milestone_event"].append(
            milestone
            | {"event_id": f"{name}-{n}", "event": "planned", "effective_on": begins, "position": 0, "due_on": day()}
        )
    for n in range(ENGAGEMENTS):
        rows["engagement"].append(
            of
            | {
                "engagement_id": f"{name}-{n}",
                "held_on": day(),
                "kind": chance.choice(KINDS),
                "partner_id": f"large-{chance.choice(partners)}",
                "country": chance.choice(COUNTRIES),
                "student": chance.randrange(40),
            }
        )
    for n in range(INDICATORS):
        indicator = of | {"indicator_id": f"{name}-{n}"}
        rows["indicator"].append(
            indicator
            | {
                "code": f"I{n + 1}",
                "title": f"Indicator {n + 1}",
                "results_level": "output",
                "unit": "persons",
                "direction": "ascending",
                "accumulation": "cumulative",
                "baseline": 0,
                "target": 100,
                "language": "en",
            }
        )
        observed_on = day()
        rows["indicator_value"].append(
            indicator
            | {
                "observed_on": observed_on,
                "observed_precision": "day",
                "axis": "total",
                "category": "total",
                "value": chance.randrange(150),
                "evidence_level": 1,
                "recorded_on": observed_on,
            }
        )
    return rows
