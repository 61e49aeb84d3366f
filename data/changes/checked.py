"""What every change checks of what a user typed, each in a sentence that names the field."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlsplit

import polars as pl

from data.changes.events import LAST_MONTH
from data.changes.limits import ADDRESS, LONGEST_TEXT, LONGEST_TITLE
from data.countries import COUNTRIES, OF_THE_EU
from data.problems import Problem, Word
from data.transaction import Transaction

Value = TypeVar("Value")

DAY = Word("Day")
LEAD_PARTNER = Word("Lead partner")

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
MONTH_DUE_ON = "select month_due_on($starts_on, $month_number) as due_on"
HAS_WORK_PACKAGE = """
select work_package from work_package where consortium_id = $consortium_id and work_package = $work_package
"""
HAS_OBJECTIVE = """
select objective from objective where consortium_id = $consortium_id and objective = $objective
"""
HAS_PARTNER = """
select organisation_id from participation where consortium_id = $consortium_id and organisation_id = $organisation_id
"""

REGION = """
select country from region where region_code = $region_code
union
select region.country
from region_former_code
inner join region
    on region_former_code.scheme = region.scheme and region_former_code.region_code = region.region_code
where region_former_code.former_code = $region_code
"""


def text(value: str | None, field: Word, *, longest: int = LONGEST_TITLE, names_person: bool = False) -> str:
    """Return a line of text without blanks around it; raise Problem when it is empty, too long or cannot be shown.

    An e-mail address is refused as well, unless the field `names_person`.
    """
    line = (value or "").strip()
    if not 1 <= len(line) <= longest:
        raise Problem(
            "The field “{field}” has {n} characters.", "Give 1 to {longest}.", field=field, n=len(line), longest=longest
        )
    _check_shown(line, field)
    return line if names_person else no_person(line, field)


def lines(value: str | None, field: Word, *, longest: int = LONGEST_TEXT) -> str | None:
    """Return a text that may have lines, None when it is empty; raise Problem when too long or not to be shown."""
    said = (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
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


def filled(value: Value | None, field: Word) -> Value:
    """Return `value`; raise Problem when it is None, which a field is that was left empty."""
    if value is None:
        raise Problem("The field “{field}” is empty.", "Fill it in and save again.", field=field)
    return value


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


def past_day(day: date, today: date, began_on: date | None, field: Word = DAY) -> date:
    """Return `day`; raise Problem when it is still to come or lies before the consortium began."""
    if day > today:
        raise Problem(
            "The field “{field}” says {day}, which is still to come.",
            "Choose today or an earlier day; record what is to come once it has happened.",
            field=field,
            day=day,
        )
    if began_on and day < began_on:
        raise Problem(
            "The field “{field}” says {day}, before the consortium began on {began_on}.",
            "Choose a later day.",
            field=field,
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


def planned_due(
    transaction: Transaction, due_on: date | None, due_month: int | None, consortium: dict[str, Any]
) -> tuple[date, str]:
    """Return the due date of a plan and its precision; an explicit date wins over the month number.

    Raise Problem when neither is given, the month is none or cannot become a date, or the date is as due_day refuses.
    """
    if due_month is not None and not 1 <= due_month <= LAST_MONTH:
        raise Problem(
            "The field “Month” says {month}, which is not a month of the project.",
            "Give a month number from 1 to {last}.",
            month=due_month,
            last=LAST_MONTH,
        )
    precision = "day"
    if due_on is None:
        if due_month is None:
            raise Problem("The field “Due date” is empty.", "Give a due date or a month number.")
        if consortium["starts_on"] is None:
            raise Problem(
                "The field “Month” cannot become a date: the start of the consortium is not known.", "Give a due date."
            )
        asked = {"starts_on": consortium["starts_on"], "month_number": due_month}
        due_on, precision = transaction.fetch(MONTH_DUE_ON, asked).item(), consortium["starts_precision"] or "day"
    due_day(due_on, consortium)
    return due_on, precision


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


def free_code(taken: pl.DataFrame, code: str) -> str:
    """Return `code`; raise Problem when `taken`, the rows of the consortium that have it, are any."""
    if not taken.is_empty():
        raise Problem("The field “Number” says {code}, which is taken.", "Choose another number.", code=code)
    return code


def objective(transaction: Transaction, consortium_id: str, objective: str | None) -> str | None:
    """Return `objective`; raise Problem when it is not None and the consortium does not have it."""
    asked = {"consortium_id": consortium_id, "objective": objective}
    if objective is not None and transaction.fetch(HAS_OBJECTIVE, asked).is_empty():
        raise Problem(
            "The field “Objective” names {objective}, which this consortium does not have.",
            "Choose one of its objectives or leave the field empty.",
            objective=objective[:80],
        )
    return objective


def partner(
    transaction: Transaction, consortium_id: str, organisation_id: str | None, field: Word = LEAD_PARTNER
) -> str | None:
    """Return `organisation_id`; raise Problem when it is not None and has no part in the consortium."""
    asked = {"consortium_id": consortium_id, "organisation_id": organisation_id}
    if organisation_id is not None and transaction.fetch(HAS_PARTNER, asked).is_empty():
        raise Problem(
            "The field “{field}” does not name a partner of this consortium.",
            "Choose one of its partners or leave the field empty.",
            field=field,
        )
    return organisation_id


def no_person(value: str, field: Word) -> str:
    """Return `value`; raise Problem when it holds an e-mail address, which belongs to a person."""
    if re.search(ADDRESS, value):
        raise Problem(
            "The field “{field}” holds an e-mail address.",
            "Leave it out: names and addresses of persons are not stored.",
            field=field,
        )
    return value


def country(value: str | None, field: Word) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country, GR for EL and GB for UK; raise Problem when it is none."""
    code = (value or "").strip().upper()
    code = OF_THE_EU.get(code, code)
    if not code:
        raise Problem("The field “{field}” is empty.", "Choose one from the list.", field=field)
    if code not in COUNTRIES:
        raise Problem(
            "The field “{field}” says {value}, which is not a country.",
            "Choose one from the list.",
            field=field,
            value=code[:80],
        )
    return code


