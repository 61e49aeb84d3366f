"""What a register knows of an organisation and the store does not: offered, never taken over by itself."""

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from data.changes.matching import known_organisations
from data.imports.identifiers import IDENTIFIERS
from data.imports.who_is_who import matches
from data.store import opened

OFFER = pl.Schema(
    {
        "organisation_id": pl.String(),
        "name": pl.String(),
        "register": pl.String(),
        "entry": pl.String(),
        "entry_name": pl.String(),
        "identifier": pl.String(),
        "value": pl.String(),
        "certainty": pl.String(),
        "score": pl.Float64(),
        "reasons": pl.String(),
    }
)
ENTRIES = "select * from register_entry order by register, entry"


@dataclass(frozen=True)
class Offers:
    """What registers know that is not on record, as offered_identifiers has it, and how many registers there are."""

    rows: pl.DataFrame
    registers: int


def offers_on_record() -> Offers:
    """Return what the imported registers know of the organisations of this process's store."""
    store = opened()
    return _offers(store.location, store.version, store.reader().scope)


@lru_cache(maxsize=4)
def _offers(_location: str, _version: int, _scope: object) -> Offers:
    # To find the entries of thousands of organisations takes seconds, and the answer holds until something is saved.
    entries = opened().fetch(ENTRIES)
    return Offers(offered_identifiers(known_organisations(), entries), entries["register"].n_unique())


def offered_identifiers(organisations: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Return one row per organisation and identifier that a register knows and is not on record, by organisation.

    `organisations` is as known_organisations has them, `entries` are rows of register_entry. Columns: organisation_id,
    name, register, entry, entry_name, identifier (pic, oid, ror, erasmus_code or vat_number), value, certainty ('sure'
    or 'ask'), score and reasons as matches says them.
    """
    if organisations.is_empty() or entries.is_empty():
        return pl.DataFrame(schema=OFFER)
    numbered = organisations.with_row_index("row")
    numbered_entries = entries.with_row_index("place").with_columns(pl.col("place").cast(pl.String))
    found = matches(numbered, numbered_entries.rename({"place": "organisation_id"}))
    likeliest = pl.col("candidates").list.first().struct.field("organisation_id")
    met = (
        found.filter(pl.col("certainty") != "new")
        .select("row", pl.coalesce("organisation_id", likeliest).alias("place"), "certainty", "score", "reasons")
        .drop_nulls("place")
        .join(numbered.with_columns(pl.col("row").cast(pl.Int64)), on="row")
        .join(numbered_entries, on="place", suffix="_of_entry")
    )
    offers = [
        met.filter(pl.col(kind).is_null() & pl.col(f"{kind}_of_entry").is_not_null()).select(
            "organisation_id",
            pl.coalesce("legal_name", "short_name").alias("name"),
            "register",
            "entry",
            pl.col("legal_name_of_entry").alias("entry_name"),
            pl.lit(kind).alias("identifier"),
            pl.col(f"{kind}_of_entry").alias("value"),
            "certainty",
            "score",
            "reasons",
        )
        for kind in IDENTIFIERS
    ]
    return pl.concat(offers).cast(OFFER).sort("organisation_id", "identifier")
