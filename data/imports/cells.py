"""Cells of text become values: read by kind of field, checked by the rules that the forms have, each column at once.

Where a rule is costly, only what looks suspicious goes through the function the forms use, and only once per value.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from data.changes import checked
from data.changes.limits import ADDRESS
from data.exports.comma_separated import without_mark
from data.imports.context import Context
from data.imports.days import PROJECT_MONTH
from data.imports.kind import Field, Kind, month_of, precision_of
from data.imports.mapping import bare
from data.imports.parsed import folded
from data.imports.sheet import ROW
from data.imports.values import Values, as_code, as_country, as_day, as_number, as_text, as_yes_no
from data.problems import Problem

# Kinds of field whose reading knows words for "nothing is known" by itself.
UNREAD = ("number", "share", "whole", "day", "due", "country", "yes_no", "base")
# What is said about a field that names something on record.
ALIKE_NAMES = 3
# Addresses that the check of the forms returns as they are; only others are worth its time.
PLAIN_ADDRESS = r"^https?://[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}(?:/[A-Za-z0-9._~/%?#=&+-]{0,500})?$"
NOT_SHOWN = r"\p{Cc}"
# Of so many cells one in so many has a value of its own where a column has few values.
LONG = 1000
FEW = 4
KINDS_OF_VALUE: Mapping[str, pl.DataType] = {
    "number": pl.Float64(),
    "share": pl.Float64(),
    "whole": pl.Int64(),
    "base": pl.Int64(),
    "yes_no": pl.Boolean(),
    "day": pl.Date(),
    "due": pl.Date(),
}


def read_cells(rows: pl.DataFrame, kind: Kind, mapping: Mapping[str, str], context: Context) -> pl.DataFrame:
    """Return ROW, consortium_id and one column per field of a kind, null where the table has none.

    `mapping` has field -> column. Rows that cannot be read are rejected with the cell and the way out; they go on to
    the further checks, so that all that is wrong with a row is said at once.
    """
    read = _with_consortium(rows, kind, mapping, context)
    for field in kind.fields:
        if field.reads == "consortium":
            continue
        column = mapping.get(field.name)
        if column is None:
            read = read.with_columns(pl.lit(None, KINDS_OF_VALUE.get(field.reads, pl.String())).alias(field.name))
            if field.reads in ("day", "due"):
                read = read.with_columns(pl.lit(None, pl.String).alias(precision_of(field.name)))
            if field.reads == "due":
                read = read.with_columns(pl.lit(None, pl.Int32).alias(month_of(field.name)))
            continue
        texts = rows.select(ROW, value=without_mark(pl.col(column).str.strip_chars()))
        value = _of_few_values(texts, field, read, context)
        if value is None:
            value = _field(texts, field, read, context)
        read = read.with_columns(value if isinstance(value, pl.DataFrame) else value.alias(field.name))
    return read


def _of_few_values(
    texts: pl.DataFrame, field: Field, read: pl.DataFrame, context: Context
) -> pl.Series | pl.DataFrame | None:
    """Return what `_field` does, each value looked at once; None where values are many or something is said of one."""
    if texts.height < LONG or texts["value"].head(LONG).n_unique() > LONG // FEW:
        return None
    cells = texts.with_columns(read["consortium_id"])
    said = ["value"] if read["consortium_id"].n_unique() == 1 else ["consortium_id", "value"]
    once = cells.unique(subset=said, keep="first", maintain_order=True)
    if once.height > cells.height // FEW:
        return None
    # What is said of a cell is said of its row: then all rows are looked at.
    aside = replace(context)
    aside.findings = context.findings.aside()
    value = _field(once.select(ROW, "value"), field, once.select(ROW, "consortium_id"), aside)
    if not aside.findings.is_empty():
        return None
    found = value if isinstance(value, pl.DataFrame) else value.alias(field.name).to_frame()
    return cells.join(
        once.select(said).with_columns(found), on=said, how="left", nulls_equal=True, maintain_order="left"
    ).select(found.columns)


def _field(texts: pl.DataFrame, field: Field, read: pl.DataFrame, context: Context) -> pl.Series | pl.DataFrame:
    """Return the values of a field, of days also how precise they are; `read` has consortium_id of the same rows."""
    if field.reads not in UNREAD:
        typed = as_code(texts["value"]) if field.reads == "id" else as_text(texts["value"])
        texts = texts.with_columns(_understood(texts, typed, field, context).alias("value"))
    if field.needed:
        empty = texts.filter(pl.col("value").is_null())
        context.findings.reject(
            empty.select(ROW),
            "empty field",
            field.name,
            Problem("The field “{field}” is empty.", "Fill it in.", field=field.title),
        )
    return READ[field.reads](texts, field, read, context)


def _with_consortium(rows: pl.DataFrame, kind: Kind, mapping: Mapping[str, str], context: Context) -> pl.DataFrame:
    """Return ROW and consortium_id: the one a row names, else the one that was chosen."""
    read = rows.select(ROW, consortium_id=pl.lit(context.consortium_id, pl.String))
    if not kind.of_consortium:
        return read
    column = mapping.get("consortium")
    if column:
        known = context.consortia()
        names = pl.concat(
            [
                known.select("consortium_id", name=pl.col(name))
                for name in ("consortium_id", "acronym", "agreement_number")
            ]
        ).drop_nulls()
        names = names.select("consortium_id", key=bare(pl.col("name"))).unique(subset="key", maintain_order=True)
        said = rows.select(ROW, value=pl.col(column))
        found = said.with_columns(key=bare(pl.col("value"))).join(names, on="key", how="left", maintain_order="left")
        context.findings.reject(
            found.filter(pl.col("consortium_id").is_null() & pl.col("value").is_not_null()),
            "unknown consortium",
            "consortium",
            lambda value: Problem(
                "The field “Consortium” names {value}, which is not on record.",
                "Give the acronym of one of these: {known}.",
                value=value[:80],
                known=", ".join(known["acronym"].head(10)),
            ),
        )
        read = found.select(ROW, consortium_id=pl.col("consortium_id").fill_null(pl.lit(context.consortium_id)))
        said_nothing = found.filter(pl.col("value").is_null()).select(ROW)
        unknown = read.filter(pl.col("consortium_id").is_null()).join(said_nothing, on=ROW, how="semi")
    else:
        unknown = read.filter(pl.col("consortium_id").is_null())
    context.findings.reject(
        unknown.select(ROW),
        "no consortium",
        "consortium",
        Problem(
            "This row does not say to which consortium it belongs.",
            "Choose the consortium of the file, or add a column “Consortium” with its acronym.",
        ),
    )
    return read


def _text(cells: pl.DataFrame, field: Field, _: pl.DataFrame, context: Context) -> pl.Series:
    odd = (pl.col("value").str.len_chars() > field.longest) | pl.col("value").str.contains(rf"{NOT_SHOWN}|{ADDRESS}")
    return _as_forms_take_it(
        cells, odd, field, lambda value: checked.text(value, field.title, longest=field.longest), context
    )


def _lines(cells: pl.DataFrame, field: Field, _: pl.DataFrame, context: Context) -> pl.Series:
    plain = pl.col("value").str.replace_all(r"[\n\t]", " ")
    odd = (pl.col("value").str.len_chars() > field.longest) | plain.str.contains(NOT_SHOWN)
    return _as_forms_take_it(
        cells, odd, field, lambda value: checked.lines(value, field.title, longest=field.longest), context
    )


def _as_forms_take_it(
    cells: pl.DataFrame, odd: pl.Expr, field: Field, check: Callable[[str], Any], context: Context
) -> pl.Series:
    """Return texts, those that look odd as the check of the forms returns them; reject what it refuses."""
    taken = _judge(cells.filter(odd), "text", field, check, context)
    return cells["value"].replace(list(taken), list(taken.values())) if taken else cells["value"]


def _address(cells: pl.DataFrame, field: Field, _: pl.DataFrame, context: Context) -> pl.Series:
    """Return addresses of pages; one without https:// in front gets it."""
    bare_host = pl.col("value").str.contains(r"^(www\.)?[\w-]+(\.[\w-]+)+(/\S*)?$")
    with_scheme = cells.with_columns(
        became=pl.when(bare_host).then(pl.concat_str(pl.lit("https://"), pl.col("value"))).otherwise(pl.col("value"))
    )
    context.findings.repair(
        with_scheme.filter(bare_host),
        "address without https",
        field.name,
        lambda _: Problem(
            "The address did not begin with https://, which was put before it.", "Look whether it opens."
        ),
    )
    checked_of = _judge(
        with_scheme.filter(~pl.col("became").str.contains(PLAIN_ADDRESS)).select(ROW, value="became"),
        "address",
        field,
        lambda value: checked.web_address(value, field.title),
        context,
    )
    odd = pl.DataFrame(list(checked_of.items()), schema={"became": pl.String, "address": pl.String}, orient="row")
    return with_scheme.join(odd, on="became", how="left", maintain_order="left").select(
        pl.coalesce("address", "became").alias(field.name)
    )[field.name]


