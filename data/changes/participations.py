"""Note that a partner has left, enter the day it left, take that back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from data import store
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.events import Conflict, Meanwhile
from data.problems import Problem
from data.transaction import Change, Transaction

ROLES = ("coordinator", "partner", "associated")

PRESENT = "select * from participation where participation_id = $participation_id"
NAME = """
select coalesce(known_as(organisation.short_name, organisation.legal_name), participation.participation_id) as name
from participation
inner join organisation on participation.organisation_id = organisation.organisation_id
where participation.participation_id = $participation_id
"""
ENDS_ON = "select ends_on from consortium where consortium_id = $consortium_id"
MEANWHILE = """
select
    coalesce(known_as(organisation.short_name, organisation.legal_name), record.participation_id) as code,
    null as event,
    record.left_on as effective_on,
    record.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from participation_history as record
inner join organisation on record.organisation_id = organisation.organisation_id
inner join change on record.version = change.version
where record.participation_id = $participation_id and record.version > $seen_version
order by change.version
"""
Row = dict[str, Any]


def note_left(participation_id: str, on: date, *, who: str, today: date, seen_version: int) -> Change:
    """Note on the day `on` that a partner has left, since when is not known yet, and return the change.

    Raise Conflict when somebody saved the participation since `seen_version`, Problem when the day it left is known or
    the day is wrong.
    """

    def noted(transaction: Transaction, present: Row) -> Row:
        began_on = checked.lifetime(transaction, present["consortium_id"])["began_on"]
        checked.past_day(on, today, present["joined_on"] or began_on)
        if present["left_on"] is not None:
            raise Problem(
                "The day this partner left is on record: {left_on}.",
                "Correct that day instead.",
                left_on=present["left_on"],
            )
        return {"left_noted_on": on}

    return _save(participation_id, noted, who=who, why="left", seen_version=seen_version)


def end_participation(participation_id: str, left_on: date, *, who: str, today: date, seen_version: int) -> Change:
    """Record the day on which a partner left or is to leave, in place of any told before, and return the change.

    Raise Conflict when somebody saved the participation since `seen_version`, Problem when the day is outside the time
    the partner can have taken part.
    """

    def ended(transaction: Transaction, present: Row) -> Row:
        began_on = checked.lifetime(transaction, present["consortium_id"])["began_on"]
        joined_on = present["joined_on"] or began_on
        if joined_on and left_on < joined_on:
            raise Problem(
                "The field “Day it left” says {day}, before the partner joined on {joined_on}.",
                "Choose a later day.",
                day=left_on,
                joined_on=joined_on,
            )
        ends_on = transaction.fetch(ENDS_ON, {"consortium_id": present["consortium_id"]}).item()
        if ends_on and left_on > ends_on:
            raise Problem(
                "The field “Day it left” says {day}, after the end of the consortium on {ends_on}.",
                "Choose an earlier day; whoever stays to the end has not left.",
                day=left_on,
                ends_on=ends_on,
            )
        return {"left_on": left_on, "left_noted_on": present["left_noted_on"] or today}

    return _save(participation_id, ended, who=who, why="day it left", seen_version=seen_version)


def take_back_leaving(participation_id: str, *, who: str, seen_version: int) -> Change:
    """Record that a partner has not left after all and return the change; the records keep what was said.

    Raise Conflict when somebody saved the participation since `seen_version`, Problem when nobody said it had.
    """

    def stays(_: Transaction, present: Row) -> Row:
        if present["left_on"] is None and present["left_noted_on"] is None:
            raise Problem("Nobody has recorded that this partner left.", "There is nothing to take back.")
        return {"left_on": None, "left_noted_on": None}

    return _save(participation_id, stays, who=who, why="has not left", seen_version=seen_version)


def _save(
    participation_id: str, change: Callable[[Transaction, Row], Row], *, who: str, why: str, seen_version: int
) -> Change:
    asked = {"participation_id": participation_id}
    names = store.fetch(NAME, asked)["name"]
    if names.is_empty():
        raise Problem("This partner is not on record.", "Load the page again and choose one from the list.")

    def work(transaction: Transaction) -> None:
        present = transaction.fetch(PRESENT, asked)
        meanwhile = transaction.fetch(MEANWHILE, asked | {"seen_version": seen_version}).to_dicts()
        if meanwhile:
            raise Conflict([Meanwhile(**row) for row in meanwhile])
        changed = change(transaction, present.row(0, named=True)) | {"source_id": SOURCE["source_id"]}
        transaction.append("source_document", [SOURCE])
        transaction.append(
            "participation", present.with_columns(pl.lit(value).alias(name) for name, value in changed.items())
        )

    _, saved = store.write(work, who=who, why=f"{names[0]}: {why}", origin="app")
    return saved
