"""Lists of the Erasmus+ Project Results Platform: one row per project, with its partners in columns side by side.

They tell no day, no PIC and no acronym. Natural persons are taken out before anything else looks at a row.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from data.changes.matching import decided_matches, known_organisations
from data.imports.context import Context
from data.imports.kind import Bundle, Field, Kind, Recognised
from data.imports.kinds.fields import action_type_here
from data.imports.mapping import bare
from data.imports.organisations import SAID_FOR_TYPE, made_id
from data.imports.sheet import ROW, Sheet, row_schema
from data.imports.who_is_who import in_words, matches
from data.problems import Problem, Word

LONGEST = 20_000
GRANT = "eu grant award in euros"
# The coordinator and all partners of a row, as JSON.
PARTNERS = "Coordinator and partners"
COORDINATOR = {
    "name": ("coordinating organisation name", "coordinator's name"),
    "type": ("coordinating organisation type", "coordinator organisation type"),
    "address": ("coordinator's address",),
    "country": ("coordinator's country",),
    "website": ("coordinator's website",),
}
SLOT = re.compile(r"partner (\d+) (name|organisation type|address|region|country|website)", re.IGNORECASE)
OF_COORDINATOR = re.compile(r"coordinat(or|ing)", re.IGNORECASE)
PERSON = re.compile(r"natural person|private person|individual|informal group|group of young people", re.IGNORECASE)
IDENTIFIER = r"^20\d{2}-\d-[A-Z]{2}\d{2}-KA\d{3}(-[A-Z]{2,4})?-\d{6,9}$|^\d{6}-EPP-.+|^\d{9}$"
# Of our action types, by how the platform begins or ends their names.
ACTION_TYPES = {
    r"^cooperation partnerships": "cooperation-partnership",
    r"^small-scale partnerships": "small-scale-partnership",
    r"^strategic partnerships for higher education": "strategic-partnership",
    r"^knowledge alliances": "knowledge-alliance",
    r"^european universities": "european-universities",
    r"^alliances for education and enterprises": "alliance-for-innovation-lot-1",
    r"^alliances for sectoral cooperation": "alliance-for-innovation-lot-2",
}
# Where the words of the platform are not those of other tables.
TYPES_BY_WORD = {
    "VET": "vocational",
    "SCHOOL": "school",
    "SME": "small and medium",
    "PUBLIC": "public body|public authority|ministry",
    "CSO": "non-governmental|association|foundation|non-profit",
    "RESEARCH": "research",
    "ENTERPRISE": "enterprise|company",
    "HEI": "higher education|university",
}
FIELDS = (
    Field(
        "agreement_number", Word("Agreement number"), ("Project Identifier", "Project Number"), reads="id", needed=True
    ),
    Field("title", Word("Title"), ("Project Title",), reads="lines", longest=LONGEST, needed=True),
    Field("summary", Word("Summary"), ("Project Summary",), reads="lines", longest=LONGEST),
    Field("action", Word("Action type"), ("Action Type",), reads="lines", longest=LONGEST),
    Field("call_year", Word("Call year"), ("Call year", "Funding Year"), reads="whole", least=2000, most=2100),
    Field("grant_eur", Word("Grant"), (GRANT,), reads="number", least=0),
    Field("website", Word("Website"), ("Project Website",), reads="lines", longest=LONGEST),
    Field("partners", Word("Partners"), (PARTNERS,), reads="lines", longest=10_000_000),
)
KNOWN = """
select
    agreement_number,
    min(consortium_id) as known_id
