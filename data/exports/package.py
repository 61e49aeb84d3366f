"""All that a store holds as a Frictionless data package, to take away and to bring back unchanged.

One file per entity with every row ever written, its version and whether it withdraws its key, beside the table of
changes: who, when and why. What tells of natural persons (rights of access) stays behind. data/imports/package.py
brings a package back.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pyarrow as pa
from pyarrow.parquet import ParquetWriter

from data.checks import EACH_REFERENCE
from data.exports import subject
from data.exports.catalogue import entity_keys
from data.exports.schema import entity_described, entity_title, table_schema
from data.status import VERSION
from data.store import Store, opened

FileKind = Literal["csv", "parquet"]
Progress = Callable[[str, int, int], None]

DESCRIPTOR = "datapackage.json"
# What makes a data package one of ours, and what it says of itself.
OURS = "consortium_dashboard"
FORMAT_VERSION = 1
PERSONS = ("access_grant",)
FORMATS = {
    "csv": {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"},
    "parquet": {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
}
# The earliest time a zip file can say: that of its making would make each one different.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
CC_BY = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}

HISTORY = """
select *
from query_table($table)
where version <= $version
order by columns(lambda name: list_contains($order, name))
"""
HISTORY_OF = """
select *
from query_table($table)
where version <= $version and columns(lambda name: name = $column) = any($values)
order by columns(lambda name: list_contains($order, name))
"""
SOURCES = "select source_id, title, language, kind, note from source_document order by source_id"
SCHEMES = "select scheme, licence, attribution from region_scheme order by scheme"
HELD = """
select
    version,
    cast(sum(added + withdrawn) as integer) as rows_held,
    cast(
        to_json(
            list(
                {'entity': entity, 'consortium_id': consortium_id, 'added': added, 'withdrawn': withdrawn}
                order by entity, consortium_id
            )
        ) as text
    ) as content
from change_content
where consortium_id is null or consortium_id = $consortium
group by version
"""
CHANGED_AT = "select recorded_at from readable_change where version = $version"
STORE_FORMAT = "select max(number) as number from migration"


@dataclass(frozen=True)
class Scope:
    """Which rows of an entity a package holds: those whose column has one of the values, all where there is none."""

    column: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What a package holds: rows by entity and in all, bytes of its files, and the version it was made from."""

    rows: Mapping[str, int]
    total_bytes: int
    version: int


