"""Reads the tables that belong to NUTS regions: names, changes of codes, and population from Eurostat or ARDECO."""

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from data.problems import Problem
from data.regions.account import Account

CODE_COLUMNS = ("nuts_id", "nutscode", "nuts_code", "geo", "geo\\time_period", "geo\\time", "territory_id")
NAME_COLUMNS = ("name_latn", "nuts_name", "name")
YEAR_COLUMNS = ("time_period", "year", "time")
VALUE_COLUMNS = ("obs_value", "value", "population")
EDITION_COLUMNS = ("versions", "version", "nuts_version")
# What a row may say of sex, age and unit when it is about all inhabitants.
ALL_INHABITANTS = {
    "sex": {"t", "total"},
    "age": {"total"},
    "unit": {"nr", "persons", "number", "person"},
    "freq": {"a"},
}
YEAR = re.compile(r"(19|20)\d{2}")
EDITION_IN_NAME = re.compile(r"nuts[_-]?(20\d{2})", re.IGNORECASE)
NUMBER = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<flags>[a-z]*)", re.IGNORECASE)
ESTIMATE_FLAGS = set("efp")  # estimated, forecast, provisional
EXACT = "exact"


class Count(NamedTuple):
    """How many people lived in a region on 1 January of a year; an estimate, or counted."""

    code: str
    year: int
    persons: int
    estimate: bool


@dataclass(frozen=True)
class CodeChange:
    """A code of one NUTS edition and one it became in another; `exact` when the region stayed as it was."""

    former: str
    present: str
    exact: bool


@dataclass(frozen=True)
class PopulationTable:
    """A table of population: its rows, each with what it is called in an account, and the NUTS edition it states."""

    path: Path
    rows: Sequence[tuple[str, Sequence[Count], str | None]]
    edition: int | None

    @property
    def codes(self) -> set[str]:
        """The codes the table speaks of."""
        return {name.split()[0] for name, _, refused in self.rows if refused is None}


def read_names(paths: Sequence[Path]) -> dict[str, str]:
    """Return names by NUTS code from the tables that hold codes and names."""
    names: dict[str, str] = {}
    for path in paths:
        for line in _lines(path):
            code, name = _first(line, CODE_COLUMNS), _first(line, NAME_COLUMNS)
            if code and name:
                names.setdefault(code, name)
    return names


def read_changes(paths: Sequence[Path], former: int, present: int) -> tuple[list[CodeChange], Account]:
    """Return what became of the codes of the edition `former` in the edition `present`, and the account of the rows."""
    changes, account = [], Account("Correspondence of codes")
    for path in paths:
        for line in _lines(path):
            old, new = line.get(f"code_{former}", ""), line.get(f"code_{present}", "")
            if old and new:
                account.accepted += 1
                quality, kind = line.get("quality", ""), line.get("change", "").lower()
                exact = (
                    quality == EXACT if quality else kind in ("", "unchanged", "code change", "name change", "recoded")
                )
                changes.append(CodeChange(old, new, exact))
            else:
                account.rejected["a code is missing"].append(old or new or "?")
    return changes, account


def is_population(path: Path) -> bool:
    """Return whether a table holds population by region and year, long or wide."""
    header = _header(path)
    years = [name for name in header if YEAR.fullmatch(name)]
    return bool({*CODE_COLUMNS} & {*header}) and (
        bool(years) or bool({*YEAR_COLUMNS} & {*header} and {*VALUE_COLUMNS} & {*header})
    )


def is_changes(path: Path) -> bool:
    """Return whether a table holds codes of two NUTS editions."""
    return sum(bool(re.fullmatch(r"code_20\d{2}", name)) for name in _header(path)) > 1


def is_names(path: Path) -> bool:
    """Return whether a table holds names by NUTS code and nothing to count."""
    header = {*_header(path)}
    return bool(header & {*CODE_COLUMNS}) and bool(header & {*NAME_COLUMNS}) and not is_population(path)


