"""Rows of entities against what the store holds: what is new, what differs, what was changed here meanwhile.

What a file leaves empty does not erase what is known. A file that says what it said before brings nothing, also where
somebody changed the row here since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

from data.imports.account import Findings, SheetAccount
from data.imports.context import told_otherwise
from data.imports.sheet import ROW
from data.imports.told import Cell
from data.problems import Problem
from data.transaction import Transaction

# The version of the store on which a row was handed out, where the file says it.
BASE = "base version"
Choice = Literal["keep", "take", "ask"]
Row = dict[str, Any]
# Columns that say where a row is from, not what it says.
ORIGIN = ("source_id",)

# Of rows that are new or differ, so many are shown before they are saved.
SHOWN = 200


def otherwise(column: str) -> str:
    """Return the name of a column whose values hold where neither the file nor the store says one."""
    return f"{column} otherwise"


@dataclass
class Loading:
    """How rows are brought in, and what was found on the way.

    `empties_erase`: what a file leaves empty is erased. `choices` has what the user chose of rows that were changed on
    both sides, by entity and key; `otherwise` holds for the others. `cells` are the first that are new or differ,
    `conflicts` those that were changed on both sides. `told` has hashes of the keys of each entity.
    """

    transaction: Transaction
    empties_erase: bool = False
    choices: Mapping[tuple[str, str], Choice] = field(default_factory=dict)
    otherwise: Choice = "ask"
    cells: list[Cell] = field(default_factory=list)
    conflicts: list[Cell] = field(default_factory=list)
    told: dict[str, pl.Series] = field(default_factory=dict)

    def newest(self, entity: str, keys: pl.DataFrame) -> pl.DataFrame:
        """Return what `Transaction.newest` does; each key is asked for once by each part of what is brought in.

        What this import added is looked through only where one of the keys was told before.
        """
        now = keys.select(pl.all().cast(pl.String)).hash_rows()
        before = self.told.setdefault(entity, now.clear())
        is_new = not before.is_in(now.implode()).any()
        before.append(now)
        return self.transaction.newest(entity, keys, as_it_began=is_new)


@dataclass(frozen=True)
class Compared:
    """Rows of an entity against what the store holds, not added yet; `told_by` has ROW and key of the file's rows."""

    entity: str
    rows: pl.DataFrame
    said: list[str]
    told_by: pl.DataFrame


def compare(
    entity: str, rows: pl.DataFrame, loading: Loading, findings: Findings, *, is_subject: bool
) -> Compared | None:
    """Return which of `rows` are new or differ, None when there are none; `rows` has ROW and columns of the entity.

    `is_subject`: rows of the table are about this entity, so that a second row with the same key is told.
    """
    rows = findings.left(rows)
    if rows.is_empty():
        return None
    transaction = loading.transaction
    key = list(transaction.keys[entity])
    told_by = rows.select(ROW, *key)
    rows = _once(rows, key, findings, is_subject=is_subject)
    newest = loading.newest(entity, rows.select(key))
    rows = _as_typed(rows, newest)
    if is_subject:
        rows = _not_told_before(rows, newest, key, transaction.version, findings)
    said = [name for name in rows.columns if name not in (ROW, BASE, *key) and name in newest.columns]
    met = _merged(rows, newest, key, said, loading)
    differs = pl.any_horizontal(
        pl.lit(value=False), *(pl.col(name).ne_missing(pl.col(f"{name}.here")) for name in said if name not in ORIGIN)
    )
    met = met.with_columns(
        pl.when(~pl.col("is here"))
        .then(pl.lit("added"))
        .when(differs)
        .then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
        .alias("is")
    )
    return Compared(entity, _settled(entity, met, key, said, told_by, loading, findings), said, told_by)