def _choice(cells: pl.DataFrame, field: Field, read: pl.DataFrame, context: Context) -> pl.Series:
    code_of = {code: code for code in field.choices}
    spelled = (
        pl.DataFrame(
            [(said, code) for code, all_said in field.choices.items() for said in (code, *all_said)],
            schema={"said": pl.String, "code": pl.String},
            orient="row",
        )
        .with_columns(bare(pl.col("said")).alias("key"))
        .unique(subset="key", keep="first", maintain_order=True)
    )
    found = cells.with_columns(bare(pl.col("value")).alias("key")).join(
        spelled.select("key", became="code"), on="key", how="left", maintain_order="left"
    )
    if field.or_other:
        _text(cells.filter(found["became"].is_null()), field, read, context)
        found = found.with_columns(pl.coalesce("became", "value").alias("became"))
    _not_among(found.filter(pl.col("became").is_null() & pl.col("value").is_not_null()), field, list(code_of), context)
    context.findings.repair(
        found.filter(pl.col("became") != pl.col("value")),
        "value of a list",
        field.name,
        lambda value: Problem(
            "“{value}” was read as {became}.",
            "If that is not meant, give one of: {values}.",
            value=value[:80],
            became=_became(found, value),
            values=", ".join(code_of),
        ),
    )
    return found["became"]


