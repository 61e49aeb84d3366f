"""Checks of what the store holds: fail_*.sql must find nothing, what warn_*.sql finds is worth a look.

Each file selects entity, key and message. A check that is asked many times takes its parameters from the rows of the
each_*.sql of the same name.
"""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

import polars as pl

from data.store import Store, Transaction

FOLDER = Path(__file__).parent
FINDING = {"check": pl.String, "severity": pl.String, "entity": pl.String, "key": pl.String, "message": pl.String}


def run_checks(
    store: Store | Transaction, only: str | None = None, *, severity: str = "", added_to: Collection[str] | None = None
) -> pl.DataFrame:
    """Return one row per finding, failures first: check, severity ("fail" or "warn"), entity, key, message.

    `only` names one check, `severity` those of one severity, `added_to` those that rows added to these entities may
    break; without any all are run. A transaction is asked as it stands so far.
    """
    found = [pl.DataFrame(schema=FINDING)]
    for file in check_files():
        if only not in (None, file.stem) or not file.stem.startswith(severity):
            continue
        kind, _, subject = file.stem.partition("_")
        asked_for = file.with_name(f"each_{subject}.sql")
        parameters = store.fetch(_text(asked_for)).to_dicts() if asked_for.exists() else [{}]
        for bound in parameters:
            reads = {bound["entity"]} if bound else _reads(file)
            if added_to is not None and reads.isdisjoint(added_to):
                continue
            rows = store.fetch(_text(file), bound)
            found.append(
                rows.select(pl.lit(file.stem).alias("check"), pl.lit(kind).alias("severity"), pl.all()).cast(
                    FINDING  # type: ignore[arg-type]
                )
            )
    return pl.concat(found)


def check_files() -> list[Path]:
    """Return the file of every check, failures first."""
    return sorted(FOLDER.glob("fail_*.sql")) + sorted(FOLDER.glob("warn_*.sql"))


@cache
def _reads(file: Path) -> frozenset[str]:
    """Return the tables and views of which a check asks."""
    return frozenset(re.findall(r"\b(?:from|join) ([a-z_]+)", _text(file)))


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
