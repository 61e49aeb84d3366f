"""Tables of civil society organisations (CSOs), and of the partners that are in contact with them."""

import polars as pl

from data.imports.context import Context
from data.imports.kind import Bundle, Field, Kind
from data.imports.kinds.fields import CONSORTIUM, PARTNER
from data.imports.organisations import FIELDS, described
from data.imports.sheet import ROW
from data.problems import Word

ACTIVE_FROM = Field(
    "active_from",
    Word("In contact since"),
    ("contact since", "since", "active from", "first contact", "depuis", "seit", "desde", "dal", "sinds", "od"),
    reads="day",
)
ACTIVE_UNTIL = Field(
    "active_until",
    Word("Last day"),
    ("contact until", "until", "active until", "last contact", "jusqu'à", "bis", "hasta", "tot", "do"),
    reads="day",
    last_day=True,
)


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return organisations and their contacts with partners."""
    context.check_days(read, ACTIVE_FROM, past=True)
    context.check_order(read, ACTIVE_FROM, ACTIVE_UNTIL)
    found, organisations = described(read, context, "CSO")
    if found.is_empty():
        return {}
    contacts = found.filter(
        pl.col("partner_id").is_not_null() & (pl.col("partner_id") != pl.col("organisation_id"))
    ).select(
        ROW,
        "consortium_id",
        pl.col("organisation_id").alias("cso_id"),
        "partner_id",
        "active_from",
        "active_until",
        pl.lit(context.source_id).alias("source_id"),
    )
    return {**organisations, "cso_relation": contacts}


KIND = Kind(
    "csos",
    Word("Civil society organisations"),
    (CONSORTIUM, *FIELDS, PARTNER, ACTIVE_FROM, ACTIVE_UNTIL),
    "cso_relation",
    rows,
    order=30,
    hints=("cso", "civil society", "ngo", "association", "verein", "ong"),
)
