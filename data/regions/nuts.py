"""Brings NUTS regions, which this repository may not hold, from a user's own files into a store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from data.problems import Problem
from data.regions.account import Account
from data.regions.nuts_outlines import FOR_DRAWING_ONLY, NutsRegion, Say, chosen_files, outline_files, read_outlines
from data.regions.nuts_tables import (
    CodeChange,
    Count,
    PopulationTable,
    counted,
    is_changes,
    is_names,
    is_population,
    read_changes,
    read_names,
    read_population,
)
from data.regions.schemes import Scheme, write_scheme
from data.store import Store
from data.transaction import Change, Transaction

EDITIONS = (2021, 2024)
TABLES = {".csv", ".tsv", ".txt"}
ATTRIBUTION = "© EuroGeographics for the administrative boundaries"
LICENCE = (
    "Eurostat/GISCO grant a non-exclusive, non-transferable right to use and process the outlines, not for commercial "
    "purposes, with the notice “© EuroGeographics for the administrative boundaries” on every map."
)
GISCO = "https://gisco-services.ec.europa.eu/distribution/v2/nuts"
EUROSTAT = "https://ec.europa.eu/eurostat"
TO_FETCH = """
  outlines        {gisco}/geojson/NUTS_RG_20M_{year}_4326.geojson
  United Kingdom  {gisco}/geojson/NUTS_RG_20M_2021_4326.geojson (it is in no later edition)
  names           {gisco}/csv/NUTS_AT_{year}.csv
  population      {eurostat}/api/dissemination/sdmx/2.1/data/demo_r_pjanaggr3?format=TSV (table demo_r_pjanaggr3,
                  or a table of ARDECO), saved as a .tsv or .csv file
  changed codes   {eurostat}/web/nuts/correspondence-tables, the sheet of 2021 and 2024 saved as a .csv file with the
                  columns code_2021, code_2024 and change
