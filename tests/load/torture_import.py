"""Kill an importing process at random points: the store is as before or complete, and the account says which.

    python -m tests.load.torture_import [--kills 30] [--rows 20000] [--seed N]

Ends with an error when a store is anything between.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from data.imports.kept import run_list
from data.store import Store
from tests.load.large_import import ROOT, engagements, prepared


def torture(kills: int, rows: int, seed: int) -> Counter[str]:
    """Return how often the store was "before" and how often "complete" after its importing process was killed.

    Raise AssertionError when it was anything between, or its account said otherwise.
    """
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, made = folder / "engagements.parquet", Path(prepared(folder))
        engagements(file, rows)
        started = time.monotonic()
        store = _copied(made, folder / "whole.duckdb")
        _import(store, file).wait()
        seconds = time.monotonic() - started
        assert standing(store, rows) == "complete"
        for turn in range(kills):
            store = _copied(made, folder / f"{turn}.duckdb")
            process = _import(store, file)
            time.sleep(chance.uniform(0.3, 1.05) * seconds)
            process.send_signal(signal.SIGKILL)
            process.wait()
            found[standing(store, rows)] += 1
            for left in folder.glob(f"{turn}.duckdb*"):
                left.unlink()
    return found


def standing(path: Path, rows: int) -> str:
    """Return "before" or "complete"; raise AssertionError when rows and account do not agree on one of them."""
    with closing(Store(str(path))) as store:
        there = store.fetch("select count(*) from engagement where consortium_id = 'large'").item()
        recorded = store.fetch("select count(*) from engagement_history where consortium_id = 'large'").item()
        runs = run_list(store)
    said = [(run["rows_read"], run["added"], run["undone"]) for run in runs.iter_rows(named=True)]
    if (there, recorded, said) == (0, 0, []):
        return "before"
    assert (there, recorded, said) == (rows, rows, [(rows, rows, False)]), f"between: {there}, {recorded}, {said}"
    return "complete"


def _copied(made: Path, path: Path) -> Path:
    shutil.copyfile(made, path)
    return path


def imported(store: Path, file: Path, limit: int = resource.RLIM_INFINITY) -> "subprocess.CompletedProcess[str]":
    """Import a file to its end in a process that may write files up to `limit` bytes; return what it said."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    return subprocess.run(
        [sys.executable, "-m", "data", "import", str(file), "--as", "engagements", "--consortium", "LARGE"],
        cwd=ROOT,
        env=os.environ | {"CONSORTIUM_STORE": str(store)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard)),
    )


def _import(store: Path, file: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "data", "import", str(file), "--as", "engagements", "--consortium", "LARGE"],
        cwd=ROOT,
        env=os.environ | {"CONSORTIUM_STORE": str(store)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def main() -> None:
    """Kill as often as asked and print how the stores were left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = torture(options.kills, options.rows, options.seed)
    print(f"{options.kills} kills: {found['before']} times before, {found['complete']} times complete, never between.")


if __name__ == "__main__":
    main()
