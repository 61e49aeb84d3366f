"""Tables of text for a spreadsheet, which must not take what somebody typed for a formula.

The rule is that of OWASP for "CSV injection": text that begins like a formula gets an apostrophe before it, and so does
the name over a column. Imports take the apostrophe away (data/imports/cells.py), so that a table that comes back says
what it said. Data packages are for programs, hold exactly what the store holds, and are not made here.
"""

import polars as pl

# What a spreadsheet takes for the beginning of a formula, also once a cell is edited or the table is saved as text.
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
MARKED = r"^'([=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"


def comma_separated(rows: pl.DataFrame) -> bytes:
    """Return `rows` as a file of comma-separated values, in UTF-8 with the mark by which Excel knows it."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    marked = rows.with_columns(
        pl.when(begins_formula(name)).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )
    named = {name: f"'{name}" for name in rows.columns if name.startswith(BEGINS_FORMULA)}
    return marked.rename(named).write_csv().encode("utf-8-sig")


def begins_formula(column: str) -> pl.Expr:
    """Return whether a text begins like a formula."""
    return pl.any_horizontal(pl.col(column).str.starts_with(sign) for sign in BEGINS_FORMULA)


def without_mark(text: pl.Expr) -> pl.Expr:
    """Return a text without the apostrophe that `comma_separated` put before it."""
    return text.str.replace(MARKED, "$1")
