"""Checks of what the store holds: fail_*.sql must find nothing, what warn_*.sql finds is worth a look.

Each file selects entity, key and message. A check that is asked many times takes its parameters from the rows of the
each_*.sql of the same name.
"""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data.store import Store
from data.transaction import Transaction

FOLDER = Path(__file__).parent
# Every column by which an entity names a row of another.
EACH_REFERENCE = FOLDER / "each_reference.sql"
FINDING = {"check": pl.String, "severity": pl.String, "entity": pl.String, "key": pl.String, "message": pl.String}


def run_checks(
    store: Store | Transaction,
    only: str | None = None,
    *,
    severity: str = "",
    added_to: Collection[str] | None = None,
    taken_from: Collection[str] = (),
) -> pl.DataFrame:
    """Return one row per finding, failures first: check, severity ("fail" or "warn"), entity, key, message.

    `only` names one check, `severity` those of one severity, `added_to` those that rows added to these entities may
    break, with those that rows taken from the entities of `taken_from` may; without any all are run. A transaction is
    asked as it stands so far.
    """
    found = [pl.DataFrame(schema=FINDING)]
    for file in check_files(severity):
        if only not in (None, file.stem):
            continue
        kind = file.stem.partition("_")[0]
        for bound in _each(store, file):
            reads = {bound["entity"]} if bound else _reads(file)
            if added_to is not None and reads.isdisjoint(added_to) and bound.get("target") not in taken_from:
                continue
            rows = store.fetch(_text(file), bound)
            found.append(
                rows.select(pl.lit(file.stem).alias("check"), pl.lit(kind).alias("severity"), pl.all()).cast(
                    FINDING  # type: ignore[arg-type]
                )
            )
    return pl.concat(found)


def count_findings(store: Store) -> pl.DataFrame:
    """Return one row per check, failures first: check, severity, what (should hold) and findings, their number."""
    return pl.DataFrame(
        [
            {
                "check": file.stem,
                "severity": file.stem.partition("_")[0],
                "what": what(file),
                "findings": sum(int(store.fetch(_counted(file), bound).item()) for bound in _each(store, file)),
            }
            for file in check_files()
        ],
        schema={"check": pl.String, "severity": pl.String, "what": pl.String, "findings": pl.Int64},
    )


def first_findings(
    store: Store,
    file: Path,
    *,
    most: int,
    of: str | None = None,
    entity: str | None = None,
    organisations: Collection[str] | None = None,
) -> pl.DataFrame:
    """Return one row per finding of a check, the first `most` by key: entity, key, message, findings (how many in all).

    `of` one consortium, or of all where it is None; of one `entity` with its parts (the events of a deliverable), or of
    every one; of these `organisations`, which belong to no consortium, or of all. The check takes no parameters.
    """
    told = None if organisations is None else list(organisations)
    return store.fetch(_first(file), {"entity": entity, "organisations": told, "most": most}, of=of and [of])


def check_files(severity: str = "") -> list[Path]:
    """Return the file of every check, failures first, or of those of one severity, "fail" or "warn"."""
    every = [*sorted(FOLDER.glob("fail_*.sql")), *sorted(FOLDER.glob("warn_*.sql"))]
    return [file for file in every if file.stem.startswith(severity)]


def what(file: Path) -> str:
    """Return what should hold, as the check says it."""
    return _text(file).partition("-- what:")[2].partition("\n")[0].strip()


def _each(store: Store | Transaction, file: Path) -> list[dict[str, Any]]:
    """Return the parameters of each time a check is asked."""
    asked_for = file.with_name(f"each_{file.stem.partition('_')[2]}.sql")
    return store.fetch(_text(asked_for)).to_dicts() if asked_for.exists() else [{}]


@cache
def _reads(file: Path) -> frozenset[str]:
    """Return the tables and views of which a check asks."""
    return frozenset(re.findall(r"\b(?:from|join) ([a-z_]+)", _text(file)))


@cache
def _counted(file: Path) -> str:
    return f"select count(*) as findings from (\n{_text(file)}) as finding"  # noqa: S608 - a check of our own


@cache
def _first(file: Path) -> str:
    return f"""
        select entity, key, message, count(*) over () as findings
        from (\n{_text(file)}) as finding
        where
            ($entity is null or starts_with(entity, $entity))
            and ($organisations is null or entity <> 'organisation' or list_contains($organisations, key))
        order by key, message
        limit $most
    """  # noqa: S608 - a check of our own


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