def write_package(
    target: Path,
    *,
    kind: FileKind = "csv",
    consortium: str | None = None,
    present: bool = False,
    on_progress: Progress | None = None,
) -> Written:
    """Write a data package to `target`, a zip file or, without this ending, a new folder; return what it holds.

    `consortium` (an id or an acronym) narrows it to one, with what its rows refer to; `present` leaves the history
    out. `on_progress` is told the entity, how many are done and how many there are. The same version of the store gives
    the same bytes. Raise Problem when there is no such consortium; whoever calls handles what the disk refuses.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as made:
        folder = Path(made) / "package"
        folder.mkdir()
        written = _Package(opened(), folder, kind, consortium, present, on_progress).write()
        if target.suffix.lower() == ".zip":
            _zip(folder, Path(made) / "package.zip", stored=kind == "parquet")
            (Path(made) / "package.zip").replace(target)
        else:
            folder.replace(target)
    return written


class _Package:
    """A data package that is being written into a folder."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        kind: FileKind,
        consortium: str | None,
        present: bool,
        on_progress: Progress | None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._kind = kind
        self._about = subject(consortium) if consortium else None
        self._present = present
        self._on_progress = on_progress or (lambda _entity, _done, _total: None)
        self._version = self._about.version if self._about else store.version
        self._keys = {entity: key for entity, key in entity_keys(store).items() if entity not in PERSONS}

    def write(self) -> Written:
        """Write the files and what describes them; return what was written."""
        (self._folder / "data").mkdir()
        scopes = _of_one(self._store, self._about.consortium_id, self._version) if self._about else {}
        entities = [entity for entity in self._keys if not self._about or entity in scopes]
        total = len(entities) + 1
        versions: set[int] = set()
        resources = []
        for done, entity in enumerate(entities):
            self._on_progress(entity, done, total)
            resources.append(self._resource(entity, scopes.get(entity, Scope()), versions, entities))
        self._on_progress("change", total - 1, total)
        if not self._present:
            resources.append(self._changes(versions))
        self._on_progress("change", total, total)
        sources = scopes["source_document"].values if self._about else None
        text = json.dumps(self._descriptor(resources, sources), indent=2, ensure_ascii=False) + "\n"
        (self._folder / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
        rows = {str(resource["name"]): int(resource["rows"]) for resource in resources}
        return Written(rows, sum(int(resource["bytes"]) for resource in resources), self._version)

    def _resource(self, entity: str, scope: Scope, versions: set[int], among: Sequence[str]) -> dict[str, Any]:
        table = f"{entity}_history"
        key = self._keys[entity]
        schema = table_schema(self._store, f"{entity}_record", history=not self._present, among=among)
        columns = [field["name"] for field in schema["fields"]]
        asked = {"table": table, "version": self._version, "order": [*key, "version"]}
        if scope.column is None:
            batches = self._store.batches(HISTORY, asked)
        else:
            within = {"column": scope.column, "values": list(scope.values)}
            batches = self._store.batches(HISTORY_OF, asked | within)
        if self._present:
            batches = newest_of_each_key(batches, key)
        elif self._about:
            batches = _noting(batches, versions)
        return self._described(entity, schema, (rows.select(columns) for rows in batches))

    def _changes(self, versions: set[int]) -> dict[str, Any]:
        schema = table_schema(self._store, "change", history=True, among=())
        columns = [field["name"] for field in schema["fields"]]
        asked = {"table": "readable_change", "version": self._version, "order": ["version"]}
        batches = self._store.batches(HISTORY, asked)
        if self._about:
            # What a change holds of other consortia is not part of what is taken away of one.
            held = self._store.fetch(HELD, {"consortium": self._about.consortium_id})
            batches = (
                rows.filter(pl.col("version").is_in(versions))
                .drop("content")
                .join(held, on="version", how="left", maintain_order="left")
                .with_columns(row_count=pl.coalesce("rows_held", "row_count"))
                for rows in batches
            )
        return self._described("change", schema, (rows.select(columns) for rows in batches))

    def _described(self, entity: str, schema: dict[str, Any], batches: Iterator[pl.DataFrame]) -> dict[str, Any]:
        path = f"data/{entity}.{self._kind}"
        file = self._folder / path
        rows = _write_csv(file, batches) if self._kind == "csv" else _write_parquet(file, batches)
        licences = self._licences(entity)
        return {
            "name": entity,
            "title": entity_title(entity),
            "description": entity_described(entity),
            "path": path,
            "profile": "tabular-data-resource",
            **FORMATS[self._kind],
            "bytes": file.stat().st_size,
            "hash": f"sha256:{sha256(file)}",
            "rows": rows,
            **({"licenses": licences} if licences else {}),
            "schema": schema,
        }

    def _licences(self, entity: str) -> list[dict[str, str]]:
        if entity == "place":
            return [CC_BY | {"title": "Places: GeoNames, CC BY 4.0"}]
        if not entity.startswith("region"):
            return []
        return [
            {"name": scheme, "title": f"{licence} {attribution}"}
            for scheme, licence, attribution in self._store.fetch(SCHEMES).iter_rows()
        ]

    def _descriptor(self, resources: list[dict[str, Any]], sources: Sequence[str] | None) -> dict[str, Any]:
        changed_at = self._store.fetch(CHANGED_AT, {"version": self._version})["recorded_at"].to_list()
        whose = f"of the consortium {self._about.acronym}" if self._about else "of all consortia"
        what = "What is present" if self._present else "Every row ever written, with who wrote it, when and why"
        licences = {licence["name"]: licence for resource in resources for licence in resource.get("licenses", [])}
        return {
            "profile": "tabular-data-package",
            "name": f"consortium-store-{self._about.consortium_id}".lower() if self._about else "consortium-store",
            "title": f"Data {whose}{' (fictional)' if self._about and self._about.fictional else ''}",
            "description": f"{what}, {whose}, from version {self._version} of the store of a consortium dashboard. An "
            "empty cell is not known; it is not 0. What consortia recorded themselves carries no licence: ask them "
            "before you pass it on. Regions and places carry the licences said with them.",
            "version": str(self._version),
            **({"created": f"{changed_at[0].replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"} if changed_at else {}),
            **({"licenses": [*licences.values()]} if licences else {}),
            "sources": [
                {"title": row["title"], "source_id": row["source_id"], "language": row["language"], "kind": row["kind"]}
                for row in self._store.fetch(SOURCES).to_dicts()
                if sources is None or row["source_id"] in sources
            ],
            OURS: {
                "format_version": FORMAT_VERSION,
                "dashboard": VERSION,
                "store_format": self._store.fetch(STORE_FORMAT).item(),
                "store_version": self._version,
                "history": not self._present,
                "consortium_id": self._about.consortium_id if self._about else None,
            },
            "resources": resources,
        }


def _of_one(store: Store, consortium_id: str, version: int) -> dict[str, Scope]:
    """Return by entity which rows belong to one consortium: its own, what they refer to, what says more of these.

    Regions and places are not among them: every dashboard has its own.
    """
    entities = store.entities
    scopes = {
        entity: Scope("consortium_id", (consortium_id,)) for entity, columns in entities.items() if _is_own(columns)
    }
    named = _referred(store, scopes, version)
    organisations = sorted(named.get(("organisation", "organisation_id"), ()))
    own = _referred(store, {"deliverable_event": scopes["deliverable_event"]}, version, own=True)
    subjects = {consortium_id, *organisations, *own[("deliverable", "deliverable_id")]}
    subjects |= named.get(("action_type", "action_type_id"), set())
    scopes["organisation_unit"] = Scope("organisation_id", tuple(organisations))
    scopes["title"] = Scope("subject_id", tuple(sorted(subjects)))
    while True:
        named = _referred(store, scopes, version)
        more = {target: Scope(column, tuple(sorted(values))) for (target, column), values in named.items()}
        if all(scopes.get(target) == scope for target, scope in more.items()):
            return {entity: scopes[entity] for entity in sorted(scopes)}
        scopes |= more


def _referred(
    store: Store, scopes: Mapping[str, Scope], version: int, *, own: bool = False
) -> dict[tuple[str, str], set[str]]:
    """Return by entity and column the values by which the rows in `scopes` name rows of no consortium, or of theirs."""
    references = store.fetch(EACH_REFERENCE.read_text(encoding="utf-8"))
    found: dict[tuple[str, str], set[str]] = {}
    for entity, scope in scopes.items():
        named = [
            (named_by, (target, column))
            for named_by, target, column in references.filter(pl.col("entity") == entity)
            .select("named_by", "target", "target_column")
            .iter_rows()
            if _is_own(store.entities[target]) == own
        ]
        asked = {"table": f"{entity}_history", "version": version, "column": scope.column, "values": list(scope.values)}
        for rows in store.batches(HISTORY_OF, asked | {"order": ["version"]}) if named else ():
            for named_by, target in named:
                found.setdefault(target, set()).update(rows[named_by].drop_nulls().unique())
    return found


def _is_own(columns: Mapping[str, str]) -> bool:
    return "consortium_id" in columns


def newest_of_each_key(batches: Iterator[pl.DataFrame], key: Sequence[str]) -> Iterator[pl.DataFrame]:
    """Return of rows in the order of their key and version the newest of each key, without those that withdraw it."""
    waiting: pl.DataFrame | None = None
    for batch in batches:
        rows = batch if waiting is None else pl.concat([waiting, batch], how="vertical_relaxed")
        newest = rows.unique(subset=list(key), keep="last", maintain_order=True)
        # The next batch may have a newer row of the last key.
        waiting = newest.tail(1)
        yield newest.head(-1).filter(~pl.col("withdrawn"))
    if waiting is not None:
        yield waiting.filter(~pl.col("withdrawn"))


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _noting(batches: Iterator[pl.DataFrame], versions: set[int]) -> Iterator[pl.DataFrame]:
    for rows in batches:
        versions.update(rows["version"])
        yield rows


def _write_csv(file: Path, batches: Iterator[pl.DataFrame]) -> int:
    written = 0
    with file.open("wb") as target:
        for place, rows in enumerate(batches):
            rows.write_csv(target, include_header=place == 0, datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ")
            written += rows.height
    return written


def _write_parquet(file: Path, batches: Iterator[pl.DataFrame]) -> int:
    first = _arrow(next(batches))
    written: int = first.num_rows
    with ParquetWriter(file, first.schema, compression="zstd") as target:
        for rows in batches:
            if rows.height:
                target.write_table(_arrow(rows))
            written += rows.height
    return written


def _arrow(rows: pl.DataFrame) -> pa.Table:
    # Texts as every reader of Parquet knows them.
    return rows.to_arrow(compat_level=pl.CompatLevel.oldest())


def _zip(folder: Path, target: Path, *, stored: bool) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_dir():
                continue
            about = zipfile.ZipInfo(file.relative_to(folder).as_posix(), ZIP_EPOCH)
            about.compress_type = archive.compression
            about.external_attr = 0o644 << 16
            with file.open("rb") as content, archive.open(about, "w", force_zip64=True) as place:
                shutil.copyfileobj(content, place, 1 << 20)
