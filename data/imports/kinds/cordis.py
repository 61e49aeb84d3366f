"""The tables of CORDIS: projects, their organisations and their deliverables, as the Commission publishes them.

Columns stand under their own names, more or fewer by edition. CORDIS tells what was delivered and not when: a
deliverable has no due date here, and the day of its submission stays unknown.
"""

import re
from functools import partial

import polars as pl

from data.imports.context import Context
from data.imports.identifiers import IDENTIFIERS, identifiers
from data.imports.kind import Bundle, Field, Kind, Recognised
from data.imports.kinds.fields import action_type_here
from data.imports.load import otherwise
from data.imports.organisations import DESCRIBED, described
from data.imports.sheet import ROW, Sheet
from data.problems import Problem, Word

LONGEST = 20_000
PROJECT_ID = Field("agreement_number", Word("Agreement number"), ("projectID",), reads="id", needed=True)
LISTED_ON = Field("listed_on", Word("Listed on"), ("contentUpdateDate",), reads="lines")

PROJECT_FIELDS = (
    Field("agreement_number", Word("Agreement number"), ("id",), reads="id", needed=True),
    Field("acronym", Word("Acronym"), ("acronym",), needed=True),
    Field("title", Word("Title"), ("title",), reads="lines", longest=LONGEST),
    Field("starts_on", Word("Starts on"), ("startDate",), reads="day"),
    Field("ends_on", Word("Ends on"), ("endDate",), reads="day"),
    Field("grant_eur", Word("Grant"), ("ecMaxContribution",), reads="number", least=0),
    Field("scheme", Word("Funding scheme"), ("fundingScheme",)),
    Field("programme", Word("Programme"), ("frameworkProgramme",)),
    Field("call", Word("Call"), ("subCall",)),
    Field("master_call", Word("Call"), ("masterCall",)),
    Field("summary", Word("Summary"), ("objective",), reads="lines", longest=LONGEST),
    Field("doi", Word("DOI"), ("grantDoi",), reads="lines"),
)
ORGANISATION_FIELDS = (
    PROJECT_ID,
    Field("pic", Word("PIC"), ("organisationID",), reads="id"),
    Field("vat_number", Word("VAT number"), ("vatNumber",), reads="lines"),
    Field("legal_name", Word("Name"), ("name",), reads="lines", needed=True, longest=LONGEST),
    Field("short_name", Word("Short name"), ("shortName",), reads="lines", longest=LONGEST),
    Field("is_sme", Word("SME"), ("SME",), reads="yes_no"),
    Field("activity_type", Word("Type"), ("activityType",), reads="lines"),
    Field("city", Word("City"), ("city",), reads="lines"),
    Field("country", Word("Country"), ("country",), reads="country"),
    Field("nuts3_code", Word("Region code"), ("nutsCode",), reads="lines"),
    Field("geolocation", Word("Coordinates"), ("geolocation",), reads="lines"),
    Field("website", Word("Website"), ("organizationURL",), reads="lines", longest=LONGEST),
    Field("role", Word("Role"), ("role",), reads="lines", needed=True),
    Field("budget_eur", Word("Budget"), ("ecContribution",), reads="number", least=0),
    Field("has_left", Word("Has left"), ("endOfParticipation",), reads="yes_no"),
    LISTED_ON,
)
DELIVERABLE_FIELDS = (
    Field("cordis_id", Word("Number"), ("id",), reads="id"),
    PROJECT_ID,
    Field("title", Word("Title"), ("title",), reads="lines", longest=LONGEST),
    Field("deliverable_type", Word("Type"), ("deliverableType",), reads="lines"),
    Field("description", Word("Description"), ("description",), reads="lines", longest=LONGEST),
    Field("url", Word("Address"), ("url",), reads="lines", longest=LONGEST),
    Field("rcn", Word("Record number"), ("rcn",), reads="id"),
    LISTED_ON,
)