from consortium
where agreement_number is not null
group by agreement_number
"""
Slots = Mapping[tuple[str, int], Mapping[str, str]]


def is_list(sheet: Sheet) -> bool:
    """Return whether a sheet is a list of the Erasmus+ Project Results Platform."""
    columns = [column.lower() for column in sheet.columns]
    return any(column.startswith(GRANT) for column in columns) and any(
        column in ("project identifier", "project number") for column in columns
    )


def packed(sheet: Sheet) -> Sheet:
    """Return the list with its hundreds of columns of partners as one, without natural persons in it.

    What the reader of the file says of a whole row, or of a column of partners, keeps no value: it may name a person.
    """
    slots = _slots(sheet.columns)
    if not slots:
        return sheet
    kept = [column for column in sheet.columns if not SLOT.fullmatch(column) and not OF_COORDINATOR.match(column)]
    named = [GRANT if column.lower().startswith(GRANT) else column for column in kept]
    columns = (*named, PARTNERS)

    def frames() -> Iterator[pl.DataFrame]:
        for frame in sheet.frames():
            partners = [json.dumps(_partners(row, slots), ensure_ascii=False) for row in frame.iter_rows(named=True)]
            told = frame.select(ROW, *kept).rename(dict(zip(kept, named, strict=True)))
            yield told.with_columns(pl.Series(PARTNERS, partners, dtype=pl.String)).cast(pl.Schema(row_schema(columns)))

    remarks = tuple(
        one if one.column in kept else replace(one, value=None, became=None, cells=()) for one in sheet.remarks
    )
    return replace(sheet, columns=columns, frames=frames, remarks=remarks)


def _slots(columns: Sequence[str]) -> Slots:
    """Return (role, number) -> what it is -> column; the coordinator has number 0."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    by_name = {column.lower().replace("’", "'"): column for column in columns}
    for what, names in COORDINATOR.items():
        for name in names:
            if name in by_name:
                found.setdefault(("coordinator", 0), {})[what] = by_name[name]
    for column in columns:
        if match := SLOT.fullmatch(column):
            what = match[2].lower().replace("organisation type", "type")
            found.setdefault(("partner", int(match[1])), {})[what] = column
    return dict(sorted(found.items()))


def _partners(row: Mapping[str, Any], slots: Slots) -> dict[str, Any]:
    """Return the organisations of a row, and how many natural persons were left out."""
    told, persons = [], 0
    for (role, _), column_of in slots.items():
        said = {what: row.get(column) for what, column in column_of.items() if what != "region"}
        if not said.get("name"):
            continue
        if PERSON.search(f"{said.get('type') or ''} {said['name']}"):
            persons += 1
            continue
        told.append({"role": role} | {what: value for what, value in said.items() if value})
    return {"organisations": told, "persons": persons}


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return consortia, their organisations and participations; what may be on record is kept apart, and said."""
    context.findings.reject(
        read.select(ROW, value="agreement_number").filter(~pl.col("value").str.contains(IDENTIFIER)),
        "project identifier",
        "agreement_number",
        lambda value: Problem(
            "“{value}” is no number of an Erasmus+ project.",
            "Give one such as 2019-1-AT01-KA102-050670.",
            value=value[:80],
        ),
    )
    read = (
        context.findings.left(read)
        .drop("consortium_id")
        .join(context.ask(KNOWN), on="agreement_number", how="left", maintain_order="left")
    )
    read = read.with_columns(
        pl.coalesce("known_id", pl.concat_str(pl.lit("erasmus-"), "agreement_number")).alias("consortium_id")
    )
    partners = _told(read, context)
    action = pl.col("action").str.to_lowercase().str.strip_chars()
    action_type = pl.coalesce(
        pl.when(action.str.contains(said)).then(pl.lit(ours)) for said, ours in ACTION_TYPES.items()
    )
    source = pl.lit(context.source_id).alias("source_id")
    bundle = {
        "consortium": read.filter(pl.col("known_id").is_null() | pl.col("known_id").str.starts_with("erasmus-")).select(
            ROW,
            "consortium_id",
            pl.col("agreement_number").alias("acronym"),
            pl.col("title").str.replace_all(r"\s+", " "),
            action_type_here(action_type, context).alias("action_type_id"),
            pl.col("call_year").cast(pl.Int32),
            "agreement_number",
            "grant_eur",
            pl.col("summary").str.replace_all(r"\s+", " "),
            pl.lit("und").alias("language"),
            pl.when(pl.col("website").str.contains(r"^https?://\S+$")).then("website").alias("website"),
            pl.lit("public sources").alias("record_basis"),
            pl.lit(value=False).alias("fictional"),
            source,
        )
    }
    if partners.is_empty():
        return bundle
    known, found = _matched(partners, context)
    named = partners.join(found, on="row", how="inner", maintain_order="left")
    is_new = ~pl.col("organisation_id").is_in(known.implode())
    organisations = named.filter(is_new).select(
        ROW, "organisation_id", "legal_name", _type().alias("organisation_type"), "country",
        pl.when(pl.col("website").str.contains(r"^https?://\S+$")).then("website").alias("website"),
        pl.lit(value=False).alias("fictional"), source,
    )  # fmt: skip
    return {
        **bundle,
        "organisation": organisations,
        "organisation_match": named.filter(pl.col("by").ne_missing("decision")).select(
            ROW, "source_key", "organisation_id", pl.lit("name").alias("decided_by"), "score", "reasons", source
        ),
        "participation": named.select(
            ROW,
            pl.concat_str("consortium_id", "organisation_id", separator="/").alias("participation_id"),
            "consortium_id",
            "organisation_id",
            "role",
            source,
        ),
    }


def _told(read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return one row per organisation of each project: row (a number), ROW, consortium_id, role and what is said."""
    rows: list[dict[str, Any]] = []
    persons = []
    for number, consortium_id, text in read.select(ROW, "consortium_id", "partners").iter_rows():
        told: dict[str, Any] = json.loads(text or '{"organisations": [], "persons": 0}')
        if told["persons"]:
            persons.append(number)
        rows += [{ROW: number, "consortium_id": consortium_id} | one for one in told["organisations"]]
    context.findings.repair(
        pl.DataFrame({ROW: persons}, schema={ROW: pl.UInt32}),
        "natural person",
        "partners",
        Problem("A natural person among the partners was left out.", "Nothing is to be done: persons are not stored."),
    )
    schema = {
        ROW: pl.UInt32,
        **dict.fromkeys(("consortium_id", "role", "name", "type", "address", "country", "website"), pl.String),
    }
    country = pl.col("country").str.strip_chars().str.to_uppercase()
    return (
        pl.DataFrame(rows, schema=schema)
        .rename({"name": "legal_name"})
        .with_columns(pl.when(country.str.contains(r"^[A-Z]{2}$")).then(country).alias("country"))
        .with_columns(pl.col("country").replace({"EL": "GR", "UK": "GB"}))
        .with_row_index("row")
        .with_columns(pl.col("row").cast(pl.Int64), pl.col("legal_name").str.replace_all(r"\s+", " "))
    )


