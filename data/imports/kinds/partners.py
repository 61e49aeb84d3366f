"""Tables of partners: organisations, and their part in a consortium."""

import polars as pl

from data.changes.participations import ROLES
from data.imports.context import Context, joined
from data.imports.kind import Bundle, Field, Kind, precision_of
from data.imports.kinds.fields import CONSORTIUM
from data.imports.load import otherwise
from data.imports.organisations import FIELDS, described
from data.imports.sheet import ROW
from data.problems import Word

SAID_FOR_ROLE = {
    "coordinator": ("coordinateur", "koordinator", "coordinador", "coordinatore", "coördinator", "koordynator", "lead",
                    "coordenador", "koordinaattori", "applicant", "lead partner"),
    "partner": ("partenaire", "participant", "socio", "parceiro", "kumppani", "beneficiary", "full partner"),
    "associated": ("associated partner", "partenaire associé", "assoziierter partner", "socio asociado", "associate",
                   "associatedpartner", "third party", "geassocieerde partner"),
}  # fmt: skip
JOINED_ON = Field(
    "joined_on",
    Word("Joined on"),
    ("joined", "start", "start date", "since", "from", "entré le", "beigetreten", "desde", "dal", "sinds"),
    reads="day",
)
LEFT_ON = Field(
    "left_on",
    Word("Day it left"),
    ("left", "left on", "end", "end date", "until", "end of participation", "sorti le", "ausgetreten", "hasta", "al"),
    reads="day",
    last_day=True,
)
# The participation that stands: of one organisation the one that has not ended, else the newest.
ON_RECORD = """
select consortium_id, organisation_id, participation_id as known_id
from participation
qualify row_number() over (
    partition by consortium_id, organisation_id order by left_on desc nulls first, participation_id
) = 1
"""


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return organisations and their participations."""
    context.check_order(read, JOINED_ON, LEFT_ON)
    found, organisations = described(read, context, "OTHER")
    if found.is_empty():
        return {}
    known = found.join(
        context.ask(ON_RECORD), on=["consortium_id", "organisation_id"], how="left", maintain_order="left"
    )
    return {
        **organisations,
        "participation": known.select(
            ROW,
            pl.col("known_id").fill_null(joined("consortium_id", "organisation_id")).alias("participation_id"),
            "consortium_id",
            "organisation_id",
            "role",
            pl.lit("partner").alias(otherwise("role")),
            "joined_on",
            pl.when(pl.col("joined_on").is_not_null())
            .then(pl.col(precision_of("joined_on")))
            .alias("joined_precision"),
            "left_on",
            pl.when(pl.col("left_on").is_not_null()).then(pl.lit(context.today)).alias(otherwise("left_noted_on")),
            "budget_eur",
            pl.lit(context.source_id).alias("source_id"),
        ),
    }


KIND = Kind(
    "partners",
    Word("Partners"),
    (
        CONSORTIUM,
        *FIELDS,
        Field(
            "role",
            Word("Role"),
            ("partner role", "role in project", "rôle", "rolle", "rol", "ruolo", "rola", "papel", "rooli"),
            reads="choice",
            choices={role: SAID_FOR_ROLE[role] for role in ROLES},
        ),
        JOINED_ON,
        LEFT_ON,
        Field(
            "budget_eur",
            Word("Budget (EUR)"),
            ("budget", "eu contribution", "grant", "ec contribution", "eccontribution", "subvention", "förderung",
             "presupuesto", "contributo", "budżet", "orçamento"),
            reads="number",
            least=0,
            most=999_999_999_999,
        ),
    ),
    "participation",
    rows,
    order=20,
    hints=("partner", "beneficiar", "participant", "organisation", "organization", "partenaire", "socio"),
)  # fmt: skip
