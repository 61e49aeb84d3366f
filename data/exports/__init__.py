"""Files that leave the dashboard, made from the same definitions as its pages.

What they say is English, whatever language the reader's browser asks for: they are sent on to others.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from data import store
from data.problems import Problem

FOLDER = Path(__file__).parent
JOINS_EMOJI = "\u200d"
STATUS = {"not known": "not in public sources"}


@dataclass(frozen=True)
class Subject:
    """Whose file it is, and the state of the store it was made from: its version and the time of its last change."""

    consortium_id: str
    acronym: str
    fictional: bool
    version: int
    changed_at: datetime


def subject(consortium: str) -> Subject:
    """Return what is known of the consortium with this id or acronym, upper and lower case alike.

    Raise Problem when there is none, or more than one.
    """
    listed = store.fetch("select consortium_id, acronym, fictional from consortium order by fictional, acronym")
    exact = listed.filter(pl.col("consortium_id") == consortium)
    found = exact if exact.height else listed.filter(pl.col("acronym").str.to_lowercase() == consortium.lower())
    if found.is_empty():
        raise Problem(
            "There is no consortium {consortium} in this store.",
            "Choose one of: {known}.",
            consortium=consortium,
            known=", ".join(listed["acronym"]) or "none yet",
        )
    if found.height > 1:
        raise Problem(
            "More than one consortium has the acronym {consortium}.",
            "Choose one by its id: {known}.",
            consortium=consortium,
            known=", ".join(found["consortium_id"]),
        )
    changed_at = store.fetch("select max(recorded_at) as changed_at from readable_change").item()
    return Subject(
        **found.row(0, named=True), version=store.opened().version, changed_at=changed_at.replace(tzinfo=UTC)
    )


def rows(query: str, *, consortium_id: str, as_of: date) -> pl.DataFrame:
    """Return the rows of `<query>.sql` beside this file."""
    sql = (FOLDER / f"{query}.sql").read_text(encoding="utf-8")
    return store.fetch(sql, {"consortium": consortium_id, "as_of": as_of})


def status_name(status: str, *, overdue: bool = False) -> str:
    """Return a status in words; what is overdue for another reason (returned and past its date) says both."""
    name = STATUS.get(status, status)
    return f"overdue, {name}" if overdue and status != "overdue" else name


def one_line(text: str) -> str:
    """Return text of the store on one line, without control characters, which other programs may trip over."""
    return " ".join("".join(sign if sign.isprintable() or sign in JOINS_EMOJI else " " for sign in text).split())
