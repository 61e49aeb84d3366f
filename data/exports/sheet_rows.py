"""The rows of our own workbook as texts: what the store held at one of its versions, in the words of the sheets."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import polars as pl

from data.exports.catalogue import entity_keys, present_at
from data.exports.sheets import SHEETS, Field, Sheet
from data.exports.workbook import LONGEST_CELL
from data.store import Store

SHORTENED = {"month": "%Y-%m", "year": "%Y"}
# Sheet -> the entity that stands in the same row, the column they share, and which rows of it.
BESIDE = {
    "partners": ("organisation", "organisation_id", None),
    "deliverables": ("deliverable_event", "deliverable_id", "planned"),
    "milestones": ("milestone_event", "milestone_id", "planned"),
}
NAMES_CSOS = ("cso_relation", "pilot_cso", "engagement")


class SheetRows:
    """The rows of every sheet for one consortium, or of what one partner of it answers for.

    `rows` holds a frame per key of a sheet: `id` and the machine names of its columns, every value a text: a day as
    2026-03-31 (2026-03 and 2026 where the month or the year alone is known), a number in its shortest form with a
    point, a share from 0 to 1, `yes` and `no`, a reference by the name its row has on its own sheet. Unknown is null.
    `names` holds what every row is called to which a cell may refer, of the whole consortium, by id.
    """

    def __init__(self, store: Store, *, consortium_id: str, version: int, partner_id: str | None = None) -> None:
        self._store = store
        self._consortium_id = consortium_id
        self._version = version
        whole = {sheet.key: self._recorded(sheet) for sheet in SHEETS}
        kept = whole if partner_id is None else _of_partner(whole, partner_id)
        self.names = _names(whole)
        self.names["objective"] = {one: one for one in sorted(self._entity("objective")["objective.objective"])}
        self.rows = {sheet.key: _as_text(sheet, kept[sheet.key], self.names) for sheet in SHEETS if sheet.key in kept}

    def _entity(self, entity: str, column: str = "consortium_id", values: Sequence[str] | None = None) -> pl.DataFrame:
        rows = present_at(
            self._store,
            entity,
            version=self._version,
            column=column,
            values=[self._consortium_id] if values is None else values,
        )
        return rows.rename(lambda name: f"{entity}.{name}")

    def _recorded(self, sheet: Sheet) -> pl.DataFrame:
        if sheet.key == "csos":
            named = (self._entity(entity)[f"{entity}.cso_id"] for entity in NAMES_CSOS)
            found = self._entity("organisation", "organisation_id", _different(named))
        else:
            found = self._entity(sheet.entity)
        if sheet.key in ("deliverable_events", "milestone_events"):
            found = found.filter(pl.col(f"{sheet.entity}.event") != "planned")
        if sheet.key in BESIDE:
            entity, shared, event = BESIDE[sheet.key]
            ours = f"{sheet.entity}.{shared}"
            beside = (
                self._entity(entity)
                if event
                else self._entity(entity, shared, _different([found[ours]]))
            )  # fmt: skip
            if event:
                beside = beside.filter(pl.col(f"{entity}.event") == event)
                beside = beside.sort(f"{entity}.position").unique(f"{entity}.{shared}", keep="first")
            found = found.join(beside, left_on=ours, right_on=f"{entity}.{shared}", how="left")
        key = [f"{sheet.entity}.{name}" for name in entity_keys(self._store)[sheet.entity] if name != "consortium_id"]
        return found.with_columns(pl.concat_str(pl.col(key).cast(pl.String), separator="|").alias("id"))


def _of_partner(whole: Mapping[str, pl.DataFrame], partner_id: str) -> dict[str, pl.DataFrame]:
    kept: dict[str, pl.DataFrame] = {}
    for sheet in SHEETS:
        rows = whole[sheet.key]
        if sheet.of_partner is None or sheet.key == "csos":
            continue
        asked = sheet.field(sheet.of_partner).refers_to if sheet.key != "partners" else "partners"
        wanted = [partner_id] if asked == "partners" else kept[str(asked)]["id"].to_list()
        kept[sheet.key] = rows.filter(pl.col(sheet.of_partner).is_in(wanted))
    named = _different(
        kept[key][f"{entity}.cso_id"]
        for key, entity in (
            ("cso_relations", "cso_relation"),
            ("pilot_csos", "pilot_cso"),
            ("engagements", "engagement"),
        )
    )
    return kept | {"csos": whole["csos"].filter(pl.col("id").is_in(named))}


def _names(whole: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = {}
    organisations: dict[str, str] = {}
    for sheet in SHEETS:
        if sheet.named_by is None:
            continue
        rows = whole[sheet.key].sort("id")
        if sheet.named_by == "organisation.short_name":
            # A partner takes part several times at most; the organisation is one.
            own = "participation.organisation_id" if sheet.key == "partners" else "id"
            known = pl.coalesce("organisation.short_name", "organisation.legal_name", pl.col(own))
            told = dict(rows.select(own, known.alias("name")).iter_rows())
            organisations |= _made_different({one: name for one, name in told.items() if one not in organisations},
                                             organisations.values())  # fmt: skip
            names[sheet.key] = {one: organisations[one] for one in told}
        else:
            names[sheet.key] = _made_different(dict(rows.select("id", sheet.named_by).iter_rows()), ())
    return names


def _made_different(names: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """Return the names, with the id behind each one that somebody before it has."""
    used = {name.casefold() for name in taken}
    different = {}
    for one, name in names.items():
        different[one] = f"{name} ({one})" if name.casefold() in used else name
        used.add(different[one].casefold())
    return different


def _as_text(sheet: Sheet, rows: pl.DataFrame, names: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    naming = {}
    if sheet.named_by:
        own = pl.col("participation.organisation_id" if sheet.key == "partners" else "id")
        naming[sheet.named_by] = _named(own, names[sheet.key])
    shown = rows.select(
        "id", *((naming.get(field.column, _text(field, names))).alias(field.column) for field in sheet.fields)
    )
    order = sorted(range(shown.height), key=lambda place: _natural(sheet, shown.row(place, named=True)))
    return shown[order]


def _text(field: Field, names: Mapping[str, Mapping[str, str]]) -> pl.Expr:
    value = pl.col(field.column)
    if field.kind == "day":
        exact = value.dt.strftime("%Y-%m-%d")
        if field.precision is None:
            return exact
        known = pl.col(f"{field.entity}.{field.precision}")
        return reduce(
            lambda so_far, told: pl.when(known == told[0]).then(value.dt.strftime(told[1])).otherwise(so_far),
            SHORTENED.items(),
            exact,
        )
    if field.kind in ("number", "share"):
        return value.cast(pl.Float64).cast(pl.String).str.strip_suffix(".0")
    if field.kind == "yes or no":
        return pl.when(value).then(pl.lit("yes")).when(~value).then(pl.lit("no"))
    if field.refers_to:
        return _named(value, names[field.refers_to])
    return value.cast(pl.String).str.slice(0, LONGEST_CELL)


def _named(value: pl.Expr, names: Mapping[str, str]) -> pl.Expr:
    """Return what is called so by id; what stands outside of the sheets keeps its id."""
    return value.replace(list(names), list(names.values())) if names else value


def _different(columns: Iterable[pl.Series]) -> list[str]:
    return sorted({value for column in columns for value in column.drop_nulls()})


def _natural(sheet: Sheet, row: Mapping[str, str | None]) -> tuple[object, ...]:
    """Return what a row is ordered by: its first column, its first day, the rest; numbers within a text as numbers."""
    days = [row[field.column] or "" for field in sheet.fields if field.kind == "day"][:1]
    texts = [row[sheet.fields[0].column] or "", *days, row["id"] or ""]
    return tuple(
        [(part.isdigit(), int(part) if part.isdigit() else 0, part.casefold()) for part in re.findall(r"\d+|\D+", text)]
        for text in texts
    )
