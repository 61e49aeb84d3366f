"""Tables of engagements: dated contacts with people outside the consortium, with headcounts by audience."""

import polars as pl

from data.changes.activities import AUDIENCES
from data.changes.limits import LONGEST_CODE
from data.exports.sheets import ENGAGEMENT_KINDS
from data.imports.context import Context, joined
from data.imports.kind import Bundle, Field, Kind
from data.imports.kinds.fields import CITY, CONSORTIUM, COUNTRY, CSO, PARTNER, REGION_CODE
from data.imports.sheet import ROW
from data.problems import Word

HELD_ON = Field(
    "held_on",
    Word("Day"),
    ("date", "held on", "event date", "when", "jour", "datum", "tag", "fecha", "data", "päivä", "dato", "held"),
    reads="day",
    needed=True,
)
KIND_OF = Field(
    "kind",
    Word("Kind of engagement"),
    ("kind", "type", "type of event", "event type", "event", "activity", "format", "art", "tipo", "typ", "soort",
     "type d'événement", "veranstaltung"),
    reads="choice",
    choices=dict.fromkeys(ENGAGEMENT_KINDS, ()),
    or_other=True,
    longest=LONGEST_CODE,
    needed=True,
)  # fmt: skip
SAID_FOR = {
    "student": ("students", "étudiants", "studierende", "studenten", "estudiantes", "studenti", "studenci"),
    "staff": ("academic staff", "researchers", "personnel", "mitarbeitende", "medewerkers", "personal", "docenti"),
    "cso_member": ("cso members", "cso", "members of csos", "association members", "ngo members"),
    "citizen": ("citizens", "public", "general public", "citoyens", "bürger", "burgers", "ciudadanos", "cittadini"),
    "policy_maker": ("policy makers", "policymakers", "politicians", "décideurs", "politik", "beleidsmakers"),
    "enterprise": ("enterprises", "companies", "businesses", "entreprises", "unternehmen", "bedrijven", "empresas"),
}
TITLES = {
    "student": Word("Students"),
    "staff": Word("Staff"),
    "cso_member": Word("CSO members"),
    "citizen": Word("Citizens"),
    "policy_maker": Word("Policy makers"),
    "enterprise": Word("Enterprises"),
}
COUNTS = tuple(Field(name, TITLES[name], SAID_FOR[name], reads="whole", least=0) for name in AUDIENCES)
FIELDS = (
    CONSORTIUM,
    Field(
        "engagement_id", Word("Id"), ("engagement id", "event id", "id", "no", "nr", "number", "code"), reads="id"
    ),
    HELD_ON,
    KIND_OF,
    PARTNER,
    CSO,
    Field("pilot_id", Word("Pilot project"), ("pilot", "pilot title", "pilot id", "projet pilote"), reads="pilot"),
    Field(
        "initiator",
        Word("Initiated by"),
        ("initiator", "initiative", "initiative of", "à l'initiative de"),
        reads="choice",
        choices={"cso": ("civil society organisation", "community"), "partner": ("university", "consortium")},
    ),
    COUNTRY,
    CITY,
    REGION_CODE,
    *COUNTS,
    Field(
        "unique_persons",
        Word("Unique persons"),
        ("unique participants", "different persons", "personnes uniques"),
        reads="whole",
        least=0,
    ),
)  # fmt: skip
KEY = ("consortium_id", "held_on", "kind", "partner_id", "cso_id", "pilot_id", "city")
IDS = "select engagement_id as own_id from engagement"


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return engagements, by the file's own ids, else by day, kind, place and who took part."""
    context.check_days(read, HELD_ON, past=True)
    given = pl.col("engagement_id")
    is_ours = given.str.starts_with(pl.col("consortium_id"))
    own = pl.when(is_ours).then(given).otherwise(joined("consortium_id", "engagement_id"))
    made = pl.when(given.is_not_null()).then(own).otherwise(joined(*KEY))
    source = pl.lit(context.source_id).alias("source_id")
    return {
        "engagement": read.select(
            ROW, made.alias("engagement_id"), "consortium_id", "held_on", "kind", "partner_id", "cso_id", "pilot_id",
            "initiator", "country", "city", "region_code", *AUDIENCES, "unique_persons", source,
        )
    }  # fmt: skip


KIND = Kind(
    "engagements",
    Word("Engagements"),
    FIELDS,
    "engagement",
    rows,
    order=70,
    at_once=False,
    hints=("engagement", "event", "activities", "veranstaltung", "événement"),
)
