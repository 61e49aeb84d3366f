"""Which column of a table is which field: by the names files give it, else by how alike names are; the user decides."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
from rapidfuzz import fuzz

from data.imports.account import TO_CORRECT
from data.imports.kind import Field, Kind, Recognised

# Headers this alike may be the same; the user sees the likeness and decides.
ALIKE = 0.84
# Of how well a sheet fits a kind: the needed fields, how many of its columns have a place, what its title says.
OF_NEEDED, OF_COLUMNS, OF_TITLE = 0.6, 0.3, 0.1


@dataclass(frozen=True)
class Proposed:
    """The column that may be a field, from 0 to 1 how sure that is, and why."""

    field: str
    column: str
    score: float
    by: Literal["remembered", "name", "likeness"]


def bare(text: pl.Expr) -> pl.Expr:
    """Return texts without accents, capitals, blanks and punctuation, as names are compared."""
    return text.str.normalize("NFKD").str.to_lowercase().str.replace_all(r"[^\p{Letter}\p{Number}]", "")


def proposed(kind: Kind, columns: Sequence[str], remembered: Mapping[str, str] | None = None) -> list[Proposed]:
    """Return for each field of a kind that a table may have the column that it is, each column at most once.

    `remembered` has column -> field as a user decided before, "" for a column that is not read.
    """
    kept = remembered or {}
    by_bare = dict(zip(columns, _bare(columns), strict=True))
    found: list[Proposed] = []
    for column, name in kept.items():
        if column in by_bare and name in {field.name for field in kind.fields}:
            found.append(Proposed(name, column, 1.0, "remembered"))
    free = [column for column in columns if column not in kept]
    by_name = {alias: field for field in reversed(kind.fields) for alias in _names(field)}
    for column in free:
        field = by_name.get(by_bare[column])
        if field and field.name not in {one.field for one in found}:
            found.append(Proposed(field.name, column, 1.0, "name"))
    taken = {one.field for one in found} | {one.column for one in found}
    names = {field.name: _names(field) for field in kind.fields if field.name not in taken}
    pairs = [
        (max(fuzz.ratio(by_bare[column], alias, score_cutoff=100 * ALIKE) for alias in aliases) / 100, name, column)
        for column in free
        if by_bare[column] and column not in taken
        for name, aliases in names.items()
    ]
    for score, name, column in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if score >= ALIKE and name not in taken and column not in taken:
            taken |= {name, column}
            found.append(Proposed(name, column, round(score, 2), "likeness"))
    place = {field.name: number for number, field in enumerate(kind.fields)}
    return sorted(found, key=lambda one: place[one.field])


def header_set(columns: Sequence[str]) -> str:
    """Return what tells one set of headers from another, whatever their order; what we added ourselves is left out."""
    names = sorted(column for column in columns if column != TO_CORRECT)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def as_mapping(found: Collection[Proposed]) -> dict[str, str]:
    """Return field -> column."""
    return {one.field: one.column for one in found}


def recognised(kind: Kind, columns: Sequence[str], title: str) -> Recognised:
    """Return how well a table with these columns and this title fits a kind."""
    found = proposed(kind, columns)
    have = {one.field for one in found}
    needed = kind.needed()
    missing = tuple(field for field in needed if field.name not in have)
    plain_title = _bare([title])[0]
    says_so = any(_bare([hint])[0] in plain_title for hint in (kind.name, *kind.hints))
    has_needed = (len(needed) - len(missing)) / len(needed) if needed else 1.0
    score = OF_NEEDED * has_needed + OF_COLUMNS * len(found) / max(len(columns), 1) + OF_TITLE * says_so
    return Recognised(round(score, 2), tuple(field for field in kind.fields if field.name in have), missing)


def _names(field: Field) -> list[str]:
    return [name for name in _bare([field.name, str(field.title), *field.aliases]) if name]


def _bare(texts: Sequence[str]) -> list[str]:
    return pl.Series("text", texts, dtype=pl.String).to_frame().select(bare(pl.col("text")))["text"].to_list()
