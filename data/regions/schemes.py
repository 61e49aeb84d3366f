"""Region schemes in the store: written as a whole, withdrawn as a whole, listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from data.problems import Problem
from data.store import Store
from data.transaction import Change, Transaction

SHIPPED = "ISO-3166-2"
PARTS = {
    "region": ["scheme", "region_code"],
    "region_population": ["scheme", "region_code", "population_year"],
    "region_former_code": ["scheme", "former_code", "region_code"],
}


@dataclass(frozen=True)
class Scheme:
    """A region scheme as it is to stand in the store: its own row, and the rows of what belongs to it."""

    about: Mapping[str, Any]
    region: pl.DataFrame
    region_population: pl.DataFrame
    region_former_code: pl.DataFrame


def write_scheme(transaction: Transaction, scheme: Scheme) -> None:
    """Make the store say of a scheme what `scheme` says; rows of it that are no longer there are withdrawn."""
    name = scheme.about["scheme"]
    transaction.append("region_scheme", [scheme.about])
    for entity, key in PARTS.items():
        rows: pl.DataFrame = getattr(scheme, entity)
        gone = _present(transaction, entity, name)
        if not rows.is_empty():
            transaction.append(entity, rows)
            gone = gone.join(
                rows.select(pl.col(column).cast(gone.schema[column]) for column in key), on=key, how="anti"
            )
        transaction.withdraw(entity, gone)


def remove_scheme(store: Store, scheme: str, *, who: str) -> Change:
    """Withdraw a scheme that was added, with its regions, and return what that changed.

    Raise Problem when there is no such scheme, or when it is the one shipped with the dashboard.
    """
    if scheme == SHIPPED:
        raise Problem(
            "The scheme {scheme} comes with the dashboard and stays.", "Remove one that was added.", scheme=scheme
        )

    def work(transaction: Transaction) -> None:
        about = transaction.fetch("select * from region_scheme where scheme = $scheme", {"scheme": scheme})
        if about.is_empty():
            raise Problem(
                "There is no region scheme {scheme}.", "See what there is with: python -m data regions list",
                scheme=scheme,
            )  # fmt: skip
        transaction.withdraw("region_scheme", about)
        for entity in PARTS:
            transaction.withdraw(entity, _present(transaction, entity, scheme))

    _, change = store.write(work, who=who, why=f"region scheme {scheme} removed", origin="import")
    return change


def scheme_list(store: Store) -> pl.DataFrame:
    """Return one row per scheme and level, by scheme and level.

    Columns: scheme, title, edition, licence, attribution, level, regions, countries, population_year (the newest).
    """
    return store.fetch(
        """
        select
            region_scheme.scheme,
            region_scheme.title,
            region_scheme.edition,
            region_scheme.licence,
            region_scheme.attribution,
            region.level,
            count(distinct region.region_code) as regions,
            count(distinct region.country) as countries,
            max(region_population.population_year) as population_year
        from region_scheme
        inner join region using (scheme)
        left join region_population using (scheme, region_code)
        group by all
        order by region_scheme.scheme, region.level
        """
    )


def _present(transaction: Transaction, entity: str, scheme: str) -> pl.DataFrame:
    return transaction.fetch(
        "select * from query_table($entity) where scheme = $scheme", {"entity": entity, "scheme": scheme}
    )
