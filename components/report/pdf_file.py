"""The report as a tagged PDF (PDF/UA-1), written by Typst without a browser and without a font of this machine."""

import json
import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from components.report.document import COLOURS, Block, Drawing, Figures, Points, Report, Table, Text, clean
from components.words import tr

TEMPLATE = Path(__file__).with_name("report.typ")
DRAWING = (
    b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg", width: 680pt)'
)
DRAWING_PPI = 180
# What Typst says of a letter that no font of the PDF has.
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
UNBROKEN = re.compile(r"\S{100}(?=\S)")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf_file(report: Report) -> bytes:
    """Return the report as a PDF.

    Letters the fonts lack, such as emoji, are named in square brackets: a text without them could not be read aloud.
    """
    in_drawings: set[str] = set()
    everywhere: set[str] = set()
    while True:
        try:
            return _compiled(_described(report, _names(in_drawings)), _names(everywhere), dated=report.dated)
        except typst.TypstError as refusal:
            lacking = _lacking(refusal.diagnostic)
            if lacking <= everywhere:
                raise
            # A drawing is set with fewer fonts than the text around it, and the refusal does not say which it was.
            everywhere |= lacking & in_drawings
            in_drawings |= lacking


def png_picture(drawing: Drawing) -> bytes:
    """Return a drawing as a PNG picture, for files that cannot hold SVG."""
    made = _compiler().compile(DRAWING, format="png", ppi=DRAWING_PPI, sys_inputs={"svg": drawing.svg}, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("a drawing is one page")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(root=TEMPLATE.parent, font_paths=fonts, ignore_system_fonts=True)


def _compiled(described: dict[str, Any], names: dict[int, str], *, dated: date) -> bytes:
    made = _compiler().compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"report": json.dumps(described, ensure_ascii=False).translate(names)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(dated, time(), UTC),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _described(report: Report, names_in_drawings: dict[int, str]) -> dict[str, Any]:
    """Return the report as the template reads it: texts are data there, never markup."""
    return {
        "title": _line(report.title),
        "subtitle": _line(report.subtitle),
        "language": report.language,
        "colours": COLOURS,
        "date": [report.dated.year, report.dated.month, report.dated.day],
        "notice": _line(report.notice) if report.notice else None,
        "running_title": _line(report.running_title),
        "contents": tr("Contents"),
        "facts": [[_line(name), _line(value)] for name, value in report.facts],
        "sections": [
            {"title": _line(section.title), "blocks": [_block(block, names_in_drawings) for block in section.blocks]}
            for section in report.sections
        ],
    }


def _block(block: Block, names_in_drawings: dict[int, str]) -> dict[str, Any]:
    match block:
        case Text():
            return {"kind": "text", "said": _line(block.said), "quiet": block.quiet}
        case Points():
            return {"kind": "points", "said": [_line(said) for said in block.said]}
        case Figures():
            return {
                "kind": "figures",
                "figures": [
                    {"label": _line(one.label), "value": _line(one.value), "note": _line(one.note or "")}
                    for one in block.figures
                ],
            }
        case Table():
            return {
                "kind": "table",
                "title": _line(block.title),
                "columns": [
                    {"label": _line(column.label), "is_number": column.is_number, "width": column.width}
                    for column in block.columns
                ],
                "rows": [[_line(cell) for cell in row] for row in block.rows],
            }
        case Drawing():
            return {
                "kind": "drawing",
                "svg": block.svg.translate(names_in_drawings),
                "alt": _line(block.alt),
                "caption": _line(block.caption),
            }


def _line(text: str) -> str:
    """Return text on one line in which the longest word can be broken: a line of 64 kB makes Typst fail."""
    return UNBROKEN.sub("\\g<0>\u200b", clean(text))


def _lacking(diagnostic: str) -> set[str]:
    """Return the letters a refusal names."""
    named = (ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in NO_GLYPH.findall(diagnostic))
    return {sign for text in named for sign in text if not sign.isascii()}


def _names(signs: set[str]) -> dict[int, str]:
    return {ord(sign): _named(sign) for sign in signs}


def _named(sign: str) -> str:
    """Return a letter's name in square brackets; what only joins or varies others says nothing."""
    if unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return ""
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"
