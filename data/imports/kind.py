"""What a table can be about: its fields, how a sheet is recognised as one, and what its rows become in the store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from data.changes.limits import LONGEST_TITLE
from data.imports.sheet import Sheet
from data.problems import Word

# How the cells of a field are read:
#   text     one line            lines    a text that may have lines          id       a code or number of something
#   number   a number            whole    a whole number        share   0 to 100 %, or 0 to 1
#   day      a day               due      a day or a month of the project (M18)
#   country  ISO 3166-1          region   a code of a region scheme           choice   one of a list of codes
#   address  of a page or file   partner, cso, pilot  something on record, by id, number or name
#   work_package, objective      one of the consortium's own, by its number
#   base     the version of the store on which the row was handed out
Reads = Literal[
    "text", "lines", "id", "number", "whole", "share", "day", "due", "country", "region", "choice", "yes_no", "address",
    "consortium", "partner", "cso", "pilot", "work_package", "objective",
    "deliverable", "milestone", "risk", "indicator", "communication_activity", "base",
]  # fmt: skip

# Entity -> rows, each with the number of the row of the sheet that it comes from.
Bundle = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Field:
    """One column that a table may have.

    `aliases` are further headers that files give it, in several languages; `choices` has code -> what files say for it.
    A file without a `needed` field cannot be read as this kind; a row with it empty is rejected.
    """

    name: str
    title: Word
    aliases: tuple[str, ...] = ()
    reads: Reads = "text"
    needed: bool = False
    longest: int = LONGEST_TITLE
    least: float | None = None
    most: float | None = None
    # The sign before decimals, where a file of this kind always has one.
    decimal: Literal[".", ","] | None = None
    # Of a day that is known to the month or year only, the last one is meant.
    last_day: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Something else may stand there than one of the choices.
    or_other: bool = False
    note: Word | None = None


def precision_of(name: str) -> str:
    """Return the name of the column that says how precise the day of a field is: day, month or year."""
    return f"{name} precision"


def month_of(name: str) -> str:
    """Return the name of the column that has the month of the project which a due date was told as, null where not."""
    return f"{name} month"


@dataclass(frozen=True)
class Recognised:
    """How well a sheet fits a kind, from 0 to 1, by which columns; `missing` are needed fields it does not have."""

    score: float
    found: tuple[Field, ...] = ()
    missing: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Kind:
    """What a table can be about.

    `rows` makes the entities' rows from cells that are read and checked, and from the Context of the import; `entity`
    is the one that a row of the table is about, of which a file may not hold two of one key. Kinds with a lower `order`
    are brought in first.
    """

    name: str
    title: Word
    fields: tuple[Field, ...]
    entity: str
    rows: Callable[[pl.DataFrame, Any], Bundle]
    order: int = 50
    # All rows are looked at together, for rows that can be told only by the others; else so many at once.
    at_once: bool = True
    batch: int = 200_000
    # Leaves out rows that are none of the table's, such as an example, before anything is read.
    leave_out: Callable[[pl.DataFrame, Any], None] | None = None
    # Columns stand under names that are never anything else, so that there is nothing to remember of them.
    by_own_names: bool = False
    of_consortium: bool = True
    recognise: Callable[[Sheet], Recognised] | None = None
    # Columns that such tables are known to have and that are not kept, each with the reason.
    not_kept: Mapping[str, Word] = field(default_factory=dict)
    # Words that the title of a sheet or file says when it is about this.
    hints: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """Return the field of this name; KeyError when there is none."""
        return {one.name: one for one in self.fields}[name]

    def needed(self) -> Sequence[Field]:
        """Return the fields without which a table cannot be read as this."""
        return [one for one in self.fields if one.needed]