# Action types of ours by programme and the end of CORDIS's funding scheme.
ACTION_TYPES = {
    ("horizon 2020", "RIA"): "horizon-2020-ria",
    ("horizon 2020", "IA"): "horizon-2020-ia",
    ("horizon europe", "RIA"): "horizon-europe-ria",
    ("horizon europe", "IA"): "horizon-europe-ia",
}
PROGRAMMES = {"H2020": "horizon 2020", "HORIZON": "horizon europe", "HORIZON EUROPE": "horizon europe"}
# A CSO is never guessed: CORDIS has no word for one.
ORGANISATION_TYPES = {"HES": "HEI", "REC": "RESEARCH", "PRC": "ENTERPRISE", "PUB": "PUBLIC", "OTH": "OTHER"}
ROLES = {
    "coordinator": "coordinator",
    "hostinstitution": "coordinator",
    "participant": "partner",
    "beneficiary": "partner",
    "partner": "partner",
    "internationalpartner": "associated",
    "associatedpartner": "associated",
    "partnerorganisation": "associated",
    "thirdparty": "associated",
    "affiliatedentity": "associated",
}
# What our roles do not tell apart.
NOTES = {
    "thirdparty": "Linked third party of a beneficiary.",
    "affiliatedentity": "Entity affiliated to a beneficiary.",
    "internationalpartner": "International partner.",
    "partnerorganisation": "Partner organisation without a grant of its own.",
}
DELIVERABLE_TYPES = {
    "documents reports": "R",
    "demonstrators pilots prototypes": "DEM",
    "websites patent fillings videos etc": "DEC",
    "websites patent filings videos etc": "DEC",
    "data sets microdata etc": "DATA",
    "data management plan": "DMP",
    "open research data pilot": "DMP",
    "ethics": "ETHICS",
    "ethics requirements": "ETHICS",
    "security": "SECURITY",
    "other": "OTHER",
}
# By which the tables of CORDIS that are not imported are known, beside the number of the project.
OTHER_COLUMNS = {"rcn", "contentUpdateDate", "topic", "legalBasis", "euroSciVocCode", "physUrl", "isPublishedAs"}
E_MAIL = r"[^\s@<>()]+@[^\s@<>()]+\.[A-Za-z]{2,}"
NUTS3 = r"^[A-Z]{2}[0-9A-Z]{3}$"
POINT = r"^\(?\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[,;]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*\)?$"
LISTED = "Listed by CORDIS, which does not say on which day it was submitted."
PROJECTS = """
select
    agreement_number,
    min(consortium_id) as consortium_id
from consortium
where agreement_number is not null
group by agreement_number
"""
STARTS = """
select
    consortium_id,
    starts_on,
    fictional
from consortium
"""
# An import may correct what an import brought; of what others wrote it only adds what is not known.
ON_RECORD = "select * from consortium where source_id not like 'import-%'"
PHASES = """
select
    funding_phase.agreement_number,
    min(consortium.acronym) as phase_of
from funding_phase
inner join consortium on funding_phase.consortium_id = consortium.consortium_id
where funding_phase.agreement_number is not null
group by funding_phase.agreement_number
"""
PARTICIPATIONS = """
select
    consortium_id,
    organisation_id,
    min(participation_id) as known_id
from participation
group by consortium_id, organisation_id
"""
CODES = """
select
    consortium_id,
    code,
    min(deliverable_id) as known_id
from deliverable
group by consortium_id, code
"""