def _matched(partners: pl.DataFrame, context: Context) -> tuple[pl.Series, pl.DataFrame]:
    """Return the ids on record, and row, organisation_id, source_key, by, score and reasons of each organisation.

    The town stands somewhere in the address, which serves to match and is not kept. A likely one is kept apart: its
    pair stands in the list of possible duplicates, where a person decides.
    """
    fetch = context.transaction.fetch
    known = known_organisations(fetch)
    found = matches(partners.select("row", "legal_name", "country", city="address"), known, decided_matches(fetch))
    key_of = dict(found.select("row", "source_key").iter_rows())
    new_id = {row: made_id(key) for row, key in key_of.items() if key}
    asked = found.filter(certainty="ask").join(partners.select("row", ROW), on="row", how="left", maintain_order="left")
    told = {
        number: (first["name"] or "–", in_words(reasons))
        for number, reasons, first in asked.select(ROW, "reasons", pl.col("candidates").list.first()).iter_rows()
        if first
    }
    context.findings.repair(
        pl.DataFrame({ROW: list(told), "value": list(told)}, schema={ROW: pl.UInt32, "value": pl.UInt32}),
        "kept apart",
        "partners",
        lambda number: Problem(
            "A partner may be {name} ({reasons}) and was kept apart.",
            "Decide it in the list of possible duplicates.",
            name=told[number][0][:80],
            reasons=told[number][1],
        ),
    )
    chosen = pl.coalesce(
        "organisation_id", pl.col("first_row").replace_strict(new_id, default=None, return_dtype=pl.String)
    )
    columns = ("row", "source_key", "by", "score", "reasons")
    return known["organisation_id"], found.select(*columns, chosen.alias("organisation_id")).drop_nulls(
        "organisation_id"
    )


def _type() -> pl.Expr:
    """Return the kind of organisation as the list tells it, OTHER where it tells none that is ours."""
    said = pl.DataFrame(
        [(word, kind) for kind, words in SAID_FOR_TYPE.items() for word in words],
        schema={"said": pl.String, "kind": pl.String},
        orient="row",
    ).with_columns(bare(pl.col("said")).alias("said"))
    by_name = dict(said.unique("said", keep="first", maintain_order=True).iter_rows())
    lower = pl.col("type").str.to_lowercase()
    by_word = [pl.when(lower.str.contains(words)).then(pl.lit(kind)) for kind, words in TYPES_BY_WORD.items()]
    whole = bare(pl.col("type")).replace_strict(by_name, default=None, return_dtype=pl.String)
    return pl.coalesce(whole, *by_word, pl.lit("OTHER"))


def _recognised(sheet: Sheet) -> Recognised:
    return Recognised(1.0, FIELDS) if is_list(sheet) else Recognised(0.0, (), tuple(KIND.needed()))


KIND = Kind(
    "erasmus-projects",
    Word("Erasmus+ project results"),
    FIELDS,
    "consortium",
    rows,
    order=12,
    of_consortium=False,
    recognise=_recognised,
)
