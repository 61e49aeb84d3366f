"""Any file that holds tables, as sheets of text with an account of what was repaired or left out on the way."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from data.imports.encoding import changed
from data.imports.file_kind import WRONG_KIND, Kind, kind_of
from data.imports.limits import LIMITS, Limits, Watch
from data.imports.parquet import read_parquet
from data.imports.sheet import Remark, Sheet
from data.imports.text import read_text
from data.imports.workbook import read_workbook
from data.problems import Problem

__all__ = ["LIMITS", "Limits", "read_file"]

HEAD = 8192
# What programs of Macs and Windows leave in archives.
LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_file(
    name: str,
    content: bytes | Path,
    *,
    on_progress: Callable[[float], None] | None = None,
    limits: Limits = LIMITS,
) -> list[Sheet]:
    """Return one sheet per table of a file; `on_progress` is told the share that is read, from 0 to 1.

    Sheets of a workbook without a row below their header are among them, unless there is no other. Raise Problem when
    the file holds no table that can be read, is larger than the limits, or changes while it is read.
    """
    watch = Watch(name, limits, on_progress)
    try:
        before = _state(content)
        watch.size(before[0])
        found = _sheets(_Source(name, content, before[0]), watch)
        if _state(content) != before:
            raise changed()
    except OSError as refusal:
        raise Problem(
            "{name} cannot be read: {reason}",
            "Check that it is still there, that you may read it, and that it is whole.",
            name=name,
            reason=refusal.strerror or str(refusal),
        ) from refusal
    if not any(map(_has_rows, found)):
        raise Problem("{name} has a header but no rows below it.", "Choose a file with rows, or fill it in.", name=name)
    watch.at(1.0)
    return found


def _has_rows(sheet: Sheet) -> bool:
    """Return whether there are rows, or rows that were rejected: of these the account tells."""
    gone = [one.outcome for one in sheet.remarks if one.row is not None and one.outcome != "repaired"]
    return sheet.rows_read > len(gone) or "rejected" in gone


def _state(content: bytes | Path) -> tuple[int, int]:
    if isinstance(content, bytes):
        return len(content), 0
    found = content.stat()
    return found.st_size, found.st_mtime_ns


@dataclass(frozen=True)
class _Source:
    """A file, or what is packed in one."""

    name: str
    content: bytes | Path
    size: int
    # A member of an archive, None for the file itself; "" for what a gzip file holds.
    member: str | None = None

    @property
    def title(self) -> str:
        """The name without folders."""
        return self.name.replace("\\", "/").rpartition("/")[2]

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Yield the bytes to read from the start."""
        with io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb") as whole:
            if self.member is None:
                yield whole
            elif self.member == "":
                with gzip.open(whole) as unpacked:
                    yield cast("IO[bytes]", unpacked)
            else:
                with zipfile.ZipFile(whole) as archive, archive.open(self.member) as unpacked:
                    yield unpacked

    def at_hand(self, watch: Watch) -> bytes | Path:
        """Return what can be read at any place: the file itself, or what is packed in it, unpacked in memory."""
        if self.member is None:
            return self.content
        unpacked = bytearray()
        with self.opened() as stream:
            while block := stream.read(1 << 20):
                unpacked += block
                watch.unpacked(len(unpacked), self.size, in_memory=True)
        return bytes(unpacked)


def _sheets(source: _Source, watch: Watch) -> list[Sheet]:
    try:
        with source.opened() as stream:
            head = stream.read(HEAD)
        kind = kind_of(source.name, head, source.opened)
        if kind is Kind.EMPTY:
            raise Problem(
                "{name} is empty.", "Choose a file with a header row and rows below it.", name=source.name
            )  # fmt: skip
        if kind in WRONG_KIND:
            raise WRONG_KIND[kind](source.name)
        if kind in (Kind.ZIP, Kind.GZIP) and source.member is not None:
            raise Problem(
                "{name} is packed twice.", "Unpack it once and import what comes out.", name=source.name
            )  # fmt: skip
        return _READ[kind](source, watch)
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as fault:
        raise Problem(
            "{name} is damaged and cannot be unpacked.",
            "Download or copy it again, or ask whoever sent it for a new one.",
            name=source.name,
        ) from fault


def _text(source: _Source, watch: Watch) -> list[Sheet]:
    return [read_text(source.name, source.title, source.opened, source.size, watch)]


def _workbook(source: _Source, watch: Watch) -> list[Sheet]:
    return read_workbook(source.name, source.at_hand(watch), watch)


def _parquet(source: _Source, watch: Watch) -> list[Sheet]:
    return [read_parquet(source.name, source.title, source.at_hand(watch), watch)]


def _gzip(source: _Source, watch: Watch) -> list[Sheet]:
    return _sheets(replace(source, member=""), watch)


def _archive(source: _Source, watch: Watch) -> list[Sheet]:
    """Return the sheets of all tables in an archive; its other files are in the remarks of the first."""
    with source.opened() as stream, zipfile.ZipFile(stream) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    watch.members(len(members))
    whole = sum(member.file_size for member in members)
    watch.unpacked(whole, source.size)
    found: list[Sheet] = []
    remarks: list[Remark] = []
    done = 0
    for member in members:
        name = f"{source.name}/{member.filename}"
        part = watch.part(done / max(1, whole), member.file_size / max(1, whole), name)
        done += member.file_size
        if member.filename.startswith(LITTER) or member.filename.endswith(LITTER):
            left = Problem("The file holds no table.", "Nothing is to be done.")
            remarks.append(_left_out("ignored", member.filename, left))
            continue
        if member.flag_bits & 1:
            left = Problem("{name} is locked with a password.", "Unpack it and import the tables.", name=name)
            remarks.append(_left_out("rejected", member.filename, left))
            continue
        try:
            found += _sheets(_Source(name, source.content, member.compress_size, member.filename), part)
        except Problem as problem:
            remarks.append(_left_out("rejected", member.filename, problem))
    return _with_remarks(source.name, found, remarks)


def _left_out(outcome: str, member: str, problem: Problem) -> Remark:
    return Remark(
        "ignored" if outcome == "ignored" else "rejected", "file in an archive", member, None, None, None, None, problem
    )  # fmt: skip


def _with_remarks(name: str, found: Sequence[Sheet], remarks: Sequence[Remark]) -> list[Sheet]:
    if len(remarks) == 1 and not found:
        raise remarks[0].problem
    if not found:
        raise Problem(
            "{name} holds no table that can be read; the first file in it: {first}",
            "Make an archive of CSV files or workbooks, or import them one by one.",
            name=name,
            first=str(remarks[0].problem) if remarks else "–",
        )
    return [replace(found[0], remarks=(*remarks, *found[0].remarks)), *found[1:]]


_READ: dict[Kind, Callable[[_Source, Watch], list[Sheet]]] = {
    Kind.TEXT: _text,
    Kind.WORKBOOK: _workbook,
    Kind.PARQUET: _parquet,
    Kind.GZIP: _gzip,
    Kind.ZIP: _archive,
}
