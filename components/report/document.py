"""What a report consists of, whatever kind of file it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from components.page import Headline, Numbers
from components.theme import CHART_INK, INK, NOTICE, RULE

JOINS_EMOJI = "\u200d"
# What a page of paper is printed in, whatever the theme of the screen.
COLOURS = {"ink": INK, "quiet": CHART_INK[False], "rule": RULE, "notice": NOTICE}


class Facts(Protocol):
    """Whose report it is, of which days, and the answers it is made of by the names of their queries."""

    @property
    def consortium_id(self) -> str: ...
    @property
    def acronym(self) -> str: ...
    @property
    def fictional(self) -> bool: ...
    @property
    def record_basis(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date: ...
    @property
    def version(self) -> int: ...
    @property
    def changed_at(self) -> datetime: ...
    @property
    def answers(self) -> Mapping[str, Numbers]: ...


@dataclass(frozen=True)
class Text:
    """A paragraph; a quiet one tells how to read what stands beside it."""

    said: str
    quiet: bool = False


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    said: Sequence[str]


@dataclass(frozen=True)
class Figures:
    """Headlines beside each other."""

    figures: Sequence[Headline]


@dataclass(frozen=True)
class Column:
    """One column of a table: the name over it, whether it holds numbers, and how wide it is beside the others."""

    label: str
    is_number: bool = False
    width: float = 1.0


@dataclass(frozen=True)
class Table:
    """A table with a title; the first cell of a row is its name."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Drawing:
    """An SVG drawing, what it shows in a sentence, and what to know when reading it. Width and height in pixels."""

    svg: str
    width: int
    height: int
    alt: str
    caption: str


Block = Text | Points | Figures | Table | Drawing


@dataclass(frozen=True)
class Section:
    """A numbered part of the report."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Report:
    """The whole report. `notice` stands on every page; `dated` is the day it is of, its only date."""

    title: str
    subtitle: str
    language: str
    dated: date
    notice: str | None
    running_title: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section] = field(default_factory=tuple)


def clean(text: str) -> str:
    """Return text of the store on one line, without control characters, which no kind of file may hold."""
    return " ".join("".join(sign if sign.isprintable() or sign in JOINS_EMOJI else " " for sign in text).split())