def projects(read: pl.DataFrame, context: Context) -> Bundle:
    """Return consortia. A project that is on record as a phase of a consortium is left out, as it would count twice."""
    read = _without_phases(_readable(read, context, "title", "summary"), context)
    context.check_order(read, PROJECT_FIELDS[3], PROJECT_FIELDS[4])
    named = read.drop("consortium_id").join(
        context.ask(PROJECTS), on="agreement_number", how="left", maintain_order="left"
    )
    made = pl.concat_str(pl.lit("cordis-"), "agreement_number")
    scheme = pl.col("scheme").str.to_uppercase().str.extract(r"(?:^|-)(RIA|IA)(?:$|-)")
    programme = pl.col("programme").str.to_uppercase().replace_strict(PROGRAMMES, default=None)
    action = pl.concat_str(programme, scheme, separator="|")
    action_types = {f"{programme}|{scheme}": action_type for (programme, scheme), action_type in ACTION_TYPES.items()}
    action_type = action_type_here(action.replace_strict(action_types, default=None), context)
    year = pl.coalesce(pl.col(name).str.extract(r"\b(20\d{2})\b") for name in ("call", "master_call"))
    rows = named.select(
        ROW,
        pl.coalesce("consortium_id", made).alias("consortium_id"),
        "acronym",
        "title",
        action_type.alias("action_type_id"),
        year.cast(pl.Int32).alias("call_year"),
        "agreement_number",
        "starts_on",
        pl.when(pl.col("starts_on").is_not_null()).then(pl.lit("day")).alias("starts_precision"),
        "ends_on",
        pl.when(pl.col("ends_on").is_not_null()).then(pl.lit("day")).alias("ends_precision"),
        "grant_eur",
        "summary",
        pl.lit("en").alias("language"),
        pl.when(pl.col("doi").str.contains(r"^10\.\S+$"))
        .then(pl.concat_str(pl.lit("https://doi.org/"), "doi"))
        .alias("website"),
        pl.lit("public sources").alias("record_basis"),
        pl.lit(value=False).alias("fictional"),
        pl.lit(context.source_id).alias("source_id"),
    )
    return {"consortium": _without_overruling(rows, context)}


def organisations(read: pl.DataFrame, context: Context) -> Bundle:
    """Return participations, the organisations that take part, and which organisation on record each row was."""
    read = _with_project(_readable(read, context, "legal_name", "short_name", "website"), context)
    read = context.findings.left(_with_identifiers(_with_place(_with_type_and_role(read, context), context), context))
    empty = [name for name in DESCRIBED if name not in read.columns]
    named, found = described(
        read.with_columns(
            pl.when(pl.col("website").str.contains(r"^https?://\S+$")).then("website").alias("website"),
            *(pl.lit(None, pl.String).alias(name) for name in (*empty, "organisation_id")),
        ),
        context,
        "OTHER",
    )
    if named.is_empty():
        return {}
    # Of an organisation that others wrote only gaps are filled, and its name is then left as it stands.
    is_own = pl.col("legal_name").is_not_null()
    placed = found["organisation"].join(
        named.select(ROW, "nuts3_code", "coordinate_precision"), on=ROW, how="left", maintain_order="left"
    )
    placed = placed.with_columns(
        pl.when(is_own).then("nuts3_code").alias("nuts3_code"),
        pl.col("nuts3_code").alias(otherwise("nuts3_code")),
        pl.when(is_own).then("coordinate_precision").alias("coordinate_precision"),
    )
    named = named.join(
        context.ask(PARTICIPATIONS), on=["consortium_id", "organisation_id"], how="left", maintain_order="left"
    )
    made = pl.concat_str("consortium_id", "organisation_id", separator="-")
    participations = named.select(
        ROW,
        pl.coalesce("known_id", made).alias("participation_id"),
        "consortium_id",
        "organisation_id",
        "role",
        "budget_eur",
        "note",
        pl.when(pl.col("has_left")).then(_listed_on(context)).alias("left_noted_on"),
        pl.lit(context.source_id).alias("source_id"),
    )
    return {**found, "organisation": placed, "participation": participations}


