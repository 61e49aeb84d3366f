"""Bring a data package of a dashboard (data/exports/package.py) into a store.

Into a store without any row it brings everything as it was there, with versions, authors and reasons. Into any other
store it brings what was present there, as one change of this store.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Literal, Protocol

import polars as pl
import pyarrow as pa
from pyarrow import csv
from pyarrow.parquet import ParquetFile

from data.checks import run_checks
from data.exports.catalogue import entity_keys
from data.exports.package import DESCRIPTOR, FORMAT_VERSION, OURS, newest_of_each_key
from data.migrate import newest_migration
from data.problems import Problem
from data.store import Store
from data.transaction import Transaction

Progress = Callable[[str, int, int], None]

MOST_DESCRIPTOR_BYTES = 64 * 1024 * 1024
# Of the changes of the other store, and of what was worked out there up to one of its versions; its imports, too.
NOT_TAKEN_OVER = ("change", "placement_run")
# No row may be longer than what is read at once.
READ_BYTES = 32 * 1024 * 1024
# Rows are compared with those present in steps, each of which looks at all of these.
COMPARED_ROWS = 1_000_000


@dataclass(frozen=True)
class Loaded:
    """What a package brought: the rows of each entity it holds, how many were added, and the store's version now.

    `as_it_was` says whether the history came along, as its own; else what was present was added as one change.
    """

    as_it_was: bool
    rows: Mapping[str, int]
    added: Mapping[str, int]
    version: int


@dataclass(frozen=True)
class Package:
    """A data package that was looked at: `about` is what it says of itself, `resources` its files by entity."""

    path: Path
    about: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]

    @property
    def history(self) -> bool:
        """Whether every row ever written is in it, with the changes that brought them."""
        return bool(self.about.get("history")) and "change" in self.resources

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each entity has in it."""
        return {entity: int(resource.get("rows", 0)) for entity, resource in self.resources.items()}


class _Files(Protocol):
    """Where the files of a package lie."""

    def size(self, name: str) -> int | None: ...

    def open(self, name: str) -> IO[bytes]: ...


def is_package(file: Path | IO[bytes]) -> bool:
    """Return whether a zip file or folder holds what describes a data package."""
    if isinstance(file, Path) and file.is_dir():
        return (file / DESCRIPTOR).is_file()
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return DESCRIPTOR in archive.namelist()


def read_package(path: Path) -> Package:
    """Return what a package says of itself; its rows are not read yet.

    Raise Problem when it is none, not one of a dashboard, or of a newer one than this.
    """
    with _files(path) as files:
        size = files.size(DESCRIPTOR)
        if size is None or size > MOST_DESCRIPTOR_BYTES:
            raise _no_package(path)
        with files.open(DESCRIPTOR) as content:
            try:
                said = json.loads(content.read().decode("utf-8-sig"))
                about = said[OURS]
                format_version, store_format = int(about["format_version"]), int(about["store_format"])
                int(about["store_version"])
                resources = {str(resource["name"]): dict(resource) for resource in said["resources"]}
                for resource in resources.values():
                    _checked(resource)
            except (ValueError, KeyError, TypeError, AttributeError) as refusal:
                raise _no_package(path) from refusal
    if format_version > FORMAT_VERSION or store_format > newest_migration():
        raise Problem(
            "The data package {path} was made by a newer version of the dashboard (format {found}, this one knows "
            "{known}).",
            "Install the newer version. Nothing was saved.",
            path=path,
            found=store_format,
            known=newest_migration(),
        )
    return Package(path, about, resources)


def load_package(
    store: Store, path: Path, *, who: str = "import", on_progress: Progress | None = None
) -> Loaded:  # fmt: skip
    """Bring a package into `store` and return what was brought, all or nothing.

    `on_progress` is told the entity, how many are done and how many there are. Raise Problem when the package is none,
    damaged, from a newer dashboard, or would leave the store in a state that a check forbids.
    """
    package = read_package(path)
    tell = on_progress or (lambda _entity, _done, _total: None)
    with _files(path) as files:
        foreign = [entity for entity in package.resources if entity not in store.entities and entity != "change"]
        if foreign:
            raise Problem(
                "The data package holds {entity}, which this store does not know.",
                "Take a package made by a dashboard. Nothing was saved.",
                entity=foreign[0],
            )
        for resource in package.resources.values():
            _check_whole(files, resource)
        if package.history and store.version == 0:
            return _restore(store, package, files, tell)
        return _append(store, package, files, who, tell)


def _restore(store: Store, package: Package, files: _Files, tell: Progress) -> Loaded:
    def tables() -> Iterator[tuple[str, pl.DataFrame]]:
        for done, (entity, resource) in enumerate(package.resources.items()):
            tell(entity, done, len(package.resources))
            table = entity if entity == "change" else f"{entity}_record"
            for rows in _batches(files, resource):
                yield table, rows

    version = int(package.about["store_version"])
    store.restore(version, tables())
    rows = {entity: count for entity, count in package.rows.items() if entity != "change"}
    return Loaded(True, package.rows, rows, version)