def coordinates(latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
    """Return latitude and longitude in degrees, both or neither; raise Problem when they are no point on the earth."""
    if latitude is None and longitude is None:
        return None, None
    if latitude is None or longitude is None:
        raise Problem(
            "The field “{field}” is empty, though the other coordinate is given.",
            "Give both latitude and longitude, or neither.",
            field=Word("Latitude") if latitude is None else Word("Longitude"),
        )
    if latitude == longitude == 0:
        raise Problem(
            "“Latitude” and “Longitude” are both 0, a point in the sea that often stands for “not known”.",
            "Leave both fields empty when the coordinates are not known.",
        )
    is_point = -90 <= latitude <= 90 and -180 <= longitude <= 180
    if not is_point and -90 <= longitude <= 90 and -180 <= latitude <= 180:
        raise exchanged(latitude, longitude)
    if not is_point:
        raise Problem(
            "“Latitude” says {latitude} and “Longitude” {longitude}, which is no point on the earth.",
            "Give a latitude from -90 to 90 and a longitude from -180 to 180, in degrees.",
            latitude=latitude,
            longitude=longitude,
        )
    return latitude, longitude


def exchanged(latitude: float, longitude: float) -> Problem:
    """Return the Problem that says that latitude and longitude were exchanged."""
    return Problem(
        "“Latitude” says {latitude} and “Longitude” {longitude}: the two look exchanged.",
        "Give {longitude} as latitude and {latitude} as longitude.",
        latitude=latitude,
        longitude=longitude,
    )


def region_code(transaction: Transaction, code: str | None, country: str | None) -> str | None:
    """Return `code`; raise Problem when it is not None and no region scheme has it, or it lies in another country."""
    if code is None:
        return None
    regions = transaction.fetch(REGION, {"region_code": code})
    if regions.is_empty():
        raise Problem(
            "The field “Region code” says {code}, which no region scheme has.",
            "Give a code such as BE23, or leave the field empty: the region is then found by coordinates or city.",
            code=code[:80],
        )
    if country is not None and country not in regions["country"]:
        raise Problem(
            "The field “Region code” says {code}, which lies in another country.",
            "Correct the code or the country.",
            code=code,
        )
    return code


def web_address(value: str | None, field: Word) -> str:
    """Return the address of a page or file; raise Problem when it is none that a browser can open."""
    address = text(value, field, longest=LONGEST_TEXT, names_person=True)
    try:
        parts = urlsplit(address)
        opens = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        opens = False
    if not opens or any(sign.isspace() or sign in '<>"\\`' for sign in address):
        raise Problem(
            "The field “{field}” is not an address that a browser can open.",
            "Copy the whole address; it begins with https:// or http:// and has neither blanks nor quotation marks.",
            field=field,
        )
    # A bracket would end the address where it stands within a sentence.
    return address.replace("(", "%28").replace(")", "%29")


def _check_shown(said: str, field: Word) -> None:
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in said):
        raise Problem(
            "The field “{field}” holds characters that cannot be shown.",
            "Type it again instead of pasting it.",
            field=field,
        )