def add(compared: Compared, loading: Loading, findings: Findings) -> None:
    """Add the rows that are new or differ, and count them; what only rejected rows tell of is left out."""
    entity, transaction = compared.entity, loading.transaction
    key = list(transaction.keys[entity])
    left = findings.left(compared.told_by).select(key).cast(compared.rows.select(key).schema)
    rows = compared.rows.join(left, on=key, how="semi", maintain_order="left")
    _show(entity, rows, key, compared.said, loading, findings.account)
    found = findings.account.brought(entity)
    count = dict(rows["is"].value_counts().iter_rows())
    found.added += count.get("added", 0)
    found.changed += count.get("changed", 0)
    found.same += count.get("same", 0)
    columns = [name for name in transaction.entities[entity] if name in rows.columns]
    differing = rows.filter(pl.col("is") != "same")
    # A key that was withdrawn once is not new.
    is_new = differing["version.here"].is_null().all() if "version.here" in differing.columns else False
    transaction.append_differing(entity, differing.select(columns), only_new_keys=is_new)


def _merged(
    rows: pl.DataFrame, newest: pl.DataFrame, key: list[str], said: list[str], loading: Loading
) -> pl.DataFrame:
    """Return the rows as they would be saved, beside what is `.here`; `is here` says whether anything is."""
    met = rows.join(
        newest.select(*key, pl.exclude(key).name.suffix(".here")), on=key, how="left", maintain_order="left"
    ).with_columns((~pl.col("withdrawn.here")).fill_null(value=False).alias("is here"))
    unsaid = [name for name in newest.columns if name not in (*key, *said, "version", "withdrawn", "origin")]
    kept = pl.lit(not loading.empties_erase)
    met = met.with_columns(
        *(
            pl.when(pl.col("is here") & pl.col(name).is_null() & kept)
            .then(pl.col(f"{name}.here"))
            .otherwise(pl.col(name))
            .alias(name)
            for name in said
        ),
        *(pl.when(pl.col("is here")).then(pl.col(f"{name}.here")).alias(name) for name in unsaid),
    )
    return met.with_columns(
        pl.col(name).fill_null(pl.col(otherwise(name)).cast(met.schema[name]))
        for name in (*said, *unsaid)
        if otherwise(name) in met.columns
    )


def _once(rows: pl.DataFrame, key: list[str], findings: Findings, *, is_subject: bool) -> pl.DataFrame:
    """Return each key once; of the entity the table is about, a further row is ignored or rejected with the first one.

    Of another entity, such as the organisation of many participations, the first row that says a thing is heard.
    """
    again = rows.filter(~pl.struct(key).is_first_distinct()) if rows.height else rows
    if again.is_empty():
        return rows
    if not is_subject:
        return (
            rows.group_by(key, maintain_order=True).agg(pl.all().exclude(key).drop_nulls().first()).select(rows.columns)
        )
    said = [name for name in rows.columns if name not in (ROW, BASE)]
    first = rows.filter(pl.struct(key).is_first_distinct()).rename({ROW: "value"}).select("value", *key)
    told = again.join(first, on=key, how="left", maintain_order="left", nulls_equal=True)
    is_alike = ~pl.struct(said).is_first_distinct()
    alike = rows.filter(is_alike).select(ROW)
    findings.ignore(
        told.join(alike, on=ROW, how="semi").select(ROW, "value"),
        "row told twice",
        None,
        lambda row: Problem("The row says the same as row {row}.", "Nothing is to be done.", row=row),
    )
    findings.reject(
        told.join(alike, on=ROW, how="anti").select(ROW, "value"),
        "key told twice",
        None,
        told_otherwise,
    )
    return rows.filter(pl.struct(key).is_first_distinct())


def _not_told_before(
    rows: pl.DataFrame, newest: pl.DataFrame, key: list[str], version: int, findings: Findings
) -> pl.DataFrame:
    """Return the rows whose key no earlier part of the file has told."""
    told = newest.filter(pl.col("version") == version)
    if told.is_empty():
        return rows
    findings.reject(
        rows.join(told, on=key, how="semi").select(ROW),
        "key told twice",
        None,
        Problem("An earlier row of the file is about the same.", "Keep the one that is right."),
    )
    return rows.join(told, on=key, how="anti")


