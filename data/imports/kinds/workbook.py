"""The sheets of our own workbook, one kind each: data/exports/sheets.py says what stands in them.

A sheet is told by the name of its first column, and every column by its name in the store. What is compared is what the
file said when it was made: a cell that nobody changed since brings nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import polars as pl

from data.changes.limits import LONGEST_TEXT, LONGEST_TITLE
from data.exports import sheets as ours
from data.exports.template import EXAMPLE, FORMAT, TECHNICAL, example_row
from data.imports.account import Findings
from data.imports.context import Context, joined
from data.imports.kind import Bundle, Field, Kind, Reads, Recognised, precision_of
from data.imports.kinds.fields import CONSORTIUM
from data.imports.load import otherwise
from data.imports.organisations import FIELDS, described
from data.imports.sheet import ROW, Sheet
from data.imports.told import About
from data.problems import Problem, Word
from data.store import Store

SHEET = "sheet:"
READS: Mapping[str, Reads] = {
    "text": "text",
    "day": "day",
    "number": "number",
    "whole number": "whole",
    "share": "share",
    "yes or no": "yes_no",
    "choice": "choice",
}
REFERS: Mapping[str, Reads] = {
    "partners": "partner",
    "csos": "cso",
    "pilots": "pilot",
    "work_packages": "work_package",
    "objective": "objective",
    "deliverables": "deliverable",
    "milestones": "milestone",
    "risks": "risk",
    "indicators": "indicator",
    "communication_activities": "communication_activity",
}
READ_AS: Mapping[str, Reads] = {
    "region_code": "region",
    "country": "country",
    "website": "address",
    "url": "address",
    "case_study_url": "address",
    **dict.fromkeys(
        ("description", "measures", "reason", "state_of_play", "note", "evidence", "means_of_verification"), "lines"
    ),
}
COUNTED = ("whole number", "share")
# Days that have happened, and days that lie within the project.
PAST = ("effective_on", "held_on", "observed_on", "recorded_on", "identified_on", "active_from")
DUE = ("due_on",)
# The organisation of a row of these sheets is matched with those on record.
ORGANISATIONS = {"partners": "OTHER", "csos": "CSO"}
CHANGED_AT = "select recorded_at from change where version = $version"
PLANNED = {
    "deliverable_event": """
        select deliverable_id, event_id as known_event from deliverable_event where event = 'planned'
    """,
    "milestone_event": """
        select milestone_id, event_id as known_event from milestone_event where event = 'planned'
    """,
}
LAST_POSITION = {
    "deliverable_event": "select deliverable_id as about, max(position) as last from deliverable_event group by all",
    "milestone_event": "select milestone_id as about, max(position) as last from milestone_event group by all",
}
NAMED_HERE = """
select organisation_id, coalesce(legal_name, organisation_id) as without_short_name
from organisation
where short_name is null
"""
PARTICIPANTS = "select participation_id as id, organisation_id as known_organisation from participation"


def about(sheets: Sequence[Sheet], store: Store) -> About | None:
    """Return what a workbook says of itself; None when it is none of ours.

    A version counts only if this store made it at the moment that the workbook says.
    """
    technical = next((sheet for sheet in sheets if sheet.title == TECHNICAL and sheet.columns[:1] == ("format",)), None)
    if technical is None or FORMAT not in technical.columns:
        return None
    said = dict(technical.rows().select("format", FORMAT).iter_rows())
    version, changed_at = said.get("store_version"), said.get("changed_at")
    base = None
    if version and changed_at and version.isdigit():
        recorded = store.fetch(CHANGED_AT, {"version": int(version)})["recorded_at"]
        if len(recorded) and recorded[0] == datetime.fromisoformat(changed_at).replace(tzinfo=None):
            base = int(version)
    return About(said.get("consortium_id"), base)


def is_sheet(sheet: Sheet) -> bool:
    """Return whether a sheet of our workbook holds rows."""
    return bool(sheet.columns) and sheet.columns[0].startswith(SHEET)


def _kind(sheet: ours.Sheet, order: int) -> Kind:
    fields = tuple(_field(sheet, field) for field in sheet.fields)
    own = Field("id", Word("Id"), (SHEET + sheet.key,), reads="id", needed=False, longest=LONGEST_TEXT)
    return Kind(
        f"workbook_{sheet.key}",
        Word(sheet.title),
        (CONSORTIUM, own, *fields),
        sheet.entity,
        partial(_rows, sheet),
        order=order,
        leave_out=partial(_leave_out, sheet),
        by_own_names=True,
        recognise=partial(_recognised, sheet, (own, *fields)),
    )


def _recognised(sheet: ours.Sheet, fields: tuple[Field, ...], found: Sheet) -> Recognised:
    is_this = found.columns[:1] == (SHEET + sheet.key,)
    return Recognised(1.0, fields) if is_this else Recognised(0.0, (), fields[:1])


def _field(sheet: ours.Sheet, field: ours.Field) -> Field:
    is_name = field.column == sheet.named_by
    reads: Reads = REFERS[field.refers_to] if field.refers_to else READ_AS.get(field.name, READS[field.kind])
    if field.name in ("pic", "oid"):
        reads = "id"
    return Field(
        field.name,
        Word(field.label),
        (field.column,),
        reads,
        needed=False,
        longest=LONGEST_TEXT if reads == "lines" else LONGEST_TITLE,
        least=0 if field.kind in COUNTED else None,
        choices={code: (meaning,) for code, meaning in field.choices.items()} if reads == "choice" else {},
        or_other=field.or_other,
        decimal=".",
        note=Word(field.note) if is_name else None,
    )


def _rows(sheet: ours.Sheet, read: pl.DataFrame, context: Context) -> Bundle:
    """Return the rows of the entities that a sheet of the workbook holds."""
    # Whoever typed over the example meant a row of his own.
    read = read.with_columns(pl.when(pl.col("id") != EXAMPLE).then(pl.col("id")).alias("id"))
    for field in sheet.fields:
        if field.kind == "day" and field.name in (*PAST, *DUE):
            context.check_days(read, _field(sheet, field), past=field.name in PAST)
    _demand(sheet, read, context)
    if sheet.key in ORGANISATIONS:
        return _organisations(sheet, read, context)
    if "latitude" in read.columns:
        context.check_points(read)
    key = _key(sheet, context)
    read = _with_ids(sheet, read, key, context)
    bundle = {sheet.entity: _entity(sheet, sheet.entity, read, context)}
    for entity in dict.fromkeys(field.entity for field in sheet.fields if field.entity != sheet.entity):
        bundle[entity] = _planned(sheet, entity, read, context)
    return bundle


def _leave_out(sheet: ours.Sheet, rows: pl.DataFrame, findings: Findings) -> None:
    """Leave out the row of labels and the example, unless somebody typed over it."""
    id_cell = pl.col(SHEET + sheet.key)
    findings.ignore(
        rows.filter(id_cell == "Id").select(ROW),
        "row of labels",
        None,
        Problem("This row names the columns.", "Nothing is to be done."),
    )
    example = example_row(sheet)
    untouched = rows.filter(
        id_cell == EXAMPLE,
        *(
            pl.col(field.column).fill_null("") == example.get(field.column, "")
            for field in sheet.fields
            if field.column in rows.columns
        ),
    )
    findings.ignore(
        untouched.select(ROW),
        "example",
        None,
        Problem("This row is the example of the workbook.", "Nothing is to be done."),
    )


def _demand(sheet: ours.Sheet, read: pl.DataFrame, context: Context) -> None:
    for field in sheet.fields:
        if field.required:
            empty = read.filter(pl.col(field.name).is_null() & pl.col("id").is_null())
            context.demand(empty, _field(sheet, field))


def _key(sheet: ours.Sheet, context: Context) -> list[str]:
    return [name for name in context.transaction.keys[sheet.entity] if name != "consortium_id"]


def _with_ids(sheet: ours.Sheet, read: pl.DataFrame, key: list[str], context: Context) -> pl.DataFrame:
    """Return the rows with the key of the entity: by the id, else by what names the row, else made."""
    told = {field.name for field in sheet.fields if field.entity == sheet.entity}
    made_up = [name for name in key if name not in told]
    if not made_up:
        return _with_exact_days(sheet, read, key)
    surrogate = made_up[-1]
    if sheet.named_by:
        name = sheet.named_by.partition(".")[2]
        known = context.named(REFERS[sheet.key]).select("consortium_id", pl.col("name").alias(name), known_id="id")
        known = known.unique(["consortium_id", name], keep="none")
        read = read.join(known, on=["consortium_id", name], how="left", maintain_order="left")
        made = joined("consortium_id", name)
    else:
        parts = [field.name for field in sheet.fields if field.required or field.refers_to]
        read = read.with_columns(pl.lit(None, pl.String).alias("known_id"))
        made = joined("consortium_id", *parts)
    return read.with_columns(pl.coalesce("id", "known_id", made).alias(surrogate))


def _with_exact_days(sheet: ours.Sheet, read: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Return the rows with days that are part of a key as the id says them, where the cell says the same less exactly.

    A month or a year in a cell stands for whatever day of it the store has.
    """
    for field in sheet.fields:
        if field.kind == "day" and field.precision and field.name in key:
            own = pl.col("id").str.split("|").list.get(key.index(field.name), null_on_oob=True)
            read = read.with_columns(_exact(field.name, own.str.to_date(strict=False), precision_of(field.name)))
    return read


