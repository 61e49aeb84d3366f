"""What became of a column of text when it was read as numbers, days, countries or the like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from data.imports.sheet import LONGEST_VALUE
from data.problems import Problem

# What people write where they know nothing, folded.
BLANK_WORDS = frozenset(
    word.strip()
    for word in """
    -|--|---|.|..|...|?|??|/|n/a|na|n.a.|n.a|n. a.|#n/a|nan|null|nil|none|nd|n.d.|n/d|tbc|tbd|tba|t.b.c.|t.b.d.|t.b.a.
    |to be confirmed|to be defined|to be determined|to be decided|to be announced|unknown|not known|not available
    |not applicable|not yet known|no data|k.a.|k. a.|k.a|keine angabe|keine angaben|unbekannt|entfallt|inconnu|inconnue
    |non connu|s.o.|sans objet|non disponible|non disponibile|sconosciuto|non applicabile|n.p.|desconocido|no aplica
    |no disponible|sin datos|desconhecido|nao disponivel|nao aplicavel|brak|brak danych|b.d.|nie dotyczy|nd.|nezname
    |neznamy|nezjisteno|nezistene|neuvedeno|neuvedene|okand|ukendt|ukjent|onbekend|niet bekend|nvt|n.v.t.|n.n.b.|αγνωστο
    |δ.υ.|ismeretlen|nincs adat|necunoscut|неизвестно|няма данни|neznano|ni podatka|nepoznato|teadmata|puudub|nezinams
    |nezinoma|nera duomenu|tuntematon|ei tiedossa|mhux maghruf|anaithnid|κ.α.
    """.split("|")
)


@dataclass(frozen=True)
class Values:
    """A column of text read as values: `typed` has a value for each cell, null where it is blank or not understood.

    `notes` has one row per cell that was repaired or not understood: `place` (UInt32, counted from 0 in the column),
    `understood` (Boolean; False: null stands for something nobody could read), `rule` (String, its stable name),
    `value` (String, as found) and `became` (String, null where nothing). Cells read as they stand have none.
    """

    typed: pl.Series
    notes: pl.DataFrame
    # Rule -> what is said of a cell with that value.
    sentences: Mapping[str, Callable[[str], Problem]]

    def problem(self, rule: str, value: str) -> Problem:
        """Return what is said of a cell that was repaired or not understood: `rule` and `value` as in `notes`."""
        return self.sentences[rule](value)


def blank_word(value: str) -> Problem:
    """Return what is said of a word that stands for "not known"."""
    return Problem(
        "“{value}” says that nothing is known; the cell was left blank.", "Nothing is to be done.", value=value
    )


def folded(text: pl.Expr) -> pl.Expr:
    """Return text in small letters without accents, with single blanks."""
    plain = text.str.to_lowercase().str.replace_all("ł", "l", literal=True).str.replace_all("ß", "ss", literal=True)
    bare = plain.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return bare.str.replace_all(r"[\s\u{a0}]+", " ").str.strip_chars()


def cells_of(column: pl.Series, plain: pl.Expr, typed: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all cells and those among them that have to be looked at.

    All have `place`, `value` (trimmed, null where blank) and `typed`: the value of cells for which `plain` holds, which
    most tables have most of. The others come again with `said` (folded) and `blank` (a word for "not known").
    """
    value = pl.col("value").str.strip_chars().replace("", None)
    cells = pl.DataFrame({"value": column.cast(pl.String)}).with_row_index("place").with_columns(value)
    cells = cells.with_columns((pl.col("value").is_null() | plain.fill_null(False)).alias("plain"))
    rest = cells.filter(~pl.col("plain")).select("place", "value", folded(pl.col("value")).alias("said"))
    rest = rest.with_columns(pl.col("said").is_in(BLANK_WORDS).alias("blank"))
    return cells.with_columns(pl.when("plain").then(typed).alias("typed")), rest


def values_of(
    cells: pl.DataFrame, rest: pl.DataFrame, name: str, kind: Any, sentences: Mapping[str, Callable[[str], Problem]]
) -> Values:  # fmt: skip
    """Return the values of cells; `rest` now has `typed` and `rule`, null where a cell was read as it stands.

    A cell that is no word for "not known" and became nothing was not understood; it then has a rule.
    """
    typed = pl.when("blank").then(None).otherwise(pl.col("typed")).cast(kind)
    rule = pl.when("blank").then(pl.lit("blank word")).otherwise(pl.col("rule"))
    rest = rest.with_columns(typed.alias("typed"), rule.alias("rule"))
    became = pl.col("typed").cast(pl.String)
    notes = rest.filter(pl.col("rule").is_not_null()).select(
        "place",
        (pl.col("blank") | pl.col("typed").is_not_null()).alias("understood"),
        "rule",
        pl.col("value").str.slice(0, LONGEST_VALUE),
        (became.str.replace(r"\.0$", "") if kind == pl.Float64() else became).alias("became"),
    )
    late = cells.select("place", pl.col("typed").cast(kind).alias("plain_typed")).join(
        rest.select("place", "typed"), on="place", how="left", maintain_order="left"
    )
    found = late.select(pl.coalesce("plain_typed", "typed").alias(name)).to_series()
    return Values(found, notes, {"blank word": blank_word, **sentences})
