"""How long large imports take and how much memory they need: each in a process of its own, on a store on disk.

    python -m tests.load.large_import [--organisations 100000] [--engagements 10000000] [--only NAME] [--json FILE]

Figures: seconds from the command to the store closed, how much of two processors that took, and the most memory the
process had. Nothing here is asserted.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from data.build import build
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
PARTNERS = 40
CITIES = ("Gent", "Turku", "Porto", "Vitry-sur-Seine", "Łódź", "Aarhus", "València", "Graz", "Brno", "Umeå")
COUNTRIES = ("BE", "FI", "PT", "FR", "PL", "DK", "ES", "AT", "CZ", "SE")
WORDS = ("Green", "Open", "Social", "Digital", "Young", "Common", "New", "Urban", "Rural", "Fair", "Blue", "Shared")
THINGS = ("Garden", "School", "House", "Network", "Forum", "Workshop", "Bridge", "Library", "Kitchen", "Harbour")
AUDIENCES = ("Students", "Staff", "CSO members", "Citizens")


def organisations(file: Path, rows: int) -> None:
    """Write a CSV file of organisations that take part, with a PIC for half of them."""
    chance = np.random.default_rng(1)
    place = chance.integers(0, len(CITIES), rows)
    names = [
        f"{WORDS[a]} {THINGS[b]} {number}"
        for number, a, b in zip(
            range(rows), chance.integers(0, len(WORDS), rows), chance.integers(0, len(THINGS), rows), strict=True
        )
    ]
    pl.DataFrame(
        {
            "Legal name": names,
            "Country": [COUNTRIES[n] for n in place],
            "City": [CITIES[n] for n in place],
            "PIC": [str(900_000_000 + n) if n % 2 else None for n in range(rows)],
            "Type": ["CSO"] * rows,
            "Role": ["partner"] * rows,
            "Website": [f"https://organisation{n}.example.org" for n in range(rows)],
        }
    ).write_csv(file)


def engagements(file: Path, rows: int) -> None:
    """Write a Parquet file of engagements, by day, with headcounts that are not always known."""
    chance = np.random.default_rng(2)
    days = pl.Series(chance.integers(0, 900, rows))
    place = pl.Series(chance.integers(0, len(CITIES), rows))
    counts = {
        name: pl.when(pl.Series(chance.random(rows) < 0.8)).then(pl.Series(chance.integers(0, 60, rows)))
        for name in AUDIENCES
    }
    pl.DataFrame({"Id": pl.Series(range(rows), dtype=pl.Int64), "days": days.sort(), "place": place}).select(
        pl.format("E{}", "Id").alias("Id"),
        (pl.lit(date(2024, 1, 1)) + pl.duration(days="days")).alias("Date"),
        pl.lit("workshop").alias("Type"),
        pl.format("Partner {}", pl.col("Id") % PARTNERS).alias("Partner"),
        pl.col("place").replace_strict(range(len(CITIES)), CITIES, return_dtype=pl.String).alias("City"),
        pl.col("place").replace_strict(range(len(COUNTRIES)), COUNTRIES, return_dtype=pl.String).alias("Country"),
        **counts,
    ).write_parquet(file)


def prepared(folder: Path) -> str:
    """Return the path of a store with the shipped facts and one consortium of many partners."""
    path = str(folder / "consortium.duckdb")
    source = {"source_id": "large-import", "title": "Made to measure with", "language": "en", "kind": "generator"}
    at = {"source_id": source["source_id"]}
    with closing(Store(path)) as store:
        build(store)
        store.write(
            lambda change: [
                change.append("source_document", [source]),
                change.append(
                    "consortium",
                    [at | {"consortium_id": "large", "acronym": "LARGE", "language": "en", "fictional": False,
                           "record_basis": "records", "starts_on": date(2023, 1, 1), "starts_precision": "day"}],
                ),
                change.append(
                    "organisation",
                    [at | {"organisation_id": f"p{n}", "legal_name": f"Partner {n}", "organisation_type": "HEI",
                           "fictional": False} for n in range(PARTNERS)],
                ),
                change.append(
                    "participation",
                    [at | {"participation_id": f"p{n}", "consortium_id": "large", "organisation_id": f"p{n}",
                           "role": "partner"} for n in range(PARTNERS)],
                ),
            ],
            who="bench", why="a consortium to import into", origin="app",
        )  # fmt: skip
    return path


def measured(store: str, file: Path, kind: str) -> dict[str, float]:
    """Return seconds, megabytes and rows of one import on the command line, run as a process of its own."""
    code = "import sys; from tests.load.large_import import import_and_tell; import_and_tell(sys.argv[1:])"
    started = time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", code, "import", str(file), "--as", kind, "--consortium", "LARGE", "--json"],
        cwd=ROOT, env=os.environ | {"CONSORTIUM_STORE": store}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if told.returncode not in (0, 1):
        raise RuntimeError(told.stderr)
    processor, megabytes = map(float, told.stderr.splitlines()[-1].split())
    rows = sum(sheet["rows_read"] for sheet in json.loads(told.stdout)["sheets"])
    return {"seconds": round(seconds, 1), "processor seconds": round(processor, 1), "megabytes": round(megabytes),
            "rows": rows}  # fmt: skip


def import_and_tell(arguments: list[str]) -> None:
    """Run the command line and tell, on the last line of the errors, its processor seconds and most megabytes."""
    from data.__main__ import main

    code = main(arguments)
    used = resource.getrusage(resource.RUSAGE_SELF)
    # What `used` says of memory is at least what the program had that started this one.
    (most,) = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(used.ru_utime + used.ru_stime, int(most) / 1024, file=sys.stderr)
    sys.exit(code)


def main() -> None:
    """Measure and print one line per import; write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organisations", type=int, default=100_000, help="rows of the CSV file")
    parser.add_argument("--engagements", type=int, default=10_000_000, help="rows of the Parquet file")
    parser.add_argument("--only", choices=("organisations", "engagements"))
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    options = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    wanted = {
        "organisations": (organisations, "organisations.csv", "partners", options.organisations),
        "engagements": (engagements, "engagements.parquet", "engagements", options.engagements),
    }
    for name, (make, file, kind, rows) in wanted.items():
        if options.only not in (None, name):
            continue
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder) / file, rows)
            store = prepared(Path(folder))
            for turn in ("first", "again"):
                figures[f"{name}, {turn}"] = measured(store, Path(folder) / file, kind)
                print(f"{name}, {turn}: {figures[f'{name}, {turn}']}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