def _as_exact_as_here(fields: Sequence[ours.Field], entity: str, rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the rows of an entity with days as the store has them, where the cell says the same less exactly."""
    days = [field for field in fields if field.kind == "day" and field.precision]
    inexact = [field for field in days if rows[str(field.precision)].is_in(["month", "year"]).any()]
    key = list(context.transaction.keys[entity])
    if not inexact or not set(key) <= set(rows.columns):
        return rows
    here = context.transaction.fetch("select * from query_table($entity)", {"entity": entity})
    own = here.select(*key, *(pl.col(field.name).alias(f"{field.name} here") for field in inexact))
    joined_rows = rows.join(own, on=key, how="left", maintain_order="left")
    return joined_rows.with_columns(
        _exact(field.name, pl.col(f"{field.name} here"), str(field.precision)) for field in inexact
    ).select(rows.columns)


def _exact(name: str, day: pl.Expr, precision: str) -> pl.Expr:
    """Return a column of days that takes `day` where it lies in the month or year that is all the column says."""
    told, known = pl.col(name), pl.col(precision)
    same = (told.dt.year() == day.dt.year()) & ((known == "year") | (told.dt.month() == day.dt.month()))
    return pl.when(known.is_in(["month", "year"]) & same).then(day).otherwise(told).alias(name)


def _entity(sheet: ours.Sheet, entity: str, read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the rows of an entity with what the sheet says of it, and what the store demands beside."""
    columns = context.transaction.entities[entity]
    said = [field.name for field in sheet.fields if field.entity == entity]
    key = [name for name in context.transaction.keys[entity] if name not in said and name in read.columns]
    consortium = ["consortium_id"] if "consortium_id" in columns and "consortium_id" not in key else []
    rows = read.select(
        ROW,
        *key,
        *consortium,
        *said,
        *(
            pl.when(pl.col(field.name).is_not_null()).then(pl.col(precision_of(field.name))).alias(field.precision)
            for field in sheet.fields
            if field.entity == entity and field.precision
        ),
        pl.lit(context.source_id).alias("source_id"),
    )
    if "language" in columns and "language" not in said:
        language = context.consortia().select("consortium_id", pl.col("language").alias(otherwise("language")))
        rows = rows.join(language, on="consortium_id", how="left", maintain_order="left")
    if "position" in columns:
        about_name = f"{entity.removesuffix('_event')}_id"
        last = context.ask(LAST_POSITION[entity])
        rows = rows.join(last, left_on=about_name, right_on="about", how="left", maintain_order="left").with_columns(
            (pl.col("last").fill_null(0) + pl.int_range(1, pl.len() + 1).over(about_name)).alias(otherwise("position"))
        ).drop("last")  # fmt: skip
    rows = _as_exact_as_here([field for field in sheet.fields if field.entity == entity], entity, rows, context)
    if "recorded_on" in columns and "recorded_on" not in said:
        rows = rows.with_columns(pl.lit(context.today).alias(otherwise("recorded_on")))
    return rows


def _planned(sheet: ours.Sheet, entity: str, read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the event `planned` of deliverables or milestones whose baseline the sheet says."""
    about_name = f"{sheet.entity}_id"
    events = context.ask(PLANNED[entity]).unique(about_name, keep="first", maintain_order=True)
    began = context.consortia().select("consortium_id", "began_on")
    fields = [field for field in sheet.fields if field.entity == entity]
    has_plan = pl.any_horizontal(pl.col(field.name).is_not_null() for field in fields)
    # What is new was planned, deliverables also where nobody says for when.
    if entity == "milestone_event":
        new = read.join(events, on=about_name, how="anti", maintain_order="left")
        context.demand(new, next(_field(sheet, field) for field in fields if field.name == "due_on"))
    rows = (
        read.join(events, on=about_name, how="left", maintain_order="left")
        .filter(has_plan | pl.col("known_event").is_null())
        .join(began, on="consortium_id", how="left", maintain_order="left")
    )
    planned = rows.select(
        ROW,
        pl.coalesce("known_event", pl.format("{}-planned", about_name)).alias("event_id"),
        about_name,
        "consortium_id",
        pl.lit("planned").alias("event"),
        *(field.name for field in fields),
        *(
            pl.when(pl.col(field.name).is_not_null()).then(pl.col(precision_of(field.name))).alias(field.precision)
            for field in fields
            if field.precision
        ),
        pl.coalesce("began_on", pl.min_horizontal(pl.lit(context.today), "due_on")).alias(otherwise("effective_on")),
        pl.lit("day").alias(otherwise("effective_precision")),
        pl.lit(1).alias(otherwise("position")),
        pl.lit(context.source_id).alias("source_id"),
    ).drop([otherwise("effective_precision")] if entity == "milestone_event" else [])
    return _as_exact_as_here(fields, entity, planned, context)


def _organisations(sheet: ours.Sheet, read: pl.DataFrame, context: Context) -> Bundle:
    """Return organisations, matched where their row is new, and their participation."""
    lacking = [field for field in FIELDS if field.name not in read.columns]
    kinds: Mapping[str, Any] = {"latitude": pl.Float64, "longitude": pl.Float64}
    read = read.with_columns(
        *(pl.lit(None, kinds.get(field.name, pl.String)).alias(field.name) for field in lacking),
        pl.coalesce("legal_name", "short_name").alias("name told"),
    )
    if sheet.key == "partners":
        participants = context.ask(PARTICIPANTS)
        read = read.join(participants, on="id", how="left", maintain_order="left").with_columns(
            pl.col("known_organisation").alias("organisation_id")
        )
    else:
        read = read.with_columns(pl.col("id").alias("organisation_id"))
    legal = read["legal_name"]
    found, bundle = described(
        read.with_columns(pl.col("name told").alias("legal_name")), context, ORGANISATIONS[sheet.key]
    )
    if found.is_empty():
        return bundle
    told = pl.DataFrame({ROW: read[ROW], "legal name told": legal})
    organisations = (
        bundle["organisation"]
        .join(told, on=ROW, how="left", maintain_order="left")
        .join(context.ask(NAMED_HERE), on="organisation_id", how="left", maintain_order="left")
    )
    # The first column of the sheet says what an organisation is called, also where that is its legal name.
    is_legal = pl.col("short_name") == pl.col("without_short_name")
    bundle = {
        **bundle,
        "organisation": organisations.with_columns(
            *(
                pl.when(pl.col("legal name told").is_not_null()).then(pl.col(name)).alias(name)
                for name in ("legal_name", otherwise("legal_name"))
            ),
            *(
                pl.when(~is_legal.fill_null(value=False)).then(pl.col(name)).alias(name)
                for name in ("short_name", otherwise("short_name"))
            ),
        ).drop("legal name told", "without_short_name"),
    }
    if sheet.key != "partners":
        return bundle
    made = pl.coalesce("id", joined("consortium_id", "organisation_id")).alias("participation_id")
    rows = _entity(sheet, "participation", found.with_columns(made), context)
    return {**bundle, "participation": rows.with_columns(found["organisation_id"])}


KINDS = tuple(_kind(sheet, order) for order, sheet in enumerate(ours.SHEETS, start=1))
