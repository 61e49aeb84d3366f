"""What an import tells the user before anything is saved, and what a workbook of ours says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A cell of a row that is new or differs: what stands here and what the file says.

    `base` is what stood here when the file was made, told where both changed it.
    """

    sheet: str
    row: int
    entity: str
    key: str
    column: str
    here: str | None
    file: str | None
    base: str | None = None


@dataclass(frozen=True)
class Question:
    """A row that may be an organisation on record: its name and place, and `candidates`, the likeliest first.

    A candidate has organisation_id, name, city, country, score and reasons. An answer names the row by `source_key`.
    """

    file: str
    sheet: str
    row: int
    source_key: str
    name: str
    city: str | None
    country: str | None
    candidates: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class About:
    """Of which consortium a workbook of ours is, and the version of this store it was made from, where it is known."""

    consortium_id: str | None
    base_version: int | None
