"""What kind of file it is, by its first bytes and never by its name alone: names lie."""

import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum
from typing import IO

from data.problems import Problem, Word

Opened = Callable[[], AbstractContextManager[IO[bytes]]]
Kind = Enum(
    "Kind",
    "EMPTY TEXT WORKBOOK PARQUET GZIP ZIP LOCKED PDF WORD SLIDES NUMBERS OPEN_DOCUMENT PICTURE WEB_PAGE XML JSON "
    "RICH_TEXT OTHER_ARCHIVE DATABASE BINARY",
)

FIRST_BYTES = {
    b"%PDF": Kind.PDF,
    b"\x89PNG": Kind.PICTURE,
    b"\xff\xd8\xff": Kind.PICTURE,
    b"GIF8": Kind.PICTURE,
    b"II*\0": Kind.PICTURE,
    b"MM\0*": Kind.PICTURE,
    b"RIFF": Kind.PICTURE,
    b"{\\rtf": Kind.RICH_TEXT,
    b"PAR1": Kind.PARQUET,
    b"\x1f\x8b": Kind.GZIP,
    b"7z\xbc\xaf": Kind.OTHER_ARCHIVE,
    b"Rar!": Kind.OTHER_ARCHIVE,
    b"BZh": Kind.OTHER_ARCHIVE,
    b"\xfd7zXZ": Kind.OTHER_ARCHIVE,
    b"\x28\xb5\x2f\xfd": Kind.OTHER_ARCHIVE,
    b"SQLite format 3": Kind.DATABASE,
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTROLS = bytes(sorted(set(range(1, 32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27}))


def kind_of(name: str, head: bytes, opened: Opened) -> Kind:
    """Return the kind of a file, from its first bytes and, of packed files and old workbooks, from what is in them."""
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return Kind.EMPTY
    for first, kind in FIRST_BYTES.items():
        if head.startswith(first):
            return kind
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _packed(opened)
    if head.startswith(OLD_OFFICE):
        return _old_office(opened)
    if head[8:12] == b"DUCK":
        return Kind.DATABASE
    return _text(name, head)


def _packed(opened: Opened) -> Kind:
    with opened() as stream, zipfile.ZipFile(stream) as archive:
        names = set(archive.namelist())
        mime = archive.read("mimetype")[:100] if "mimetype" in names else b""
    if mime:
        return Kind.WORKBOOK if b"opendocument.spreadsheet" in mime else Kind.OPEN_DOCUMENT
    if "Index/Document.iwa" in names:
        return Kind.NUMBERS
    if "[Content_Types].xml" in names:
        folders = {one.partition("/")[0] for one in names}
        return next((kind for folder, kind in OFFICE.items() if folder in folders), Kind.ZIP)
    return Kind.ZIP


OFFICE = {"xl": Kind.WORKBOOK, "word": Kind.WORD, "ppt": Kind.SLIDES}


def _old_office(opened: Opened) -> Kind:
    with opened() as stream:
        content = stream.read()
    parts = {
        "EncryptedPackage": Kind.LOCKED,
        "WordDocument": Kind.WORD,
        "PowerPoint Document": Kind.SLIDES,
        "Workbook": Kind.WORKBOOK,
        "Book": Kind.WORKBOOK,
    }
    return next((kind for part, kind in parts.items() if part.encode("utf-16-le") in content), Kind.BINARY)


def _text(name: str, head: bytes) -> Kind:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) / 4
    said = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if said.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return Kind.WEB_PAGE
    if said.startswith((b"<?xml", b"<workbook")):
        return Kind.WEB_PAGE if b"<html" in said else Kind.XML
    if said.startswith((b"{", b'[{"', b"[\n", b"[{\n")) or name.lower().endswith((".json", ".geojson", ".jsonl")):
        return Kind.JSON
    controls = len(head) - len(head.translate(None, CONTROLS))
    return Kind.BINARY if not wide and controls > len(head) / 50 else Kind.TEXT


def _no_table(kind: Word) -> Callable[[str], Problem]:
    return lambda name: Problem(
        "{name} is {kind}, not a table.",
        "Copy the table into a spreadsheet program, save it there as an Excel workbook (.xlsx) and import that.",
        name=name,
        kind=kind,
    )


def _save_again(kind: Word) -> Callable[[str], Problem]:
    return lambda name: Problem(
        "{name} is {kind}, whatever its name says.",
        "Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) and import that.",
        name=name,
        kind=kind,
    )


def _locked(name: str) -> Problem:
    return Problem(
        "{name} is locked with a password.",
        "Open it in the spreadsheet program, take the password off, save it and import it again.",
        name=name,
    )


def _unpack(name: str) -> Problem:
    return Problem(
        "{name} is an archive of a kind that is not read.",
        "Unpack it and import the tables, or a ZIP file of them.",
        name=name,
    )


# What is said of a file that holds no table that can be read, by its kind and with its name.
WRONG_KIND: dict[Kind, Callable[[str], Problem]] = {
    Kind.LOCKED: _locked,
    Kind.PDF: _no_table(Word("a PDF document")),
    Kind.WORD: _no_table(Word("a text document")),
    Kind.SLIDES: _no_table(Word("a set of slides")),
    Kind.OPEN_DOCUMENT: _no_table(Word("a text document")),
    Kind.RICH_TEXT: _no_table(Word("a text document")),
    Kind.PICTURE: _no_table(Word("a picture or film")),
    Kind.DATABASE: _no_table(Word("a database")),
    Kind.BINARY: _no_table(Word("a file of an unknown kind")),
    Kind.JSON: _no_table(Word("a JSON file")),
    Kind.NUMBERS: _save_again(Word("a Numbers document")),
    Kind.WEB_PAGE: _save_again(Word("a web page")),
    Kind.XML: _save_again(Word("an XML file")),
    Kind.OTHER_ARCHIVE: _unpack,
}
