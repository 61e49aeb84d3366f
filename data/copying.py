"""Take a store to another place whole, with its history and versions: from a file to PostgreSQL or back."""

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from data.checks import run_checks
from data.problems import Problem
from data.shared_store import SharedStore
from data.store import Store, is_shared, open_store
from data.store_file import put_in_place

Subcommands = Any  # argparse does not name the type it returns

ROWS = "select * from query_table($table) where version <= $version"
COUNT = "select count(*) as rows from query_table($table) where version <= $version"


@dataclass(frozen=True)
class Copied:
    """What a copy brought: its version, the rows of each table, and how many findings its checks have."""

    version: int
    rows: dict[str, int]
    findings: int


def copy_store(source: str, target: str, *, replace: bool = False) -> Copied:
    """Bring all of the store at `source` to `target` and return what was brought; `source` stays as it is.

    All or nothing: what stands at `target` is there until the copy is whole. Raise Problem when there is no store at
    `source`, when `target` holds data and `replace` does not say that it may go, or when a store cannot be opened.
    """
    if not is_shared(source) and not Path(source).exists():
        raise Problem("There is no store at {path}.", "Name the store to copy with --from.", path=source)
    if source == target:
        raise Problem("The store {path} is to be copied onto itself.", "Name another place with --to.", path=source)
    with closing(open_store(source)) as held:
        if is_shared(target):
            with closing(SharedStore(target)) as store:
                _refuse_filled(store, replace)
                store.replace(held.version, _tables(held, held.version))
                return _compared(held, store)
        return _copy_to_file(held, Path(target), replace)


def _copy_to_file(held: Store, target: Path, replace: bool) -> Copied:
    if target.exists():
        with closing(open_store(str(target))) as store:
            _refuse_filled(store, replace)
    part = target.with_name(target.name + ".copying")
    for left in target.parent.glob(part.name + "*"):
        left.unlink()
    try:
        with closing(open_store(str(part))) as store:
            store.restore(held.version, _tables(held, held.version))
            copied = _compared(held, store)
        put_in_place(part, target)
    finally:
        for left in target.parent.glob(part.name + "*"):
            left.unlink()
    return copied


def _refuse_filled(store: Store, replace: bool) -> None:
    if store.version and not replace:
        raise Problem(
            "The store {path} holds data already, up to version {version}.",
            "Name an empty place with --to, or say --replace to let the copy take its place. Nothing was changed.",
            path=store.location,
            version=store.version,
        )


def _table_names(store: Store) -> list[str]:
    return ["change", *(f"{entity}_record" for entity in store.entities)]


def _tables(store: Store, version: int) -> Iterator[tuple[str, pl.DataFrame]]:
    for table in _table_names(store):
        for rows in store.batches(ROWS, {"table": table, "version": version}):
            yield table, rows


def _compared(held: Store, store: Store) -> Copied:
    """Return what was brought; raise Problem when the copy does not say the same."""
    rows: dict[str, int] = {}
    for table in _table_names(store):
        asked = {"table": table, "version": store.version}
        rows[table] = store.fetch(COUNT, asked).item()
        if held.fetch(COUNT, asked).item() != rows[table]:
            raise _differs(table)
    findings = run_checks(store)
    if held.version == store.version and not run_checks(held).equals(findings):
        raise _differs("the findings of the checks")
    return Copied(store.version, rows, findings.height)


def _differs(part: str) -> Problem:
    return Problem(
        "The copy does not say the same as the store it was made of: {part} differs.",
        "Copy again; the store it was made of is as it was.",
        part=part,
    )


def add_copy_command(commands: Subcommands) -> None:
    """Add `copy`, which moves a store to another place."""
    copy = commands.add_parser(
        "copy",
        help="copy a store to another file or into PostgreSQL, or back",
        description="Copy a store with its whole history and its versions, compare both and print what was brought. "
        "The store it is made of stays as it is. A target that holds data is refused, unless --replace is said.",
    )
    copy.add_argument("--from", dest="source", required=True, metavar="STORE", help="a file, or postgresql://...")
    copy.add_argument("--to", dest="target", required=True, metavar="STORE", help="a file, or postgresql://...")
    copy.add_argument("--replace", action="store_true", help="let the copy take the place of what the target holds")
    copy.set_defaults(run=_copy)


def _copy(chosen: argparse.Namespace) -> int:
    copied = copy_store(chosen.source, chosen.target, replace=chosen.replace)
    print(
        f"Copied version {copied.version}: {sum(copied.rows.values())} rows in {len(copied.rows)} tables. "
        f"Both stores hold the same rows, and the checks find the same in them ({copied.findings} findings)."
    )
    return 0
