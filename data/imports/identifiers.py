"""Identifiers of organisations as registers write them; what stands in a file for "none" is no identifier."""

import polars as pl

# The kinds of identifier, the surest first.
IDENTIFIERS = ("pic", "oid", "ror", "erasmus_code", "vat_number")
# Of a group of companies, or of the units of a state, several may have one VAT number.
SHARED = ("vat_number",)

# What people write where a digit stands for none: 999999999, 123456789, 000000000.
PLACEHOLDER_DIGITS = r"^(0+|1+|2+|3+|4+|5+|6+|7+|8+|9+|123456789|987654321)$"
SIGNS = r"[^0-9A-Za-z]+"
# As the European Union writes countries before VAT numbers and Erasmus codes, beside ISO 3166.
VAT_COUNTRY = {"GR": "EL", "GB": "(GB|XI)", "CH": "CHE?"}


def identifiers(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one row per row of `rows`: each kind of identifier as it is compared, null for none.

    `rows` has a column of text per kind and `country` (ISO 3166-1 alpha-2 or null). A PIC has nine digits, an OID E and
    eight digits, a ROR id nine signs; a VAT number is given with the country, an Erasmus code without blanks.
    """
    return rows.select(
        _no_placeholder(_digits("pic").str.extract(r"^(\d{9})$")).alias("pic"),
        _signs("oid").str.extract(r"^(E\d{8})$").replace("E00000000", None).alias("oid"),
        pl.col("ror").str.to_lowercase().str.extract(r"(?:^|ror\.org/)\s*(0[a-z0-9]{6}\d{2})\s*/?\s*$").alias("ror"),
        _signs("erasmus_code").str.extract(r"^([A-Z]{1,3}[A-Z]{2,}\d{1,3})$").alias("erasmus_code"),
        _vat_number().alias("vat_number"),
    )


def _signs(column: str) -> pl.Expr:
    """Return letters and digits alone, in capitals; a number that a spreadsheet wrote as 883285.0 without its end."""
    return pl.col(column).str.replace(r"^\s*(\d+)\.0+\s*$", "$1").str.replace_all(SIGNS, "").str.to_uppercase()


def _digits(column: str) -> pl.Expr:
    return _signs(column).str.replace(r"^PIC", "")


def _no_placeholder(digits: pl.Expr) -> pl.Expr:
    return pl.when(~digits.str.contains(PLACEHOLDER_DIGITS)).then(digits)


def _vat_number() -> pl.Expr:
    """Return the country and the number without leading zeros; null for fewer than five digits, or one repeated."""
    signs = _signs("vat_number").str.replace(r"(MWST|TVA|IVA|VAT)$", "")
    bare = signs
    for country, prefix in VAT_COUNTRY.items():
        bare = pl.when(pl.col("country") == country).then(bare.str.replace(f"^{prefix}", "")).otherwise(bare)
    # What begins with the country of the organisation says the country, not the number.
    bare = pl.when(bare.str.head(2) == pl.col("country")).then(bare.str.slice(2)).otherwise(bare)
    number = bare.str.strip_chars_start("0")
    digits = number.str.replace_all(r"\D", "")
    is_number = (digits.str.len_chars() >= 5) & ~digits.str.contains(PLACEHOLDER_DIGITS)
    # A number that begins with a country is whole by itself; one without is of the country of the organisation.
    return pl.when(is_number).then(pl.concat_str(pl.col("country").fill_null(""), pl.lit(" "), number))