def _as_typed(rows: pl.DataFrame, present: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.col(name).cast(kind) for name, kind in present.schema.items() if name in rows.columns and name != "version"
    )


def _settled(
    entity: str,
    met: pl.DataFrame,
    key: list[str],
    said: list[str],
    told_by: pl.DataFrame,
    loading: Loading,
    findings: Findings,
) -> pl.DataFrame:
    """Return the rows with those settled that were changed here as well as in the file.

    A cell that only one side changed is that side's. Of a cell that both changed the user chooses; until then the row
    is rejected.
    """
    based = pl.col(BASE) if BASE in met.columns else pl.lit(None, pl.Int64)
    by_hand = pl.when(based.is_null()).then(pl.col("origin.here") == "app").otherwise(pl.col("version.here") > based)
    is_asked = (pl.col("is") == "changed") & by_hand.fill_null(value=False)
    asked = met.filter(is_asked)
    if asked.is_empty():
        return met
    base = loading.transaction.at_base(entity, asked.select(*key, based.alias("base_version")))
    told = asked.join(base.select(*key, pl.exclude(key).name.suffix(".base")), on=key, maintain_order="left")
    compared = [name for name in said if name not in ORIGIN]
    settled, rejected = [], []
    for row in told.iter_rows(named=True):
        named = _named(row, key)
        ours = {name for name in compared if row[f"{name}.here"] != row[f"{name}.base"]}
        theirs = {name for name in compared if row[name] != row[f"{name}.base"]}
        both = [name for name in compared if name in ours & theirs and row[name] != row[f"{name}.here"]]
        choice = loading.choices.get((entity, named), loading.otherwise)
        loading.conflicts += [
            _cell(findings.account.sheet, entity, named, row, name, base=row[f"{name}.base"]) for name in both
        ]
        if both and choice == "ask":
            rejected.append((both[0], row))
        kept = (ours - theirs) | (set(both) if choice == "keep" else set())
        row |= {name: row[f"{name}.here"] for name in kept}
        is_same = all(row[name] == row[f"{name}.here"] for name in compared)
        settled.append(row | {"is": "same" if is_same else "changed"})
    for name, row in rejected:
        findings.reject(
            told_by.filter(*(pl.col(part).cast(pl.String) == str(row[part]) for part in key)).with_columns(
                pl.lit(_shown(row[name])).alias("value")
            ),
            "changed on both sides",
            name,
            Problem(
                "“{column}” says {value}, and was meanwhile changed here from {base} to {here}.",
                "Choose which of the two holds: on the page of imports, or with --conflicts keep or --conflicts take.",
                column=name.replace("_", " "),
                value=_shown(row[name]),
                base=_shown(row[f"{name}.base"]),
                here=_shown(row[f"{name}.here"]),
            ),
        )
    if not settled:
        return met
    done = pl.DataFrame(settled, schema=told.schema).select(met.columns)
    return pl.concat([met.join(done.select(ROW), on=ROW, how="anti"), done])


def _show(
    entity: str, met: pl.DataFrame, key: list[str], said: list[str], loading: Loading, account: SheetAccount
) -> None:
    """Keep the first cells that are new or differ."""
    wanted = SHOWN - len(loading.cells)
    if wanted <= 0:
        return
    for row in met.filter(pl.col("is") != "same").head(wanted).iter_rows(named=True):
        loading.cells += [
            _cell(account.sheet, entity, _named(row, key), row, name)
            for name in said
            if name not in ORIGIN and row[name] != (row[f"{name}.here"] if row["is here"] else None)
        ]


def _cell(sheet: str, entity: str, key: str, row: Row, column: str, base: object = None) -> Cell:
    here = row[f"{column}.here"] if row["is here"] else None
    return Cell(sheet, row[ROW], entity, key, column, _text(here), _text(row[column]), _text(base))


def _named(row: Row, key: list[str]) -> str:
    return "/".join(str(row[name]) for name in key)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _shown(value: object) -> str:
    return "–" if value is None else str(value)[:80]