def _became(found: pl.DataFrame, value: str) -> str:
    return str(found.filter(pl.col("value") == value)["became"][0])


def _not_among(wrong: pl.DataFrame, field: Field, values: list[str], context: Context) -> None:
    context.findings.reject(
        wrong,
        "value not in list",
        field.name,
        lambda value: Problem(
            "The field “{field}” says {value}, which is not among its values.",
            "Give one of: {values}.",
            field=field.title,
            value=value[:80],
            values=", ".join(values),
        ),
    )


def _on_record(cells: pl.DataFrame, field: Field, read: pl.DataFrame, context: Context) -> pl.Series:
    """Return the ids of what the cells name; names are of the row's own consortium, or of none."""
    names = context.named(field.reads)
    counted = names.group_by("consortium_id", "key").agg(pl.col("id").n_unique().alias("meant"), pl.col("id").first())
    asked = cells.join(read.select(ROW, "consortium_id"), on=ROW, how="left", maintain_order="left").with_columns(
        bare(pl.col("value")).alias("key")
    )
    found = asked.join(
        counted.select("consortium_id", "key", "meant", "id"),
        on=["consortium_id", "key"],
        how="left",
        maintain_order="left",
    )
    # A CSO of nobody here may be meant as well.
    of_nobody = counted.filter(pl.col("consortium_id") == "").select("key", meant_at_all="meant", id_at_all="id")
    found = found.join(of_nobody, on="key", how="left", maintain_order="left").with_columns(
        pl.coalesce("id", "id_at_all").alias("id"), pl.coalesce("meant", "meant_at_all").alias("meant")
    )
    named = pl.col("value").is_not_null() & pl.col("consortium_id").is_not_null()
    context.findings.reject(
        found.filter(named & (pl.col("meant") > 1)),
        "name of several",
        field.name,
        lambda value: Problem(
            "The field “{field}” says {value}, which several have as a name.",
            "Give the full name, or its id.",
            field=field.title,
            value=value[:80],
        ),
    )
    for (consortium_id,), some in found.filter(named & pl.col("meant").is_null()).group_by("consortium_id"):
        own = names.filter(pl.col("consortium_id").is_in([consortium_id, ""]))
        context.findings.reject(some, "not on record", field.name, partial(_nobody, field, own["name"].to_list()))
    return found["id"]


def _nobody(field: Field, names: list[str], value: str) -> Problem:
    alike = [name for name, *_ in process.extract(value, names, scorer=fuzz.WRatio, limit=ALIKE_NAMES, score_cutoff=70)]
    if alike:
        return Problem(
            "The field “{field}” says {value}, which this consortium does not have.",
            "Give one that is on record, such as: {alike}.",
            field=field.title,
            value=value[:80],
            alike=", ".join(alike),
        )
    return Problem(
        "The field “{field}” says {value}, which this consortium does not have.",
        "Give one that is on record, or leave the field empty.",
        field=field.title,
        value=value[:80],
    )


def _judge(
    cells: pl.DataFrame, rule: str, field: Field, check: Callable[[str], Any], context: Context
) -> dict[str, Any]:
    """Return value -> what `check` makes of it; reject the rows with values it refuses."""
    passed: dict[str, Any] = {}
    wrong: dict[str, Problem] = {}
    for value in cells["value"].drop_nulls().unique().to_list():
        try:
            passed[value] = check(value)
        except Problem as problem:
            wrong[value] = problem
    if wrong:
        context.findings.reject(cells.filter(pl.col("value").is_in(list(wrong))), rule, field.name, wrong.__getitem__)
    return passed


