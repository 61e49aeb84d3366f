"""A consortium with a large plan, to measure with: 500 deliverables and 3,000 events, the same on every run."""

import random
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.build import build
from data.store import Store
from data.transaction import Transaction

ACRONYM = "LARGE"
DELIVERABLES = 500
EVENTS = 3000
STARTS_ON = date(2023, 1, 1)
SOURCE = {"source_id": "large-plan", "title": "Made to measure with", "language": "en", "kind": "seeded generator"}


def store_with_large_plan(folder: Path) -> None:
    """Make the store a server in `folder` opens: the shipped facts, and one more consortium with a large plan."""
    with closing(Store(str(folder / "consortium.duckdb"))) as store:
        build(store)
        store.write(_add, who="bench", why="a large plan to measure with", origin="app")


def _add(transaction: Transaction) -> None:
    named = {"consortium_id": "large", "source_id": SOURCE["source_id"]}
    chance = random.Random("large plan")
    partners = transaction.fetch("select organisation_id from participation where consortium_id = 'demo' order by all")
    leads = partners["organisation_id"].to_list()
    transaction.append("source_document", [SOURCE])
    transaction.append(
        "consortium",
        [
            named
            | {
                "acronym": ACRONYM,
                "language": "en",
                "starts_on": STARTS_ON,
                "starts_precision": "day",
                "ends_on": date(2027, 12, 31),
                "ends_precision": "day",
                "record_basis": "records",
                "fictional": True,
            }
        ],
    )
    transaction.append(
        "participation",
        [named | {"participation_id": f"large-{one}", "organisation_id": one, "role": "partner"} for one in leads],
    )
    transaction.append(
        "work_package", [named | {"work_package": f"WP{n}", "title": f"Package {n}"} for n in range(1, 11)]
    )
    transaction.append(
        "deliverable",
        [
            named
            | {
                "deliverable_id": f"large-{n}",
                "code": f"D{n % 10 + 1}.{n // 10 + 1}",
                "title": f"Result number {n + 1} of a large plan",
                "work_package": f"WP{n % 10 + 1}",
                "deliverable_type": chance.choice(("R", "DEM", "DEC", "DATA", "OTHER")),
                "dissemination_level": chance.choice(("PU", "SEN")),
                "lead_id": chance.choice(leads),
                "language": "en",
            }
            for n in range(DELIVERABLES)
        ],
    )
    events = [event for n in range(DELIVERABLES) for event in _life(n, chance)]
    assert len(events) == EVENTS
    transaction.append("deliverable_event", [named | event for event in events])


def _life(n: int, chance: random.Random) -> list[dict[str, Any]]:
    """Return six events: plan, rescheduling, two drafts; then submission and approval or, still open, two drafts."""
    due_on = STARTS_ON + timedelta(days=60 + chance.randrange(1700))

    def event(position: int, kind: str, on: date, **more: Any) -> dict[str, Any]:
        return {
            "event_id": f"large-{n}-{position}",
            "deliverable_id": f"large-{n}",
            "event": kind,
            "effective_on": on,
            "effective_precision": "day",
            "position": position,
        } | more

    first = event(1, "planned", STARTS_ON, due_on=due_on, due_precision="day")
    moved_on = max(STARTS_ON, due_on - timedelta(days=50))
    later = due_on + timedelta(days=chance.randrange(10, 120))
    moved = event(2, "rescheduled", moved_on, due_on=later, due_precision="day", reason="More time was needed.")
    submitted_on = later + timedelta(days=chance.randrange(-20, 60))
    drafts = [event(3, "drafted", moved_on, progress=0.4), event(4, "drafted", moved_on, progress=0.7)]
    if submitted_on < date(2026, 10, 1):
        end = [event(5, "submitted", submitted_on), event(6, "approved", submitted_on + timedelta(days=30))]
    else:
        end = [event(5, "drafted", moved_on, progress=0.8), event(6, "drafted", moved_on, progress=0.9)]
    return [first, moved, *drafts, *end]
