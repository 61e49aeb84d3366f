"""What the columns of every table hold, as a table schema of Frictionless says it."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from data.checks import EACH_REFERENCE
from data.exports.catalogue import entity_keys
from data.store import Store

FOLDER = Path(__file__).parent
TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DOUBLE": "number",
    "DECIMAL": "number",
}
COLUMNS = """
select
    columns.column_name as name,
    columns.data_type as kind,
    not columns.is_nullable as required
from duckdb_columns() as columns
where columns.table_name = $table and columns.schema_name = 'main' and not columns.internal
order by columns.column_name in ('version', 'withdrawn') and $table <> 'change', columns.column_index
"""
CHECKS = """
select constraint_text as said
from duckdb_constraints()
where table_name = $table and constraint_type = 'CHECK'
order by said
"""
# How DuckDB writes the checks that a table schema can say, too.
ONE_OF = re.compile(r'CHECK\(\("?(?P<name>\w+)"? IN \((?P<values>.+)\)\)\)')
AT_LEAST = re.compile(r'CHECK\(\("?(?P<name>\w+)"? >= (?P<least>-?[\d.]+)\)\)')
ABOVE_NOTHING = re.compile(r'CHECK\(\("?(?P<name>\w+)"? > 0\)\)')
BETWEEN = re.compile(r'CHECK\(\("?(?P<name>\w+)"? BETWEEN (?P<least>-?[\d.()]+) AND (?P<most>-?[\d.()]+)\)\)')
LENGTH = re.compile(r'CHECK\(\(length\("?(?P<name>\w+)"?\) = (?P<length>\d+)\)\)')


def table_schema(store: Store, table: str, *, history: bool, among: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a table: fields with type, description and constraints, its key, whom it refers to.

    With `history` it is the table of all rows ever written, else that of the present ones. `among` are the entities
    to which references are said.
    """
    entity = table.removesuffix("_record")
    known = _known(store, table)
    columns = store.fetch(COLUMNS, {"table": table}).to_dicts()
    if not history:
        columns = [column for column in columns if column["name"] not in ("version", "withdrawn")]
    key = ["version"] if entity == "change" else list(entity_keys(store)[entity])
    fields = []
    for column in columns:
        name = column["name"]
        constraints: dict[str, Any] = ({"required": True} if column["required"] else {}) | known.get(name, {})
        field = {"name": name, "type": TYPES[column["kind"].partition("(")[0]], "description": described(name)}
        if field["type"] == "datetime":
            field["format"] = "%Y-%m-%dT%H:%M:%S.%fZ"
        fields.append({**field, **({"constraints": constraints} if constraints else {})})
    schema = {"fields": fields, "missingValues": [""], "primaryKey": key + ["version"] * (history and table != entity)}
    references = _references(store, entity, among, {column["name"] for column in columns if column["required"]})
    if history and entity != "change":
        references.append({"fields": ["version"], "reference": {"resource": "change", "fields": ["version"]}})
    return {**schema, **({"foreignKeys": references} if references else {})}


def described(column: str) -> str:
    """Return what a column holds, in a sentence; empty where nobody has said it."""
    return _table("columns").get(column, {}).get("description", "")


def entity_title(entity: str) -> str:
    """Return what an entity is called."""
    return _table("entities").get(entity, {}).get("title") or entity.replace("_", " ").capitalize()


def entity_described(entity: str) -> str:
    """Return what the rows of an entity are; empty where nobody has said it."""
    return _table("entities").get(entity, {}).get("description", "")


def _references(store: Store, entity: str, among: Sequence[str], required: Collection[str]) -> list[dict[str, Any]]:
    said = []
    for row in store.fetch(EACH_REFERENCE.read_text(encoding="utf-8")).to_dicts():
        if row["entity"] != entity or row["target"] not in among:
            continue
        ours, theirs = [row["named_by"]], [row["target_column"]]
        # Of a key of several columns none may be empty, by the specification.
        if row["scope"] != row["named_by"] and row["named_by"] in required:
            ours, theirs = [row["scope"], *ours], [row["target_scope"], *theirs]
        said.append({"fields": ours, "reference": {"resource": row["target"], "fields": theirs}})
    return said


def _known(store: Store, table: str) -> Mapping[str, dict[str, Any]]:
    """Return by column what its values must be, as far as a table schema has words for it."""
    known: dict[str, dict[str, Any]] = {}
    for said in store.fetch(CHECKS, {"table": table})["said"]:
        if found := ONE_OF.fullmatch(said):
            known[found["name"]] = {"enum": [text.replace("''", "'") for text in re.findall(r"'((?:[^']|'')*)'",
                                                                                         found["values"])]}  # fmt: skip
        elif found := AT_LEAST.fullmatch(said):
            known[found["name"]] = {"minimum": _number(found["least"])}
        elif found := ABOVE_NOTHING.fullmatch(said):
            known[found["name"]] = {"minimum": 1}
        elif found := BETWEEN.fullmatch(said):
            known[found["name"]] = {"minimum": _number(found["least"]), "maximum": _number(found["most"])}
        elif found := LENGTH.fullmatch(said):
            known[found["name"]] = {"minLength": int(found["length"]), "maxLength": int(found["length"])}
    return known


def _number(text: str) -> float | int:
    number = float(text.strip("()"))
    return int(number) if number.is_integer() else number


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = next(iter(rows[0]))
    return {row[first]: row for row in rows}