def _append(store: Store, package: Package, files: _Files, who: str, tell: Progress) -> Loaded:
    keys = entity_keys(store)
    failures = _failures(store)

    def work(transaction: Transaction) -> dict[str, int]:
        added = {}
        for done, (entity, resource) in enumerate(package.resources.items()):
            tell(entity, done, len(package.resources))
            if entity not in NOT_TAKEN_OVER and not entity.startswith("import_"):
                batches = _gathered(_present(package, entity, _batches(files, resource), keys[entity]))
                added[entity] = sum(transaction.append(entity, rows) for rows in batches)
        for entity, key, message in [finding for finding in _failures(transaction) if finding not in failures][:1]:
            raise Problem(
                "With the data package the store would say what must not be: {entity} {key} {message}",
                "Nothing was saved. Correct the row where the package was made, or bring it into a new store.",
                entity=entity,
                key=key,
                message=message,
            )
        return added

    why = f"data package {package.path.name}, version {package.about['store_version']} of its store"
    added, change = store.write(work, who=who, why=why, origin="import")
    return Loaded(False, package.rows, added, change.version)


def _present(
    package: Package, entity: str, batches: Iterator[pl.DataFrame], key: Sequence[str]
) -> Iterator[pl.DataFrame]:
    if package.history:
        told = (rows.with_columns(pl.col("withdrawn").cast(pl.String) == "true") for rows in batches)
        batches = (rows.drop("version", "withdrawn") for rows in newest_of_each_key(told, key))
    for rows in batches:
        # Where things lie is worked out anew by the regions of this store; what somebody chose is kept.
        yield rows.filter(pl.col("placed_by") == "chosen") if entity == "placement" else rows


def _failures(store: Store | Transaction) -> list[tuple[str, str, str]]:
    return run_checks(store, severity="fail").select("entity", "key", "message").rows()


def _gathered(batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    waiting: list[pl.DataFrame] = []
    for rows in batches:
        waiting.append(rows)
        if sum(one.height for one in waiting) >= COMPARED_ROWS:
            yield pl.concat(waiting, how="vertical_relaxed")
            waiting = []
    if waiting:
        yield pl.concat(waiting, how="vertical_relaxed")


def _batches(files: _Files, resource: Mapping[str, Any]) -> Iterator[pl.DataFrame]:
    """Return the rows of a file, as text where it is CSV, a few at a time."""
    with files.open(resource["path"]) as content:
        if resource["format"] == "parquet":
            for batch in ParquetFile(content).iter_batches():
                yield _frame(batch)
            return
        reader = csv.open_csv(
            content,
            csv.ReadOptions(block_size=READ_BYTES),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(
                column_types={field["name"]: pa.string() for field in resource["schema"]["fields"]},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
        for batch in reader:
            yield _frame(batch)


def _frame(rows: pa.RecordBatch) -> pl.DataFrame:
    frame = pl.from_arrow(rows)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _check_whole(files: _Files, resource: Mapping[str, Any]) -> None:
    name = resource["path"]
    digest = hashlib.sha256()
    if files.size(name) == resource["bytes"]:
        with suppress(zipfile.BadZipFile), files.open(name) as content:
            while part := content.read(1 << 20):
                digest.update(part)
        if f"sha256:{digest.hexdigest()}" == resource["hash"]:
            return
    raise Problem(
        "The file {file} of the data package is missing, was changed, or did not arrive whole: its checksum differs.",
        "Take the package from its store again. Nothing was saved.",
        file=name,
    )


def _checked(resource: Mapping[str, Any]) -> None:
    """Raise ValueError when the resource of a package is not described as ours are."""
    path = PurePosixPath(resource["path"])
    kind: Literal["csv", "parquet"] = resource["format"]
    if path.is_absolute() or ".." in path.parts or kind not in ("csv", "parquet"):
        raise ValueError(resource["path"])
    if not isinstance(resource["bytes"], int) or not isinstance(resource["hash"], str):
        raise TypeError(resource["path"])
    for field in resource["schema"]["fields"]:
        str(field["name"])


def _no_package(path: Path) -> Problem:
    return Problem(
        "{path} is not a data package of a dashboard.",
        "Choose a zip file or a folder that was made with: python -m data export package.",
        path=path,
    )


@contextmanager
def _files(path: Path) -> Iterator[_Files]:
    try:
        if path.is_dir():
            yield _Folder(path)
            return
        with zipfile.ZipFile(path) as archive:
            yield _Archive(archive)
    except (zipfile.BadZipFile, FileNotFoundError) as refusal:
        raise _no_package(path) from refusal


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def size(self, name: str) -> int | None:
        file = self._path / name
        return file.stat().st_size if file.is_file() else None

    def open(self, name: str) -> IO[bytes]:
        return (self._path / name).open("rb")


class _Archive:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def size(self, name: str) -> int | None:
        return self._archive.getinfo(name).file_size if name in self._archive.namelist() else None

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(name)
