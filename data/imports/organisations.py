"""Rows that describe organisations: which one on record each is, which are new, and which a person has to decide."""

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from data.changes.csos import ACTIVITY_FIELDS
from data.changes.limits import LONGEST_CODE, LONGEST_SHORT_NAME
from data.changes.matching import decided_matches, known_organisations
from data.changes.organisations import ORGANISATION_TYPES
from data.imports.context import Context
from data.imports.identifiers import IDENTIFIERS, identifiers
from data.imports.kind import Bundle, Field
from data.imports.kinds.fields import CITY, COUNTRY, LATITUDE, LONGITUDE, REGION_CODE
from data.imports.load import otherwise
from data.imports.sheet import ROW
from data.imports.told import Question
from data.imports.who_is_who import TEXTS, matches
from data.problems import Problem, Word

SAID_FOR_TYPE = {
    "HEI": ("higher education institution", "higher education", "university", "hes", "université", "hochschule",
            "universität", "universidad", "università", "universiteit", "uczelnia", "yliopisto", "universidade",
            "higher education institution (tertiary level)"),
    "CSO": ("civil society organisation", "civil society organization", "ngo", "ong", "association", "verein",
            "non-governmental organisation", "non profit", "not-for-profit", "foundation", "fondation", "stiftung",
            "non-governmental organisation/association", "charity"),
    "ENTERPRISE": ("enterprise", "company", "business", "prc", "large enterprise", "entreprise", "unternehmen",
                   "empresa", "impresa", "bedrijf", "private company"),
    "SME": ("small or medium enterprise", "small and medium sized enterprise", "pme", "kmu", "mkb", "pyme", "pmi"),
    "VET": ("vocational training provider", "vocational education and training", "vet provider"),
    "RESEARCH": ("research organisation", "research institute", "rec", "research centre", "forschungseinrichtung",
                 "institut de recherche", "research institute/centre"),
    "PUBLIC": ("public body", "public authority", "pub", "municipality", "local authority", "commune", "gemeinde",
               "ayuntamiento", "comune", "local public body", "regional public body", "national public body"),
    "SCHOOL": ("school", "école", "schule", "escuela", "scuola", "primary school", "secondary school",
               "school/institute/educational centre – general education (secondary level)"),
    "OTHER": ("other", "oth", "autre", "andere", "sonstige", "otro", "altro", "inne", "muu", "other organisation"),
}  # fmt: skip
NAME = Field(
    "legal_name",
    Word("Name"),
    ("legal name", "name", "organisation", "organization", "organisation name", "organization name", "partner",
     "partner name", "beneficiary", "beneficiary name", "institution", "nom", "nom légal", "naam", "nombre", "nome",
     "nazwa", "nimi", "einrichtung", "organización", "organizzazione", "organisatie", "legal entity", "full name",
     "cso", "cso name", "association", "ngo", "verein", "associazione"),
    needed=True,
)  # fmt: skip
SHORT_NAME = Field(
    "short_name",
    Word("Short name"),
    ("acronym", "abbreviation", "short", "sigle", "kurzname", "kürzel", "siglas", "sigla", "afkorting", "skrót",
     "lyhenne", "partner short name"),
    longest=LONGEST_SHORT_NAME,
)  # fmt: skip
TYPE = Field(
    "organisation_type",
    Word("Kind of organisation"),
    ("type", "organisation type", "organization type", "type of organisation", "kind", "activity type", "activitytype",
     "sector", "art", "tipo", "typ", "tyyppi"),
    reads="choice",
    choices={kind: SAID_FOR_TYPE[kind] for kind in ORGANISATION_TYPES},
)  # fmt: skip
FIELDS = (
    Field("organisation_id", Word("Id"), ("organisation id", "organization id", "organisationid"), reads="id"),
    NAME,
    SHORT_NAME,
    TYPE,
    COUNTRY,
    CITY,
    REGION_CODE,
    LATITUDE,
    LONGITUDE,
    Field("pic", Word("PIC"), ("pic code", "pic number", "participant identification code"), reads="id"),
    Field("oid", Word("OID"), ("oid code", "organisation id (oid)", "erasmus oid"), reads="id"),
    Field("ror", Word("ROR"), ("ror id", "research organization registry"), reads="text"),
    Field(
        "vat_number",
        Word("VAT number"),
        ("vat", "vatnumber", "tva", "numéro de tva", "ust-id", "ustid", "btw", "btw-nummer", "nif", "partita iva"),
        reads="text",
        longest=LONGEST_CODE,
    ),
    Field("erasmus_code", Word("Erasmus code"), ("erasmus id", "id code", "erasmuscode"), longest=LONGEST_CODE),
    Field(
        "website",
        Word("Website"),
        ("url", "web", "web site", "homepage", "site web", "webseite", "sitio web", "sito web", "organizationurl",
         "organisation url", "www"),
        reads="address",
    ),
    Field(
        "activity_field",
        Word("Field of activity"),
        ("field", "area of activity", "activity", "domaine d'activité", "tätigkeitsfeld", "ámbito"),
        reads="choice",
        choices=dict.fromkeys(ACTIVITY_FIELDS, ()),
        or_other=True,
    ),
)  # fmt: skip
DESCRIBED = tuple(field.name for field in FIELDS if field.name != "organisation_id")
FORMS: Mapping[str, Word] = {
    "pic": Word("nine digits"),
    "oid": Word("E and eight digits"),
    "ror": Word("the address at ror.org"),
    "vat_number": Word("letters of the country and digits"),
    "erasmus_code": Word("such as B GENT01"),
}
# What imports brought, imports correct; what was recorded here or shipped is completed and not overwritten.
GUARDED = """
select record.organisation_id, record.legal_name as name_here
from organisation_record as record
inner join change on record.version = change.version
qualify row_number() over (partition by record.organisation_id order by record.version desc) = 1
    and change.origin <> 'import'
"""


