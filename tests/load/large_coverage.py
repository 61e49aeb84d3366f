"""A consortium in contact with 20,000 CSOs, and all NUTS regions, to measure maps with: the same on every run.

NUTS outlines are not part of this repository: they are read from the folder that REGION_FILES names.
"""

import os
import random
from contextlib import closing
from datetime import date
from pathlib import Path

from data.build import build
from data.regions.nuts import add_nuts
from data.regions.placing import place_all
from data.store import Store
from data.transaction import Transaction

ACRONYM = "WIDE"
CSOS = 20_000
EDITION = 2024
SOURCE = {"source_id": "large-coverage", "title": "Made to measure with", "language": "en", "kind": "seeded generator"}
NAMED = {"consortium_id": "wide", "source_id": SOURCE["source_id"]}


def nuts_folder() -> Path | None:
    """Return the folder with the files of NUTS regions, None when there is none."""
    folder = Path(os.environ.get("REGION_FILES", Path(__file__).resolve().parents[3] / "shared" / "regions"))
    return folder if folder.is_dir() else None


def store_with_large_coverage(folder: Path, nuts: Path) -> None:
    """Make the store a server in `folder` opens: the shipped facts, NUTS regions and one more consortium."""
    with closing(Store(str(folder / "consortium.duckdb"))) as store:
        build(store)
        add_nuts(store, nuts, EDITION, who="bench", say=lambda _: None)
        store.write(_add, who="bench", why="20,000 CSOs to measure with", origin="app")
        place_all(store)


def _add(transaction: Transaction) -> None:
    chance = random.Random("large coverage")
    places = transaction.fetch("select country, latitude, longitude, population from place order by place_id")
    stand = chance.choices(places.rows(), weights=places["population"].to_list(), k=CSOS)
    partners = transaction.fetch(
        "select organisation_id from participation where consortium_id = 'demo' order by organisation_id"
    )["organisation_id"].to_list()
    transaction.append("source_document", [SOURCE])
    transaction.append(
        "consortium",
        [
            NAMED
            | {
                "acronym": ACRONYM,
                "language": "en",
                "starts_on": date(2024, 1, 1),
                "starts_precision": "day",
                "record_basis": "records",
                "fictional": True,
            }
        ],
    )
    transaction.append(
        "participation",
        [NAMED | {"participation_id": f"wide-{one}", "organisation_id": one, "role": "partner"} for one in partners],
    )
    transaction.append(
        "organisation",
        [
            {
                "organisation_id": f"wide-{n}",
                "legal_name": f"Made-up association {n}",
                "organisation_type": "CSO",
                "country": country,
                "latitude": latitude,
                "longitude": longitude,
                "fictional": True,
                "source_id": SOURCE["source_id"],
            }
            for n, (country, latitude, longitude, _) in enumerate(stand)
        ],
    )
    transaction.append(
        "cso_relation",
        [
            NAMED | {"cso_id": f"wide-{n}", "partner_id": chance.choice(partners), "active_from": date(2024, 3, 1)}
            for n in range(CSOS)
        ],
    )
