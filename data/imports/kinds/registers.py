"""Registers of organisations, such as the list of holders of the Erasmus Charter: to look up, not to count."""

import re

import polars as pl

from data.imports.context import Context
from data.imports.identifiers import IDENTIFIERS, identifiers
from data.imports.kind import Bundle, Field, Kind, Recognised
from data.imports.sheet import ROW, Sheet
from data.problems import Problem, Word

REGISTER = "Erasmus Charter for Higher Education"
LONGEST = 1000
FIELDS = (
    Field("entry", Word("Number"), ("Proposal number", "proposal_number", "application reference"), reads="id"),
    Field("erasmus_code", Word("Erasmus code"), ("Erasmus Code",), reads="lines", needed=True),
    Field("pic", Word("PIC"), ("Pic",), reads="lines"),
    Field("oid", Word("OID"), ("OID",), reads="lines"),
    Field("legal_name", Word("Name"), ("Legal Name", "Organisation legal name"), reads="lines", needed=True,
          longest=LONGEST),
    Field("city", Word("City"), ("City",), reads="lines", longest=LONGEST),
    Field("country", Word("Country"), ("Country Cd", "Country Code"), reads="country"),
    Field("website", Word("Website"), ("Website Url",), reads="lines", longest=LONGEST),
    Field("valid_from", Word("Valid from"), ("Erasmus Eche Start", "erasmus_eche_start"), reads="lines"),
    Field("valid_until", Word("Valid until"), ("Erasmus Eche End", "erasmus_eche_end"), reads="lines"),
)  # fmt: skip


def rows(read: pl.DataFrame, context: Context) -> Bundle:
    """Return entries of the register, by their Erasmus codes, of which it has each once.

    A PIC or OID that the register gives to two entries stays with both: who is who then asks.
    """
    normal = identifiers(
        read.select("country", *(pl.col(name) if name in read.columns else pl.lit(None, pl.String).alias(name)
                                 for name in IDENTIFIERS))
    )  # fmt: skip
    code = pl.col("erasmus_code").str.replace_all(r"\s+", " ").str.strip_chars()
    context.findings.reject(
        read.filter(normal["erasmus_code"].is_null() & pl.col("erasmus_code").is_not_null()).select(
            ROW, value="erasmus_code"
        ),
        "identifier",
        "erasmus_code",
        lambda value: Problem("“{value}” is no Erasmus code.", "Give one such as B BRUSSEL01.", value=value[:80]),
    )
    for name in ("pic", "oid"):
        context.findings.repair(
            read.select(ROW, value=name).filter(normal[name].is_null() & pl.col("value").is_not_null()),
            "no identifier",
            name,
            lambda value: Problem(
                "“{value}” is no identifier and was left out.", "Nothing is to be done.", value=value[:80]
            ),
        )
    site = pl.col("website").str.replace_all(r"\s+", "")
    entries = read.select(
        ROW,
        pl.lit(REGISTER).alias("register"),
        code.alias("entry"),
        _edition().alias("edition"),
        normal["pic"],
        normal["oid"],
        code.alias("erasmus_code"),
        pl.col("legal_name").str.replace_all(r"\s+", " ").str.strip_chars(),
        "country",
        pl.col("city").str.replace_all(r"\s+", " ").str.strip_chars(),
        pl.when(site.str.contains(r"^https?://"))
        .then(site)
        .otherwise(pl.concat_str(pl.lit("https://"), site))
        .alias("website"),
        pl.lit(context.source_id).alias("source_id"),
    )
    return {"register_entry": context.findings.left(entries)}


def _edition() -> pl.Expr:
    """Return the years for which an entry holds, as far as it says: 2021–2029; days differ in form."""
    years = [pl.col(name).str.extract(r"\b(20\d{2})\b").fill_null("?") for name in ("valid_from", "valid_until")]
    return pl.concat_str(years, separator="–")


def _is_register(sheet: Sheet) -> Recognised:
    """Return whether a sheet has the columns that tell the list of charter holders from a table of partners."""
    bare = {re.sub(r"[\W_]", "", column).lower() for column in sheet.columns}
    is_it = {"erasmuscode", "pic"} <= bare and bool({"erasmusecheend", "proposalnumber"} & bare)
    return Recognised(1.0, FIELDS) if is_it else Recognised(0.0, (), tuple(KIND.needed()))


KIND = Kind(
    "erasmus-charter",
    Word("Holders of the Erasmus Charter"),
    FIELDS,
    "register_entry",
    rows,
    order=5,
    of_consortium=False,
    recognise=_is_register,
)