def read_population(path: Path, this_year: int) -> PopulationTable:
    """Return the rows of a population table; a year that is not over, or only just, is an estimate."""
    rows: list[tuple[str, Sequence[Count], str | None]] = []
    stated = EDITION_IN_NAME.search(path.stem)
    editions = {int(stated[1])} if stated else set()
    for line in _lines(path):
        code = _first(line, CODE_COLUMNS)
        if found := YEAR.fullmatch(_first(line, EDITION_COLUMNS)):
            editions.add(int(found[0]))
        year = _first(line, YEAR_COLUMNS)
        name = f"{code} {year}".strip() or "?"
        partial = [column for column, whole in ALL_INHABITANTS.items() if line.get(column, "t").lower() not in whole
                   and column in line]  # fmt: skip
        if partial:
            rows.append((name, [], "not of all inhabitants (" + ", ".join(partial) + ")"))
            continue
        cells = {year: _first(line, VALUE_COLUMNS)} if year else {y: v for y, v in line.items() if YEAR.fullmatch(y)}
        approximate = line.get("quality", EXACT) != EXACT
        flags = set(line.get("obs_flag", "").lower())
        counts = []
        for of_year, cell in cells.items():
            number = NUMBER.fullmatch(cell.strip())
            if number and YEAR.fullmatch(of_year):
                said = flags | set(number["flags"].lower())
                estimate = approximate or bool(said & ESTIMATE_FLAGS) or int(of_year) >= this_year - 1
                counts.append(Count(code, int(of_year), round(float(number["number"])), estimate))
        rows.append((name, counts, None if counts else "no number"))
    if len(editions) > 1:
        raise Problem(
            "The file {file} holds the population of several NUTS editions: {editions}.",
            "Keep the rows of one edition. Nothing was saved.",
            file=path.name,
            editions=", ".join(map(str, sorted(editions))),
        )
    return PopulationTable(path, rows, editions.pop() if editions else None)


def counted(
    table: PopulationTable, known: Collection[str], changes: Sequence[CodeChange]
) -> tuple[list[Count], Account, dict[str, str]]:
    """Return the counts of known codes, what became of each row, and what each other code was translated to.

    With `changes` the table is of another edition: a code counts for the region it became. Where a region was divided,
    or holds parts of a divided one, nobody knows how many live in it, and the row is rejected.
    """
    account = Account(f"Population ({table.path.name})")
    became: dict[str, list[CodeChange]] = defaultdict(list)
    made_of: dict[str, list[CodeChange]] = defaultdict(list)
    for change in changes:
        became[change.former].append(change)
        made_of[change.present].append(change)
    sums: dict[tuple[str, int], list[Count]] = defaultdict(list)
    translated: dict[str, str] = {}
    for name, counts, refused in table.rows:
        code = counts[0].code if counts else name
        here = became.get(code) or ([CodeChange(code, code, True)] if code in known else [])
        reason = refused or _hindrance(here, became, made_of, known)
        if reason:
            account.rejected[reason].append(name)
            continue
        (change,) = here
        if change.exact and change.present == code:
            account.accepted += 1
        else:
            kind = "code translated" if change.exact else "translated, borders moved: an estimate"
            account.repaired[kind].append(name)
            translated[code] = f"{change.present} ({'same region' if change.exact else 'borders moved'})"
        for count in counts:
            sums[change.present, count.year].append(count._replace(estimate=count.estimate or not change.exact))
    found = [
        Count(code, year, sum(part.persons for part in parts), any(part.estimate for part in parts))
        for (code, year), parts in sorted(sums.items())
        if {part.code for part in parts} >= {change.former for change in made_of.get(code, ())}
        and len({part.code for part in parts}) == len(parts)
    ]
    return found, account, translated


def _hindrance(
    here: Sequence[CodeChange],
    became: Mapping[str, Sequence[CodeChange]],
    made_of: Mapping[str, Sequence[CodeChange]],
    known: Collection[str],
) -> str | None:
    """Return why a row cannot be counted for a region of the edition; None if it can."""
    if not here:
        return "no region has this code"
    if len(here) > 1:
        return "divided into " + ", ".join(sorted(change.present for change in here))
    if here[0].present not in known:
        return f"no region has the code {here[0].present}, which it became"
    divided = [part.former for part in made_of.get(here[0].present, ()) if len(became[part.former]) > 1]
    return f"{here[0].present} holds parts of {', '.join(sorted(divided))}" if divided else None


def _header(path: Path) -> list[str]:
    for line in _lines(path):
        return list(line)
    return []


def _lines(path: Path) -> Iterator[dict[str, str]]:
    """Yield each row by the names of its columns in small letters; Eurostat's first column holds several."""
    separator = "\t" if path.suffix.lower() == ".tsv" else None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if separator is None:
                first = file.readline()
                separator = max(",;\t", key=first.count)
                file.seek(0)
            table = csv.reader(file, delimiter=separator)
            header = next(table, [])
            inner = header[0].split(",") if header and separator != "," else header[:1]
            columns = [name.strip().lower().replace(" ", "_") for name in [*inner, *header[1:]]]
            for cells in table:
                values = [*(cells[0].split(",") if len(inner) > 1 else cells[:1]), *cells[1:]]
                yield {name: value.strip() for name, value in zip(columns, values, strict=False)}
    except (OSError, UnicodeDecodeError, csv.Error) as refusal:
        raise Problem(
            "The table {file} cannot be read.", "Save it as UTF-8 text. Nothing was saved.", file=path.name
        ) from refusal


def _first(line: Mapping[str, str], columns: Sequence[str]) -> str:
    return next((line[column] for column in columns if line.get(column)), "")
