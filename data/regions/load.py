"""Bring the shipped region scheme and the shipped places into a store.

Their files stand beside this file; LICENCES.md says where they are from.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl

from data.problems import Problem
from data.regions.schemes import SHIPPED, Scheme, write_scheme
from data.regions.topology import geometries
from data.store import Store
from data.transaction import Change, Transaction

FOLDER = Path(__file__).parent
REGIONS = "iso_3166_2.topojson"
PLACES = "places.csv"
# GeoNames states no year of a population; this is the year of its list.
PLACES_YEAR = 2026
DIGITS = 4  # of a degree: where borders cross after simplifying, corners are finer than elsewhere
LEVELS = {"countries": 0, "regions": 1}

Rows = list[dict[str, Any]]


def load_regions(store: Store, folder: Path = FOLDER) -> Change:
    """Make the store hold the shipped regions and places and return what that changed; nothing when it did already.

    Raise Problem, with nothing changed, when a file cannot be read.
    """
    try:
        topology, places = ((folder / name).read_bytes() for name in (REGIONS, PLACES))
    except OSError as refusal:
        raise Problem(
            "The file {file} of the shipped regions cannot be read: {reason}.",
            "Put back the file as it was shipped.",
            file=Path(str(refusal.filename)).name,
            reason=refusal.strerror,
        ) from refusal
    # The edition says of which files, read by which program, the store speaks: equal, there is nothing to do.
    content = hashlib.sha256(Path(__file__).read_bytes() + topology + places).hexdigest()
    edition = f"{PLACES_YEAR}-{content[:8]}"
    present = store.fetch("select edition from region_scheme where scheme = $scheme", {"scheme": SHIPPED})
    if present["edition"].to_list() == [edition]:
        return Change(store.version, 0)

    def work(transaction: Transaction) -> None:
        write_scheme(transaction, _scheme(json.loads(topology), edition))
        rows = _places(places)
        transaction.append("place", rows)
        written = transaction.fetch("select * from place where source_id = 'geonames'")
        transaction.withdraw("place", written.join(rows, on="place_id", how="anti"))

    _, change = store.write(work, who="dashboard", why="regions shipped with the dashboard", origin="sources")
    return change


def _scheme(topology: dict[str, Any], edition: str) -> Scheme:
    regions: Rows = []
    population: Rows = []
    for layer, level in LEVELS.items():
        for region, outline in geometries(topology, layer, DIGITS):
            properties = region["properties"]
            row = {"scheme": SHIPPED, "region_code": region["id"]}
            regions.append(
                row
                | {
                    "level": level,
                    "parent_code": properties["country"] if level else None,
                    "country": properties["country"],
                    "title": properties["title"],
                    "outline": json.dumps(outline, separators=(",", ":")),
                    "latitude": properties["latitude"],
                    "longitude": properties["longitude"],
                    "source_id": "natural-earth",
                }
            )
            if properties["population"] is not None:
                population.append(
                    row
                    | {
                        "population_year": PLACES_YEAR,
                        "population": properties["population"],
                        "basis": "places",
                        "source_id": "geonames",
                    }
                )
    about = {
        "scheme": SHIPPED,
        "title": "ISO 3166-2 subdivisions",
        "edition": edition,
        "licence": "Outlines: Natural Earth, public domain. People: sums of GeoNames' places, CC BY 4.0.",
        "attribution": "Made with Natural Earth. Places: GeoNames, CC BY 4.0",
        "source_id": "natural-earth",
    }
    return Scheme(about, pl.DataFrame(regions), pl.DataFrame(population), pl.DataFrame())


def _places(content: bytes) -> pl.DataFrame:
    return pl.read_csv(content, infer_schema=False).select(
        place_id="geoname_id",
        title="name",
        other_titles="other_names",
        country="country",
        latitude=pl.col("latitude").cast(pl.Float64),
        longitude=pl.col("longitude").cast(pl.Float64),
        population=pl.col("population").cast(pl.Int64),
        part_of="part_of",
        source_id=pl.lit("geonames"),
    )
