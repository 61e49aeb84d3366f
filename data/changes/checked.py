"""What every change checks of what a user typed, each in a sentence that names the field."""

import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any

from data.problems import Problem, Word
from data.store import Transaction

LONGEST_CODE = 30
LONGEST_TITLE = 300
LONGEST_TEXT = 2000

# What the rows recorded here were taken from.
SOURCE = {
    "source_id": "recorded-here",
    "title": "Recorded in the dashboard",
    "language": "en",
    "kind": "recorded by the consortium",
}

LIFETIME = """
select
    language,
    starts_on,
    starts_precision,
    cast(date_trunc(coalesce(starts_precision, 'day'), starts_on) as date) as began_on,
    cast(ends_on + interval 1 year as date) as last_due_on
from consortium
where consortium_id = $consortium_id
"""
HAS_WORK_PACKAGE = """
select work_package from work_package where consortium_id = $consortium_id and work_package = $work_package
"""
HAS_PARTNER = """
select organisation_id from participation where consortium_id = $consortium_id and organisation_id = $organisation_id
"""


def text(value: str | None, field: Word, *, longest: int = LONGEST_TITLE) -> str:
    """Return a line of text without blanks around it; raise Problem when it is empty, too long or cannot be shown."""
    line = (value or "").strip()
    if not 1 <= len(line) <= longest:
        raise Problem(
            "The field “{field}” has {n} characters.", "Give 1 to {longest}.", field=field, n=len(line), longest=longest
        )
    _check_shown(line, field)
    return line


def lines(value: str | None, field: Word, *, longest: int = LONGEST_TEXT) -> str | None:
    """Return a text that may have lines, None when it is empty; raise Problem when too long or not to be shown."""
    said = (value or "").strip()
    if len(said) > longest:
        raise Problem(
            "The field “{field}” has {n} characters.",
            "Give at most {longest}.",
            field=field,
            n=len(said),
            longest=longest,
        )
    _check_shown(said.replace("\n", " ").replace("\t", " "), field)
    return said or None


def one_of(value: str | None, allowed: Collection[str], field: Word) -> str | None:
    """Return `value`; raise Problem when it is neither among `allowed` nor None."""
    if value is not None and value not in allowed:
        raise Problem(
            "The field “{field}” says {value}, which is not among its values.",
            "Choose one from the list.",
            field=field,
            value=value[:80],
        )
    return value


def lifetime(transaction: Transaction, consortium_id: str) -> dict[str, Any]:
    """Return language, starts_on with its precision, began_on and last_due_on (a year after the end) of a consortium.

    Raise Problem when there is no such consortium.
    """
    rows = transaction.fetch(LIFETIME, {"consortium_id": consortium_id}).to_dicts()
    if not rows:
        raise Problem("This consortium is not on record.", "Load the page again and choose one in the sidebar.")
    return rows[0]


def past_day(day: date, today: date, began_on: date | None) -> date:
    """Return `day`; raise Problem when it is still to come or lies before the consortium began."""
    if day > today:
        raise Problem(
            "The field “Day” says {day}, which is still to come.",
            "Choose today or an earlier day; record what is to come once it has happened.",
            day=day,
        )
    if began_on and day < began_on:
        raise Problem(
            "The field “Day” says {day}, before the consortium began on {began_on}.",
            "Choose a later day.",
            day=day,
            began_on=began_on,
        )
    return day


def due_day(due_on: date | None, consortium: dict[str, Any]) -> date | None:
    """Return `due_on`; raise Problem when it lies before the consortium began or more than a year after its end."""
    began_on, last_due_on = consortium["began_on"], consortium["last_due_on"]
    if due_on and began_on and due_on < began_on:
        raise Problem(
            "The due date {due_on} lies before the consortium began on {began_on}.",
            "Choose a later due date.",
            due_on=due_on,
            began_on=began_on,
        )
    if due_on and last_due_on and due_on > last_due_on:
        raise Problem(
            "The due date {due_on} lies more than a year after the end of the consortium.",
            "Choose a due date up to {last_due_on}.",
            due_on=due_on,
            last_due_on=last_due_on,
        )
    return due_on


def work_package(transaction: Transaction, consortium_id: str, work_package: str | None) -> str | None:
    """Return `work_package`; raise Problem when it is not None and the consortium does not have it."""
    asked = {"consortium_id": consortium_id, "work_package": work_package}
    if work_package is not None and transaction.fetch(HAS_WORK_PACKAGE, asked).is_empty():
        raise Problem(
            "The field “Work package” names {work_package}, which this consortium does not have.",
            "Choose one of its work packages or leave the field empty.",
            work_package=work_package[:80],
        )
    return work_package


def partner(transaction: Transaction, consortium_id: str, organisation_id: str | None) -> str | None:
    """Return `organisation_id`; raise Problem when it is not None and has no part in the consortium."""
    asked = {"consortium_id": consortium_id, "organisation_id": organisation_id}
    if organisation_id is not None and transaction.fetch(HAS_PARTNER, asked).is_empty():
        raise Problem(
            "The field “Lead partner” does not name a partner of this consortium.",
            "Choose one of its partners or leave the field empty.",
        )
    return organisation_id


def _check_shown(said: str, field: Word) -> None:
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in said):
        raise Problem(
            "The field “{field}” holds characters that cannot be shown.",
            "Type it again instead of pasting it.",
            field=field,
        )
