"""Reports read back: the text of a PDF, the parts of an HTML file."""

import shutil
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

VOID = {"col", "meta", "link", "img", "br", "hr", "input"}


def pdf_pages(content: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def text_by_poppler(content: bytes) -> str:
    """Return the text of all pages as poppler reads it, in the order written; skip where there is no pdftotext."""
    program = shutil.which("pdftotext")
    if not program:
        pytest.skip("poppler's pdftotext is not installed (Debian: poppler-utils)")
    return subprocess.run(
        [program, "-raw", "-enc", "UTF-8", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def text_by_pypdf(content: bytes) -> str:
    """Return the text of all pages as pypdf reads it."""
    return " ".join(pdf_pages(content))


def packed(text: str) -> str:
    """Return text without white space: where lines end depends on the width of a column."""
    return "".join(text.split())


@dataclass
class Element:
    name: str
    attributes: dict[str, str | None]
    text: str = ""
    inside: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        """Return the elements of a name inside, at any depth, in their order."""
        return [
            found
            for element in self.inside
            for found in ([element] if element.name == name else []) + element.all(name)
        ]

    @property
    def said(self) -> str:
        """The whole text inside."""
        return self.text + "".join(element.said for element in self.inside)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(Element("text", {}, data))


def html_tree(content: bytes) -> Element:
    """Return the elements of an HTML file; fail where they are not nested well."""
    reader = _Reader()
    reader.feed(content.decode())
    (root,) = reader.open
    return root


def figures(content: bytes) -> dict[str, dict[str, str]]:
    """Return section -> label -> value of the headlines of an HTML report."""
    return {
        section.all("h2")[0].said.partition(". ")[2]: {
            card.all("dt")[0].said: card.all("dd")[0].said for shown in section.all("dl") for card in shown.all("div")
        }
        for section in html_tree(content).all("section")
    }