def deliverables(read: pl.DataFrame, context: Context) -> Bundle:
    """Return deliverables with their plan, of which CORDIS says no due date, and that they were handed in."""
    read = _with_project(_readable(read, context, "title", "description"), context)
    number = pl.col("cordis_id").str.extract(r"^\d+_(\d+)_")
    named = read.with_columns(
        pl.coalesce(number, "rcn", "cordis_id").alias("code"),
        _type(read, context).alias("deliverable_type"),
        pl.coalesce("title", pl.col("description").str.slice(0, 300), "deliverable_type").alias("title"),
    )
    context.findings.reject(
        named.filter(pl.col("code").is_null() | pl.col("title").is_null()).select(ROW),
        "nothing to name it by",
        "title",
        Problem("The row has neither a number nor a title of the deliverable.", "Fill in one of the columns."),
    )
    named = named.join(context.ask(CODES), on=["consortium_id", "code"], how="left", maintain_order="left").join(
        context.ask(STARTS), on="consortium_id", how="left", maintain_order="left"
    )
    made = pl.concat_str("consortium_id", "code", separator="/")
    source = pl.lit(context.source_id).alias("source_id")
    named = named.with_columns(
        pl.coalesce("known_id", made).alias("deliverable_id"), _listed_on(context).alias("listed_on")
    )
    named = named.with_columns(pl.min_horizontal("starts_on", "listed_on").alias("planned_on"))

    def event(what: str, on: str, position: int) -> pl.DataFrame:
        is_submitted = what == "submitted"
        return named.select(
            ROW,
            pl.concat_str("deliverable_id", pl.lit(f"-{what}")).alias("event_id"),
            "deliverable_id",
            "consortium_id",
            pl.lit(what).alias("event"),
            pl.col(on).alias("effective_on"),
            pl.lit("day").alias("effective_precision"),
            pl.lit(position).alias("position"),
            pl.lit(LISTED if is_submitted else None, pl.String).alias("reason"),
            pl.lit(True if is_submitted else None, pl.Boolean).alias("listed_only"),
            source,
        )

    rows = named.select(
        ROW, "deliverable_id", "consortium_id", "code", "title", "deliverable_type", "description",
        pl.lit("en").alias("language"),
        pl.when(pl.col("url").str.contains(r"^https?://\S+$")).then("url").alias("url"),
        source,
    )  # fmt: skip
    return {
        "deliverable": rows,
        "deliverable_event": pl.concat([event("planned", "planned_on", 1), event("submitted", "listed_on", 2)]),
    }


def _listed_on(context: Context) -> pl.Expr:
    """Return the day on which CORDIS says what the row says, today where the row has none or one still to come."""
    said = pl.col("listed_on").str.extract(r"^(\d{4}-\d{2}-\d{2})").str.to_date(strict=False)
    today = pl.lit(context.today)
    return pl.min_horizontal(pl.coalesce(said, today), today)


