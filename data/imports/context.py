"""What the rows of a table are read and checked against: the store, the consortium that was chosen, the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Literal

import polars as pl

from data.changes import checked
from data.imports.account import Findings
from data.imports.kind import Field
from data.imports.mapping import bare
from data.imports.sheet import ROW
from data.imports.told import Question
from data.problems import Problem
from data.transaction import Transaction

CONSORTIA = """
select
    consortium_id,
    acronym,
    agreement_number,
    language,
    fictional,
    starts_on,
    starts_precision,
    cast(date_trunc(coalesce(starts_precision, 'day'), starts_on) as date) as began_on,
    cast(ends_on + interval 1 year as date) as last_due_on
from consortium
order by consortium_id
"""
# Every way in which a file may name something on record; of a name that stands for two, neither is meant.
NAMES_OF = {
    "partner": """
        with names as (
            select participation.consortium_id, organisation.organisation_id as id, unnest([
                organisation.organisation_id, organisation.legal_name, organisation.short_name, organisation.pic,
                organisation.oid, organisation.ror, organisation.vat_number, organisation.erasmus_code, title.title
            ]) as name
            from participation
            inner join organisation on participation.organisation_id = organisation.organisation_id
            left join title
                on title.subject_kind = 'organisation' and title.subject_id = organisation.organisation_id
        )
        select distinct consortium_id, id, name from names where name is not null order by name, consortium_id, id
    """,
    "cso": """
        with met as (
            select consortium_id, cso_id from cso_relation
            union select consortium_id, cso_id from pilot_cso
            union select consortium_id, cso_id from engagement where cso_id is not null
            union select '' as consortium_id, organisation_id from organisation where organisation_type = 'CSO'
        ),
        names as (
            select met.consortium_id, organisation.organisation_id as id, unnest([
                organisation.organisation_id, organisation.legal_name, organisation.short_name
            ]) as name
            from met
            inner join organisation on met.cso_id = organisation.organisation_id
        )
        select distinct consortium_id, id, name from names where name is not null order by name, consortium_id, id
    """,
    "work_package": """
        with names as (
            select consortium_id, work_package as id, unnest([work_package, title]) as name from work_package
        )
        select distinct consortium_id, id, name from names order by name, consortium_id, id
    """,
    "pilot": """
        with names as (select consortium_id, pilot_id as id, unnest([pilot_id, title]) as name from pilot)
        select distinct consortium_id, id, name from names order by name, consortium_id, id
    """,
    "deliverable": """
        with names as (
            select consortium_id, deliverable_id as id, unnest([deliverable_id, code]) as name from deliverable
        )
        select distinct consortium_id, id, name from names order by name, consortium_id, id
    """,
    "milestone": """
        with names as (select consortium_id, milestone_id as id, unnest([milestone_id, code]) as name from milestone)
        select distinct consortium_id, id, name from names order by name, consortium_id, id
    """,
    "risk": """
        with names as (select consortium_id, risk_id as id, unnest([risk_id, code]) as name from risk)
        select distinct consortium_id, id, name from names order by name, consortium_id, id
    """,
    "indicator": """
        with names as (select consortium_id, indicator_id as id, unnest([indicator_id, code]) as name from indicator)
        select distinct consortium_id, id, name from names order by name, consortium_id, id
    """,
    "communication_activity": """
        with names as (
            select consortium_id, communication_activity_id as id, unnest([communication_activity_id, code]) as name
            from communication_activity
        )
        select distinct consortium_id, id, name from names order by name, consortium_id, id
    """,
    "objective": """
        select distinct consortium_id, objective as id, objective as name from objective order by name, consortium_id
    """,
}


@dataclass
class Context:
    """What the rows of a sheet are read and checked against.

    `consortium_id` is the one the user chose; a file may name others. `answers` are what the user decided of
    organisations that may be on record: source_key and organisation_id, which is null for a new one.
    """

    transaction: Transaction
    today: date
    source_id: str
    consortium_id: str | None = None
    answers: pl.DataFrame | None = None
    # The sign before decimals that the sheet is known to use.
    decimal: Literal["."] | None = None
    findings: Findings = field(init=False)
    # Of organisations that a person has to decide.
    questions: list[Question] = field(default_factory=list)
    # What was asked of the store once serves all rows of the import.
    _asked: dict[str, pl.DataFrame] = field(default_factory=dict)

    def ask(self, sql: str) -> pl.DataFrame:
        """Return the rows of a question without parameters as they stood when it was first asked."""
        if sql not in self._asked:
            self._asked[sql] = self.transaction.fetch(sql)
        return self._asked[sql]

    def consortia(self) -> pl.DataFrame:
        """Return one row per consortium, with began_on and last_due_on, the days between which its plan lies."""
        return self.ask(CONSORTIA)

    def named(self, what: str) -> pl.DataFrame:
        """Return one row per name: consortium_id ("" where it is of none), id, name, and `key`, its bare letters."""
        asked = f"named {what}"
        if asked not in self._asked:
            self._asked[asked] = self.ask(NAMES_OF[what]).with_columns(bare(pl.col("name")).alias("key"))
        return self._asked[asked]

    def check_days(self, rows: pl.DataFrame, field: Field, *, past: bool) -> None:
        """Reject rows whose day no such day can be: still to come if it is to lie in the `past`, outside the project.

        `rows` has ROW, consortium_id and the field's column. The limits are those of data/changes/checked.py.
        """
        lived = self.consortia().select("consortium_id", "began_on", "last_due_on")
        days = (
            rows.select(ROW, "consortium_id", value=field.name)
            .drop_nulls("value")
            .join(lived, on="consortium_id", how="left")
        )
        last = pl.lit(self.today) if past else pl.col("last_due_on")
        wrong = days.filter((pl.col("value") > last) | (pl.col("value") < pl.col("began_on")))
        for limits, some in wrong.group_by("began_on", "last_due_on"):
            consortium = dict(zip(("began_on", "last_due_on"), limits, strict=True))

            def refusal(day: date, consortium: dict[str, Any] = consortium) -> Problem:
                if past:
                    return refused(lambda: checked.past_day(day, self.today, consortium["began_on"], field.title))
                return refused(lambda: checked.due_day(day, consortium))

            self.findings.reject(some, "day out of range", field.name, refusal)

    def demand(self, rows: pl.DataFrame, field: Field, key: Sequence[str] = ()) -> None:
        """Reject rows of what is new that leave a field empty which the store demands.

        Of rows with the same `key` the first is heard. If that one is rejected here, those after it are, too: once they
        were in, the first would be heard when the file comes again.
        """
        empty = rows.filter(pl.col(field.name).is_null())
        if key and empty.height:
            left = self.findings.left(rows)
            first = left.group_by(*key).agg(pl.col(ROW).min().alias("value"))
            after = left.filter(pl.col(field.name).is_not_null()).join(
                first.join(empty.select(value=ROW), on="value", how="semi"), on=list(key)
            )
            self.findings.reject(after.select(ROW, "value"), "key told twice", None, told_otherwise)
        self.findings.reject(
            empty.select(ROW),
            "empty field",
            field.name,
            Problem(
                "The field “{field}” is empty, and what the row is about is not on record yet.",
                "Fill it in, or correct what names the row if it is on record.",
                field=field.title,
            ),
        )

    def check_points(self, rows: pl.DataFrame) -> None:
        """Reject rows whose latitude and longitude are no point on the earth, or only one of the two."""
        latitude, longitude = pl.col("latitude"), pl.col("longitude")
        suspicious = rows.filter(
            (latitude.is_null() != longitude.is_null())
            | ((latitude == 0) & (longitude == 0))
            | ~latitude.is_between(-90, 90)
            | ~longitude.is_between(-180, 180)
        ).select(ROW, "latitude", "longitude")
        for (north, east), some in suspicious.group_by("latitude", "longitude"):
            said = refused(partial(checked.coordinates, north, east))
            self.findings.reject(
                some.select(ROW, value=pl.format("{} {}", "latitude", "longitude")), "coordinates", "latitude", said
            )

    def check_order(self, rows: pl.DataFrame, first: Field, last: Field) -> None:
        """Reject rows whose `last` day lies before their `first`."""
        wrong = rows.filter(pl.col(last.name) < pl.col(first.name))
        self.findings.reject(
            wrong.select(ROW, value=last.name),
            "days out of order",
            last.name,
            lambda day: Problem(
                "The field “{last}” says {day}, before the day in “{first}”.",
                "Correct one of the two.",
                last=last.title,
                first=first.title,
                day=day,
            ),
        )


def told_otherwise(row: int) -> Problem:
    """Return what is said of a row whose key stands in an earlier `row` already."""
    return Problem(
        "The row is about the same as row {row}, and says otherwise.", "Keep the one that is right.", row=row
    )


def refused(check: Callable[[], object]) -> Problem:
    """Return the Problem that a check raises of a value which is known to be wrong."""
    try:
        check()
    except Problem as problem:
        return problem
    raise AssertionError("a value was held to be wrong that the forms take")


def joined(*columns: str) -> pl.Expr:
    """Return an id made of several columns, so that the same row always has the same one; what is empty stays empty."""
    return pl.concat_str([pl.col(column).cast(pl.String).fill_null("") for column in columns], separator="/")
