"""The report as a Word document, for those who write on in it."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, time
from html import escape

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from components.report.document import COLOURS, Block, Drawing, Figures, Points, Report, Table, Text, clean
from components.report.pdf_file import png_picture

# The oldest time a ZIP file can say: when it was packed is of no interest.
PACKED_AT = (1980, 1, 1, 0, 0, 0)
TEXT_WIDTH = Cm(17)
SMALL = Pt(8.5)
WARNING = RGBColor.from_string(COLOURS["notice"].removeprefix("#"))
RIGHT, BOLD = '<w:jc w:val="right"/>', "<w:b/>"
# What Word takes for a property of a document.
LONGEST_PROPERTY = 255


def word_file(report: Report) -> bytes:
    """Return the report as a Word document (.docx)."""
    document = docx.Document()
    _set_up(document, report)
    document.add_heading(clean(report.title), level=0)
    document.add_paragraph(clean(report.subtitle), style="Subtitle")
    if report.notice:
        document.add_paragraph(clean(report.notice)).runs[0].font.color.rgb = WARNING
    for name, value in report.facts:
        line = document.add_paragraph()
        line.add_run(f"{clean(name)}: ").bold = True
        line.add_run(clean(value))
    for place, section in enumerate(report.sections, start=1):
        document.add_heading(f"{place}. {clean(section.title)}", level=1)
        for block in section.blocks:
            _add(document, block)
    return _packed(document)


def _set_up(document: Document, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    running = section.header.paragraphs[0]
    running.add_run(clean(report.running_title)).font.size = SMALL
    if report.notice:
        notice = running.add_run(f"  ·  {clean(report.notice)}")
        notice.font.size, notice.font.color.rgb = SMALL, WARNING
    about = document.core_properties
    about.title, about.language = clean(report.title)[:LONGEST_PROPERTY], report.language
    about.author = about.comments = about.last_modified_by = ""
    about.created = about.modified = datetime.combine(report.dated, time(), UTC)
    about.revision = 1
    language = document.styles.element.find(".//" + qn("w:lang"))
    if language is not None:
        language.set(qn("w:val"), report.language)


def _add(document: Document, block: Block) -> None:
    match block:
        case Text():
            document.add_paragraph(clean(block.said)).paragraph_format.space_after = Pt(6)
        case Points():
            for said in block.said:
                document.add_paragraph(clean(said), style="List Bullet")
        case Figures():
            for one in block.figures:
                line = document.add_paragraph(style="List Bullet")
                line.add_run(f"{clean(one.label)}: {clean(one.value)}").bold = True
                line.add_run(f" ({clean(one.note)})" if one.note else "")
        case Table():
            _add_table(document, block)
        case Drawing():
            document.add_picture(io.BytesIO(png_picture(block)), width=TEXT_WIDTH)
            picture = document.inline_shapes[-1]._inline.docPr
            picture.set("descr", clean(block.alt))
            document.add_paragraph(clean(block.caption), style="Caption")


def _add_table(document: Document, table: Table) -> None:
    title = document.add_paragraph()
    title.add_run(clean(table.title)).bold = True
    title.paragraph_format.keep_with_next = True
    title._p.addnext(parse_xml(_table_xml(table)))
    document.add_paragraph()


def _table_xml(table: Table) -> str:
    """Return a table as Word keeps it. Adding cells by the library takes a hundredth of a second each."""
    total = sum(column.width for column in table.columns)
    widths = [round(TEXT_WIDTH.twips * column.width / total) for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row_xml([column.label for column in table.columns], table, widths, is_header=True)
    rows = "".join(_row_xml(row, table, widths) for row in table.rows)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row_xml(texts: Sequence[str], table: Table, widths: Sequence[int], *, is_header: bool = False) -> str:
    # A header row is read as one and stands again on every page.
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f"{RIGHT if column.is_number else ''}</w:pPr><w:r><w:rPr>{BOLD if is_header else ''}"
        f'<w:sz w:val="{round(SMALL.pt * 2)}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r></w:p></w:tc>'
        for text, column, width in zip(texts, table.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_header else ''}</w:trPr>{cells}</w:tr>"


def _packed(document: Document) -> bytes:
    """Return the file with the same bytes whenever it is packed."""
    made, packed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, PACKED_AT), source.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return packed.getvalue()