def _with_project(read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the rows with the consortium of their project; reject those of a project that is not on record."""
    read = _without_phases(read, context)
    found = read.drop("consortium_id").join(
        context.ask(PROJECTS), on="agreement_number", how="left", maintain_order="left"
    )
    context.findings.reject(
        found.filter(pl.col("consortium_id").is_null() & pl.col("agreement_number").is_not_null()).select(
            ROW, value="agreement_number"
        ),
        "project not on record",
        "agreement_number",
        lambda value: Problem(
            "The project {value} is neither on record nor in the file.",
            "Import the table of projects first, or together with this one.",
            value=value,
        ),
    )
    return found.filter(pl.col("consortium_id").is_not_null())


def _without_phases(read: pl.DataFrame, context: Context) -> pl.DataFrame:
    phases = context.ask(PHASES)
    found = read.join(phases, on="agreement_number", how="inner", maintain_order="left")
    acronyms = dict(phases.iter_rows())
    context.findings.ignore(
        found.select(ROW, value="agreement_number"),
        "phase of a consortium",
        "agreement_number",
        lambda value: Problem(
            "The project {value} is on record as a phase of {acronym}, and would count twice.",
            "Nothing is to be done.",
            value=value,
            acronym=acronyms[value],
        ),
    )
    return context.findings.left(read)


def _readable(read: pl.DataFrame, context: Context, *fields: str) -> pl.DataFrame:
    """Return the rows with line breaks as blanks and without e-mail addresses, which belong to persons."""
    for field in fields:
        context.findings.repair(
            read.select(ROW, value=field).filter(pl.col("value").str.contains(E_MAIL)),
            "e-mail address",
            field,
            Problem("The e-mail address in the text was left out.", "Nothing is to be done."),
        )
    return read.with_columns(
        pl.col(field).str.replace_all(E_MAIL, "…").str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)
        for field in fields
    )


def _with_identifiers(read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the rows with a PIC and a VAT number, null where CORDIS writes that there is none."""
    kinds = ("pic", "vat_number")
    others = [pl.lit(None, pl.String).alias(name) for name in IDENTIFIERS if name not in kinds]
    compared = identifiers(read.select("country", *kinds, *others))
    for name in kinds:
        context.findings.repair(
            read.select(ROW, value=name).filter(compared[name].is_null() & pl.col("value").is_not_null()),
            "no identifier",
            name,
            lambda value: Problem(
                "“{value}” is no identifier and was left out.",
                "Nothing is to be done if there is none.",
                value=value[:80],
            ),
        )
    return read.with_columns(pl.when(compared[name].is_not_null()).then(name).alias(name) for name in kinds)


def _without_overruling(rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return consortia saying what is on record wherever somebody other than an import said it."""
    columns = [name for name in rows.columns if name not in (ROW, "consortium_id")]
    here = context.ask(ON_RECORD).select("consortium_id", *columns, is_here=True)
    met = rows.join(here, on="consortium_id", how="left", maintain_order="left", suffix=".here")
    return met.select(
        ROW,
        "consortium_id",
        *(
            pl.when("is_here")
            .then(pl.coalesce(pl.col(f"{name}.here"), pl.col(name).cast(here.schema[name])))
            .otherwise(pl.col(name).cast(here.schema[name]))
            .alias(name)
            for name in columns
        ),
    )


def _with_type_and_role(read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the rows with organisation_type, role and note as ours; a role that nobody knows is rejected."""
    role = pl.col("role").str.to_lowercase().str.replace_all(r"[^a-z]", "")
    context.findings.reject(
        read.filter(~role.is_in(list(ROLES))).select(ROW, value="role"),
        "unknown role",
        "role",
        lambda value: Problem(
            "The role {value} is none that CORDIS is known to use.",
            "Give coordinator or participant.",
            value=value[:80],
        ),
    )
    kind = pl.col("activity_type").str.to_uppercase()
    context.findings.repair(
        read.filter(~kind.is_in(list(ORGANISATION_TYPES))).select(ROW, value="activity_type"),
        "unknown type",
        "activity_type",
        lambda value: Problem(
            "The type {value} is none that CORDIS is known to use; “Other” was taken.",
            "Correct the type on the page of partners.",
            value=value[:80],
        ),
    )
    is_small = (kind == "PRC") & pl.col("is_sme")
    return read.with_columns(
        pl.when(is_small)
        .then(pl.lit("SME"))
        .otherwise(kind.replace_strict(ORGANISATION_TYPES, default="OTHER"))
        .alias("organisation_type"),
        role.replace_strict(ROLES, default=None, return_dtype=pl.String).alias("role"),
        role.replace_strict(NOTES, default=None, return_dtype=pl.String).alias("note"),
    )


def _with_place(read: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Return the rows with coordinates and a code of NUTS level 3; what is neither is left out and said."""
    degrees = [
        pl.col("geolocation").str.extract(POINT, part).str.replace(",", ".").cast(pl.Float64, strict=False)
        for part in (1, 2)
    ]
    read = read.with_columns(degrees[0].alias("latitude"), degrees[1].alias("longitude"))
    is_point = (
        pl.col("latitude").is_between(-90, 90)
        & pl.col("longitude").is_between(-180, 180)
        & ~((pl.col("latitude") == 0) & (pl.col("longitude") == 0))
    ).fill_null(value=False)
    code = pl.col("nuts3_code").str.to_uppercase()
    context.findings.repair(
        read.filter(~is_point & pl.col("geolocation").is_not_null()).select(ROW, value="geolocation"),
        "no point on the earth",
        "geolocation",
        lambda value: Problem(
            "“{value}” is no point on the earth; the coordinates were left out.",
            "Nothing is to be done.",
            value=value[:80],
        ),
    )
    context.findings.repair(
        read.filter(~code.str.contains(NUTS3)).select(ROW, value="nuts3_code"),
        "coarse region code",
        "nuts3_code",
        lambda value: Problem(
            "“{value}” is no code of a NUTS region of level 3 and was left out; the place says where it lies.",
            "Nothing is to be done.",
            value=value[:80],
        ),
    )
    return read.with_columns(
        *(pl.when(is_point).then(name).alias(name) for name in ("latitude", "longitude")),
        pl.when(is_point).then(pl.lit("address")).alias("coordinate_precision"),
        pl.when(code.str.contains(NUTS3)).then(code).alias("nuts3_code"),
    )


def _type(read: pl.DataFrame, context: Context) -> pl.Expr:
    said = pl.col("deliverable_type").str.to_lowercase().str.replace_all(r"[^a-z]+", " ").str.strip_chars()
    context.findings.repair(
        read.filter(~said.is_in(list(DELIVERABLE_TYPES))).select(ROW, value="deliverable_type"),
        "unknown type",
        "deliverable_type",
        lambda value: Problem(
            "The type {value} is none that CORDIS is known to use and was left out.",
            "Correct the type on the page of deliverables.",
            value=value[:80],
        ),
    )
    return said.replace_strict(DELIVERABLE_TYPES, default=None, return_dtype=pl.String)


def is_another_table(sheet: Sheet) -> bool:
    """Return whether a sheet is a table of CORDIS that is not imported: topics, publications, links and others.

    They have ids, titles and project numbers as deliverables have.
    """
    columns = set(sheet.columns)
    known = any(kind.recognise(sheet).score for kind in KINDS if kind.recognise)
    return "projectID" in columns and bool(columns & OTHER_COLUMNS) and not known


def _by_columns(sheet: Sheet, fields: tuple[Field, ...], wanted: tuple[str, ...]) -> Recognised:
    """Return whether a sheet has the columns that tell a table of CORDIS from any other."""
    bare = {re.sub(r"\W", "", column).lower() for column in sheet.columns}
    is_it = all(name.lower() in bare for name in wanted)
    needed = tuple(field for field in fields if field.needed)
    return Recognised(1.0, fields) if is_it else Recognised(0.0, (), needed)


PROJECTS_KIND = Kind(
    "cordis-projects",
    Word("CORDIS projects"),
    PROJECT_FIELDS,
    "consortium",
    projects,
    order=10,
    of_consortium=False,
    not_kept={
        "status": Word("whether a project runs follows from its days."),
        "totalCost": Word("grants are shown, and the whole cost of a project nowhere."),
    },
    recognise=partial(
        _by_columns, fields=PROJECT_FIELDS, wanted=("id", "acronym", "startDate", "endDate", "ecMaxContribution")
    ),
)
ORGANISATIONS_KIND = Kind(
    "cordis-organisations",
    Word("CORDIS organisations"),
    ORGANISATION_FIELDS,
    "participation",
    organisations,
    order=20,
    of_consortium=False,
    recognise=partial(_by_columns, fields=ORGANISATION_FIELDS, wanted=("projectID", "organisationID", "name", "role")),
)
DELIVERABLES_KIND = Kind(
    "cordis-deliverables",
    Word("CORDIS deliverables"),
    DELIVERABLE_FIELDS,
    "deliverable",
    deliverables,
    order=30,
    of_consortium=False,
    recognise=partial(_by_columns, fields=DELIVERABLE_FIELDS, wanted=("projectID", "deliverableType", "collection")),
)
KINDS = (PROJECTS_KIND, ORGANISATIONS_KIND, DELIVERABLES_KIND)