def described(read: pl.DataFrame, context: Context, fallback_type: str) -> tuple[pl.DataFrame, Bundle]:
    """Return the rows with `organisation_id`, and the organisations and matches that they bring.

    Rows that a person has to decide are rejected with the question. A new organisation that says no kind is of
    `fallback_type`.
    """
    context.check_points(read)
    read = context.findings.left(_with_identifiers(read, context))
    if read.is_empty():
        return read, {}
    fictional = context.consortia().select("consortium_id", "fictional")
    read = read.join(fictional, on="consortium_id", how="left", maintain_order="left").with_columns(
        pl.col("fictional").fill_null(value=False)
    )
    found = pl.concat([_matched(some, context, is_fictional) for (is_fictional,), some in read.group_by("fictional")])
    rows = read.drop("organisation_id").join(found, on=ROW, how="inner", maintain_order="left")
    return rows, {
        "organisation": _organisations(rows, context, fallback_type),
        "organisation_match": rows.filter(pl.col("by") != "decision").select(
            ROW,
            "source_key",
            "organisation_id",
            pl.when(pl.col("by").is_in(IDENTIFIERS))
            .then(pl.lit("identifier"))
            .when(pl.col("by") == "person")
            .then(pl.lit("person"))
            .otherwise(pl.lit("name"))
            .alias(otherwise("decided_by")),
            pl.col("score").alias(otherwise("score")),
            pl.col("reasons").alias(otherwise("reasons")),
            pl.lit(context.source_id).alias("source_id"),
        ),
    }


def made_id(source_key: str) -> str:
    """Return the id of an organisation that is new, always the same for what a row says of it."""
    return f"organisation-{hashlib.sha256(source_key.encode()).hexdigest()[:16]}"


