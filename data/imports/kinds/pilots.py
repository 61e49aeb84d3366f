"""Tables of pilot projects: what was done with civil society organisations, where and when."""

import polars as pl

from data.imports.context import Context, joined
from data.imports.kind import Bundle, Field, Kind
from data.imports.kinds.fields import (
    CITY,
    CONSORTIUM,
    COUNTRY,
    CSO,
    DESCRIPTION,
    ENDS_ON,
    LATITUDE,
    LONGITUDE,
    PARTNER,
    REGION_CODE,
    STARTS_ON,
    TITLE,
)  # fmt: skip
from data.imports.sheet import ROW
from data.problems import Word

THEME = Field(
    "theme",
    Word("Theme"),
    ("topic", "subject", "field", "thème", "thema", "tema", "onderwerp", "temat", "aihe", "area"),
)
STOPPED_ON = Field(
    "stopped_on", Word("Stopped on"), ("stopped", "cancelled on", "arrêté le", "abgebrochen am"), reads="day",
    last_day=True,
)  # fmt: skip
CASE_STUDY_TITLE = Field(
    "case_study_title", Word("Case study"), ("case study title", "étude de cas", "fallstudie", "estudio de caso")
)
CASE_STUDY_URL = Field(
    "case_study_url",
    Word("Address of the case study"),
    ("case study url", "case study link", "link to case study", "url", "link", "website"),
    reads="address",
)
PILOT_TITLE = Field(
    "title",
    TITLE.title,
    ("pilot", "pilot project", "pilot title", "project title", "name", "titre", "titel", "título", "titolo", "tytuł",
     "nimi", "projet pilote", "pilotprojekt", "proyecto piloto", "progetto pilota"),
    needed=True,
)  # fmt: skip
FIELDS = (
    CONSORTIUM,
    Field("pilot_id", Word("Id"), ("pilot id", "pilot no", "pilot number", "id", "no", "nr", "code"), reads="id"),
    PILOT_TITLE,
    THEME,
    PARTNER,
    CSO,
    COUNTRY,
    CITY,
    REGION_CODE,
    LATITUDE,
    LONGITUDE,
    STARTS_ON,
    ENDS_ON,
    STOPPED_ON,
    CASE_STUDY_TITLE,
    CASE_STUDY_URL,
    DESCRIPTION,
)
ON_RECORD = """
select
    consortium_id,
    title,
    min(pilot_id) as known_id
from pilot
group by consortium_id, title
"""
IDS = "select pilot_id as given_id, pilot_id as own_id from pilot"


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return pilot projects, and the civil society organisations they were done with."""
    context.check_order(read, STARTS_ON, ENDS_ON)
    context.check_points(read)
    known = read.join(context.ask(ON_RECORD), on=["consortium_id", "title"], how="left", maintain_order="left")
    # An id of the file's own becomes one here only together with its consortium.
    known = known.join(
        context.ask(IDS).select(pl.col("own_id"), given=pl.col("given_id")),
        left_on="pilot_id", right_on="given", how="left", maintain_order="left",
    )  # fmt: skip
    made = pl.when(pl.col("pilot_id").is_not_null()).then(joined("consortium_id", "pilot_id"))
    named = known.with_columns(
        pl.coalesce("own_id", pl.when(pl.col("pilot_id").is_null()).then("known_id"), made,
                    joined("consortium_id", "title")).alias("pilot_id")
    )  # fmt: skip
    named = named.join(
        context.ask("select pilot_id, true as is_known from pilot"), on="pilot_id", how="left", maintain_order="left"
    )
    context.demand(named.filter(pl.col("is_known").is_null()), THEME, ["pilot_id"])
    source = pl.lit(context.source_id).alias("source_id")
    return {
        "pilot": named.select(
            ROW, "pilot_id", "consortium_id", "title", "theme", "partner_id", "country", "city", "region_code",
            "latitude", "longitude", "starts_on", "ends_on", "stopped_on", "case_study_title", "case_study_url",
            "description", source,
        ),
        "pilot_cso": named.filter(pl.col("cso_id").is_not_null()).select(
            ROW, "pilot_id", "cso_id", "consortium_id", source
        ),
    }  # fmt: skip


KIND = Kind("pilots", Word("Pilot projects"), FIELDS, "pilot", rows, order=60, hints=("pilot", "pilote", "piloto"))
