"""Bring the shipped facts and the demonstration consortium into a store.

The shipped facts stand beside this file, one CSV per entity. What somebody else wrote about a key since (a correction,
a withdrawal, an import) is theirs and stays: shipped facts only ever replace shipped facts.
"""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import polars as pl

from data.problems import Problem
from data.sources.demonstration import demonstration
from data.store import Store
from data.transaction import Change, Transaction

FOLDER = Path(__file__).parent
RULES = "eligibility_rules.json"


def load_sources(store: Store, folder: Path = FOLDER) -> Change:
    """Make the store say what the shipped files say and return what that changed; nothing when it did already.

    A row that a file no longer holds is withdrawn. Raise Problem, with nothing changed, when a file cannot be read or
    one of its rows breaks a rule of the store.
    """
    shipped = shipped_facts(folder)

    def work(transaction: Transaction) -> None:
        keys = transaction.keys
        consortia = _newest_of(transaction, "consortium", keys["consortium"], shipped["consortium"])
        given_up = consortia.filter(pl.col("withdrawn") & (pl.col("origin") != "sources"))
        for entity, rows in shipped.items():
            key = keys.get(entity)
            if not key or not set(key) <= set(rows.columns):
                raise Problem(
                    "The file {file} of shipped facts is not named after an entity, or lacks a column of its key.",
                    "Put back the file as it was shipped. Nothing was saved.",
                    file=f"{entity}.csv",
                )
            newest = _newest_of(transaction, entity, key, rows)
            ours = pl.col("origin") == "sources"
            wanted = rows.join(newest.filter(~ours), on=key, how="anti")
            if "consortium_id" in rows.columns:
                wanted = wanted.join(given_up, on="consortium_id", how="anti")
            gone = newest.filter(ours & ~pl.col("withdrawn")).join(rows, on=key, how="anti")
            try:
                transaction.append(entity, wanted)
            except Problem as refusal:
                raise _with_row(refusal, entity, wanted) from refusal
            _withdraw(transaction, entity, key, gone)

    _, change = store.write(work, who="dashboard", why="facts shipped with the dashboard", origin="sources")
    return change


def load_sample(store: Store, *, who: str = "dashboard") -> Change:
    """Make the demonstration consortium exactly what the generator makes and return what that changed."""
    return _set_sample(store, present=True, who=who, why="demonstration data")


def withdraw_sample(store: Store, *, who: str) -> Change:
    """Withdraw the demonstration consortium, with what was added to it since, and return what that changed."""
    return _set_sample(store, present=False, who=who, why="demonstration data withdrawn")


def sample_was_loaded(store: Store) -> bool:
    """Return whether the demonstration consortium was ever brought into the store, also when it was withdrawn since."""
    return not store.fetch("select version from change where origin = 'sample' limit 1").is_empty()


def shipped_facts(folder: Path = FOLDER) -> dict[str, pl.DataFrame]:
    """Return the shipped rows of each entity, every value as text, an empty cell as null.

    Raise Problem when a file cannot be read.
    """
    facts = {file.stem: _read(file) for file in sorted(folder.glob("*.csv"))}
    facts["eligibility_rule"] = _with_rules(facts["eligibility_rule"], folder / RULES)
    return facts


def _read(file: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(file, infer_schema=False)
    except pl.exceptions.PolarsError as refusal:
        raise Problem(
            "The file {file} of shipped facts cannot be read: {reason}",
            "Put back the file as it was shipped, or correct it: UTF-8 text with commas and a header row.",
            file=file.name,
            reason=str(refusal).splitlines()[0],
        ) from refusal


def _with_rules(action_types: pl.DataFrame, file: Path) -> pl.DataFrame:
    """Return one row per rule and action type; one rule can hold for several."""
    rules = pl.DataFrame(
        [
            {
                "rule": rule["id"],
                "label": rule["label"],
                "first_call_year": str(rule["years"][0]),
                "last_call_year": str(rule["years"][1]),
                "country_pool": rule["pool"],
                "confidence": rule["confidence"],
                "requirements": json.dumps(rule, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            }
            for rule in json.loads(file.read_text(encoding="utf-8"))["rules"]
        ]
    )
    return action_types.join(rules, on="rule", how="left", maintain_order="left").drop("rule")


def _set_sample(store: Store, *, present: bool, who: str, why: str) -> Change:
    made = demonstration()
    own = list(made["consortium"]["consortium_id"])

    def work(transaction: Transaction) -> None:
        for entity, key in transaction.keys.items():
            newest = _newest(transaction, entity, key).filter(~pl.col("withdrawn"))
            belongs = pl.col("origin") == "sample"
            if "consortium_id" in newest.columns:
                belongs |= pl.col("consortium_id").is_in(own)
            gone = newest.filter(belongs)
            if present and entity in made:
                gone = gone.join(_as_text(made[entity]), on=key, how="anti")
                transaction.append(entity, made[entity])
            _withdraw(transaction, entity, key, gone)

    _, change = store.write(work, who=who, why=why, origin="sample")
    return change


def _newest_of(transaction: Transaction, entity: str, key: Sequence[str], rows: pl.DataFrame) -> pl.DataFrame:
    """Return what _newest does, of the keys of `rows` and of those shipped facts ever wrote: others may be millions."""
    written = transaction.fetch(
        """
        select distinct columns(lambda c: list_contains($key, c))
        from query_table($table)
        where version in (select change.version from change where change.origin = 'sources')
        """,
        {"table": f"{entity}_record", "key": [*key]},
    )
    keys = pl.concat([rows.select(key), _as_text(written).select(key)]).unique()
    found = transaction.newest(entity, keys)
    named = [name for name in found.columns if name in (*key, "consortium_id", "withdrawn", "origin")]
    return found.select(named).with_columns(pl.exclude("withdrawn").cast(pl.String))


def _newest(transaction: Transaction, entity: str, key: Sequence[str]) -> pl.DataFrame:
    """Return one row per key ever written: the key, its consortium, where its newest row is from, if it withdraws."""
    written = transaction.fetch(
        """
        select
            columns(lambda c: list_contains($columns, c)),
            record.version as at_version,
            change.origin
        from query_table($table) as record
        inner join change on record.version = change.version
        """,
        {"table": f"{entity}_record", "columns": [*key, "consortium_id", "withdrawn"]},
    )
    latest = written.sort("at_version").unique(subset=key, keep="last", maintain_order=True).drop("at_version")
    return latest.with_columns(pl.exclude("withdrawn").cast(pl.String))


def _withdraw(transaction: Transaction, entity: str, key: Sequence[str], gone: pl.DataFrame) -> None:
    if gone.is_empty():
        return
    present = _as_text(transaction.fetch("select * from query_table($entity)", {"entity": entity}))
    transaction.withdraw(entity, present.join(gone, on=key, how="semi"))


def _as_text(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(pl.all().cast(pl.String))


def _with_row(refusal: Problem, entity: str, rows: pl.DataFrame) -> Problem:
    """Return the refusal with its file and row, found by adding one row after the other to an empty store."""
    number = 0

    def one_by_one(transaction: Transaction) -> None:
        nonlocal number
        for row in rows.iter_slices(1):
            number += 1
            transaction.append(entity, row)

    with closing(Store(":memory:")) as empty:
        try:
            empty.write(one_by_one, who="dashboard", why="looking for the refused row", origin="sources")
        except Problem as found:
            return Problem(
                "{file}, row {row}: {reason}",
                "Correct the row and start again. Nothing was saved.",
                file=f"{entity}.csv",
                row=number,
                reason=found.args[0],
            )
    return refusal