def _number(cells: pl.DataFrame, field: Field, _: pl.DataFrame, context: Context) -> pl.Series:
    is_whole = field.reads == "whole"
    numbers = as_number(cells["value"], whole=is_whole, decimal=field.decimal or context.decimal)
    read = _understood(cells, numbers, field, context)
    if field.reads == "share":
        read = read / 100 if (read > 1).any() else read
    least, most = (0.0, 1.0) if field.reads == "share" else (field.least, field.most)
    beyond = cells.with_columns(read.alias("number")).filter(
        (pl.col("number") < least if least is not None else pl.lit(value=False))
        | (pl.col("number") > most if most is not None else pl.lit(value=False))
    )
    context.findings.reject(
        beyond,
        "number out of range",
        field.name,
        lambda value: Problem(
            "The field “{field}” says {value}, which cannot be.",
            "Give a number from {least} to {most}.",
            field=field.title,
            value=value,
            least="−∞" if least is None else f"{least:g}",
            most="∞" if most is None else f"{most:g}",
        ),
    )
    return read.cast(pl.Int64) if is_whole else read


def _day(cells: pl.DataFrame, field: Field, read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return days, how precise they are, and of due dates the month of the project they were told as, in columns."""
    starts_on = None
    if field.reads == "due" or cells["value"].str.contains(r"^[A-Za-z]+\.?\s?\d{1,3}$").any():
        starts = context.consortia().select("consortium_id", "starts_on")
        starts_on = read.select("consortium_id").join(starts, on="consortium_id", how="left", maintain_order="left")[
            "starts_on"
        ]
    days = as_day(cells["value"], starts_on)
    typed = _understood(cells, days, field, context)
    found = pl.DataFrame({"day": typed, "precision": days.precision})
    if field.last_day:
        # What ends in a month ends on its last day.
        found = found.with_columns(
            pl.when(pl.col("precision") == "month")
            .then(pl.col("day").dt.month_end())
            .when(pl.col("precision") == "year")
            .then(pl.col("day").dt.offset_by("1y").dt.offset_by("-1d"))
            .otherwise(pl.col("day"))
            .alias("day")
        )
    found = found.select(pl.col("day").alias(field.name), pl.col("precision").alias(precision_of(field.name)))
    if field.reads != "due":
        return found
    month = folded(pl.lit(cells["value"])).str.extract(PROJECT_MONTH).cast(pl.Int32)
    return found.with_columns(pl.when(pl.col(field.name).is_not_null()).then(month).alias(month_of(field.name)))


def _country(cells: pl.DataFrame, field: Field, _: pl.DataFrame, context: Context) -> pl.Series:
    return _understood(cells, as_country(cells["value"]), field, context)


def _yes_no(cells: pl.DataFrame, field: Field, _: pl.DataFrame, context: Context) -> pl.Series:
    return _understood(cells, as_yes_no(cells["value"]), field, context)


def _base(cells: pl.DataFrame, _: Field, __: pl.DataFrame, ___: Context) -> pl.Series:
    return cells["value"].cast(pl.Int64, strict=False)


def _region(cells: pl.DataFrame, field: Field, _: pl.DataFrame, context: Context) -> pl.Series:
    upper = cells.with_columns(pl.col("value").str.to_uppercase())
    _judge(upper, "region", field, lambda value: checked.region_code(context.transaction, value, None), context)
    return upper["value"]


def _understood(cells: pl.DataFrame, values: Values, field: Field, context: Context) -> pl.Series:
    """Return what was read of cells; say what was repaired and reject what nobody could read."""
    rows = cells.select(ROW).with_row_index("place").cast({"place": pl.UInt32})
    notes = values.notes.join(rows, on="place", how="inner", maintain_order="left")
    for (rule, understood), some in notes.group_by("rule", "understood", maintain_order=True):
        say = context.findings.repair if understood else context.findings.reject
        say(some, str(rule), field.name, partial(values.problem, rule))
    return values.typed


READ: Mapping[str, Callable[[pl.DataFrame, Field, pl.DataFrame, Context], pl.Series | pl.DataFrame]] = {
    "text": _text,
    "id": _text,
    "lines": _lines,
    "address": _address,
    "choice": _choice,
    "number": _number,
    "share": _number,
    "whole": _number,
    "base": _base,
    "country": _country,
    "region": _region,
    "yes_no": _yes_no,
    "day": _day,
    "due": _day,
    "partner": _on_record,
    "cso": _on_record,
    "pilot": _on_record,
    "work_package": _on_record,
    "objective": _on_record,
    "deliverable": _on_record,
    "milestone": _on_record,
    "risk": _on_record,
    "indicator": _on_record,
    "communication_activity": _on_record,
}