"""


@dataclass(frozen=True)
class Addition:
    """What adding a scheme did: its name, the change of the store, an account of each file, translated codes."""

    scheme: str
    change: Change
    accounts: Sequence[Account]
    translated: dict[str, str]


def add_nuts(store: Store, folder: Path | None, edition: int, *, who: str, say: Say) -> Addition:
    """Bring the NUTS regions of an edition from the files of a folder into the store, in one transaction.

    Regions that no file holds any more are withdrawn. `say` is told of each step of long work. Raise Problem, with
    nothing changed, when there is no folder, when a level is missing from it, or when a file cannot be read; the
    problem says what to fetch from where.
    """
    if folder is None or not folder.is_dir():
        raise Problem(
            "The outlines of NUTS regions do not come with the dashboard, because of their licence: {licence}",
            "Fetch these files into a folder and run: python -m data regions add-nuts --from FOLDER{files}",
            licence=LICENCE,
            files=_to_fetch(edition),
        )
    files = chosen_files(outline_files(folder), edition)
    if not files:
        raise Problem(
            "The folder {folder} lacks outlines of NUTS {edition} for some of the levels 0 to 3. {licence}",
            "Fetch these files into the folder and run the command again.{files}",
            folder=folder,
            edition=edition,
            licence=LICENCE,
            files=_to_fetch(edition),
        )
    tables = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in TABLES]
    titles = read_names([path for path in tables if is_names(path)])
    regions, outlines = read_outlines(files, titles, say)
    accounts = [outlines]
    other = next(year for year in EDITIONS if year != edition)
    changes, of_changes = read_changes([path for path in tables if is_changes(path)], other, edition)
    if of_changes.read:
        accounts.append(of_changes)
    counts: dict[tuple[str, int], Count] = {}
    translated: dict[str, str] = {}
    named: list[str] = []
    for path in [path for path in tables if is_population(path)]:
        say(f"Reading {path.name}")
        table = read_population(path, datetime.now(UTC).year)
        found, account, of_table = counted(table, regions.keys(), _between(table, edition, regions.keys(), changes))
        accounts.append(account)
        translated |= of_table
        named.append(path.name)
        for count in found:
            counts.setdefault((count.code, count.year), count)
    without = sorted(regions.keys() - {code for code, _ in counts})
    if without:
        outlines.notes.append(f"without population: {len(without)} of {len(regions)}")
    scheme = _scheme(edition, regions, list(counts.values()), changes)
    outlines.notes += [
        f"{country} at 1:{FOR_DRAWING_ONLY} million: places near its inner borders may be put into the next region"
        for country in sorted({region.country for region in regions.values() if region.scale == FOR_DRAWING_ONLY})
    ]
    say(f"Writing {len(regions)} regions")

    def work(transaction: Transaction) -> None:
        transaction.append("source_document", _sources(edition, named))
        write_scheme(transaction, scheme)

    name = scheme.about["scheme"]
    _, change = store.write(work, who=who, why=f"region scheme {name} added", origin="import")
    return Addition(name, change, accounts, translated)


def _to_fetch(edition: int) -> str:
    return TO_FETCH.format(gisco=GISCO, eurostat=EUROSTAT, year=edition).rstrip()


def _between(
    table: PopulationTable, edition: int, known: Collection[str], changes: Sequence[CodeChange]
) -> Sequence[CodeChange]:
    """Return the changes a table must be translated by: none when it is of the edition.

    A table that does not say its edition is of the one whose codes it holds more of.
    """
    of_other = {change.former for change in changes if change.former not in known}
    of_this = {change.present for change in changes} - {change.former for change in changes}
    is_other = (
        table.edition != edition
        if table.edition is not None
        else len(table.codes & of_other) > len(table.codes & of_this)
    )
    if is_other and not changes:
        raise Problem(
            "The population in {file} is of NUTS {other}, the outlines are of NUTS {edition}.",
            "Add the table of changed codes to the folder, or a population table of that edition. Nothing was saved.",
            file=table.path.name,
            other=table.edition,
            edition=edition,
        )
    return changes if is_other else ()


def _scheme(
    edition: int,
    regions: dict[str, NutsRegion],
    counts: Sequence[Count],
    changes: Sequence[CodeChange],
) -> Scheme:
    name = f"NUTS-{edition}"
    kept = sorted({(region.country, region.year) for region in regions.values() if region.year != edition})
    about = {
        "scheme": name,
        "title": f"NUTS {edition}",
        "edition": ", ".join([str(edition), *(f"{country} of {year}" for country, year in kept)]),
        "licence": LICENCE,
        "attribution": ATTRIBUTION,
        "source_id": _source_of(edition),
    }
    rows = [
        {
            "scheme": name,
            "region_code": region.code,
            "level": region.level,
            "parent_code": region.code[:-1] if region.level else None,
            "country": region.country,
            "title": region.title,
            "outline": region.outline,
            "latitude": region.latitude,
            "longitude": region.longitude,
            "source_id": _source_of(edition),
        }
        for region in regions.values()
    ]
    population = [
        {
            "scheme": name,
            "region_code": count.code,
            "population_year": count.year,
            "population": count.persons,
            "basis": "estimate" if count.estimate else "statistics",
            "source_id": f"{_source_of(edition)}-population",
        }
        for count in counts
    ]
    former = [
        {
            "scheme": name,
            "former_code": change.former,
            "region_code": change.present,
            "source_id": _source_of(edition),
        }
        for change in dict.fromkeys(changes)
        if change.former not in regions and change.present in regions
    ]
    return Scheme(about, pl.DataFrame(rows), pl.DataFrame(population), pl.DataFrame(former))


def _source_of(edition: int) -> str:
    return f"nuts-{edition}"


def _sources(edition: int, tables: Sequence[str]) -> list[dict[str, str]]:
    outlines = {
        "source_id": _source_of(edition),
        "title": f"NUTS {edition}, outlines of Eurostat/GISCO",
        "language": "en",
        "kind": "map data",
        "note": LICENCE,
    }
    population = {
        "source_id": f"{_source_of(edition)}-population",
        "title": f"Population of NUTS {edition} regions",
        "language": "en",
        "kind": "statistics",
        "note": "Inhabitants on 1 January, from " + ", ".join(tables) + ".",
    }
    return [outlines, population] if tables else [outlines]