def _with_identifiers(read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the rows with identifiers as registers write them; what is none is rejected."""
    normal = identifiers(read)
    for name in IDENTIFIERS:
        field = next(field for field in FIELDS if field.name == name)
        wrong = read.select(ROW, value=name).filter(normal[name].is_null() & pl.col("value").is_not_null())
        context.findings.reject(wrong, "identifier", name, partial(_no_identifier, field))
    ror = pl.when(pl.col("ror").is_not_null()).then(pl.format("https://ror.org/{}", "ror"))
    return read.with_columns(normal["pic"], normal["oid"], normal.select(ror.alias("ror"))["ror"])


def _no_identifier(field: Field, value: str) -> Problem:
    return Problem(
        "The field “{field}” says {value}, which is none.",
        "Give {form}, or leave the cell empty.",
        field=field.title,
        value=value[:80],
        form=FORMS[field.name],
    )


def _matched(rows: pl.DataFrame, context: Context, is_fictional: bool) -> pl.DataFrame:
    """Return ROW, organisation_id, source_key, by, score and reasons of the rows whose organisation is known or new."""
    fetch = context.transaction.fetch
    decided = decided_matches(fetch)
    answers = {} if context.answers is None else dict(context.answers.iter_rows())
    told = {key: organisation for key, organisation in answers.items() if organisation is not None}
    if told:
        said = pl.DataFrame({"source_key": list(told), "organisation_id": list(told.values())})
        decided = pl.concat([decided.filter(~pl.col("source_key").is_in(said["source_key"].implode())), said])
    incoming = rows.select(pl.col(ROW).cast(pl.Int64).alias("row"), *TEXTS)
    found = matches(incoming, known_organisations(fetch, fictional=is_fictional), decided)
    key_of = dict(found.select("row", "source_key").iter_rows())
    by_own_id = dict(rows.filter(pl.col("organisation_id").is_not_null()).select(ROW, "organisation_id").iter_rows())
    on_record = set(fetch("select organisation_id from organisation")["organisation_id"]) if by_own_id else set()
    settled, asked = [], []
    for one in found.iter_rows(named=True):
        own = by_own_id.get(one["row"])
        if own in on_record:
            settled.append((one, own, "decision"))
        elif one["organisation_id"] is not None:
            settled.append((one, one["organisation_id"], "person" if one["source_key"] in told else one["by"]))
        elif one["certainty"] == "ask" and one["source_key"] not in answers:
            asked.append(one)
        else:
            # What another row of the file tells of is the same one; what a person called new is its own.
            first = one["source_key"] if one["source_key"] in answers else key_of[one["first_row"]]
            settled.append((one, made_id(first), "person" if one["source_key"] in answers else "name"))
    _ask(asked, key_of, rows, context)
    return pl.DataFrame(
        [(one["row"], chosen, one["source_key"], by, one["score"], one["reasons"]) for one, chosen, by in settled],
        schema={ROW: pl.UInt32, "organisation_id": pl.String, "source_key": pl.String, "by": pl.String,
                "score": pl.Float64, "reasons": pl.String},
        orient="row",
    )  # fmt: skip


def _ask(asked: list[dict[str, Any]], key_of: Mapping[int, str], rows: pl.DataFrame, context: Context) -> None:
    """Reject the rows that a person has to decide, each with its question."""
    said = {
        row[ROW]: row for row in rows.filter(pl.col(ROW).is_in([one["row"] for one in asked])).iter_rows(named=True)
    }
    for one in asked:
        row = said[one["row"]]
        candidates = tuple(
            dict(offered) | {"organisation_id": offered["organisation_id"] or made_id(key_of[offered["row"]])}
            for offered in one["candidates"]
        )
        account = context.findings.account
        context.questions.append(
            Question(
                account.file, account.sheet, one["row"], one["source_key"], row["legal_name"], row["city"],
                row["country"], candidates,
            )
        )  # fmt: skip
        first = candidates[0] if candidates else {"name": "–", "city": None}
        context.findings.reject(
            rows.filter(pl.col(ROW) == one["row"]).select(ROW, value="legal_name"),
            "may be on record",
            "legal_name",
            Problem(
                "“{name}” may be {other} ({city}), or another organisation.",
                "Decide it on the page of imports, or give its PIC, OID or ROR.",
                name=row["legal_name"][:80],
                other=str(first["name"])[:80],
                city=first["city"] or "–",
            ),
        )


def _organisations(rows: pl.DataFrame, context: Context, fallback_type: str) -> pl.DataFrame:
    rows = rows.join(context.ask(GUARDED), on="organisation_id", how="left", maintain_order="left")
    is_guarded = pl.col("name_here").is_not_null() & (pl.col("by") != "decision")
    differs = rows.filter(
        is_guarded & (pl.col("legal_name").str.to_lowercase() != pl.col("name_here").str.to_lowercase())
    )
    context.findings.repair(
        differs.select(ROW, value="legal_name", became="name_here"),
        "name on record",
        "legal_name",
        lambda name: Problem("“{name}” is known by another name, which was kept.", "Nothing is to be done.", name=name),
    )
    return rows.select(
        ROW,
        "organisation_id",
        *(pl.when(~is_guarded).then(pl.col(name)).alias(name) for name in DESCRIBED),
        *(pl.col(name).alias(otherwise(name)) for name in DESCRIBED if name != "organisation_type"),
        pl.col("organisation_type").fill_null(pl.lit(fallback_type)).alias(otherwise("organisation_type")),
        pl.col("fictional").alias(otherwise("fictional")),
        pl.lit(context.source_id).alias("source_id"),
    )
