"""Each kind of file: complete in itself, the same bytes, and any text comes through as text."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from components.report.contents import report
from components.report.document import Column, Drawing, Report, Section, Table, Text
from components.report.drawings.canvas import Canvas
from components.report.files import KINDS, report_file
from components.report.pdf_file import pdf_file
from queries.report import report_facts
from tests.report.reading import html_tree, packed, pdf_pages

each_kind = pytest.mark.parametrize("kind", KINDS)
REFERENCES = ("src", "href", "xlink:href", "srcset", "action", "data", "poster", "background", "ping", "formaction")
# Markup of HTML, Typst and XML, right-to-left letters, an emoji of three signs, a control character.
WICKED = "<script>alert(1)</script> #panic() $x$ *b* _u_ `c` \\ @ref ]]> & דוח תقرير 👩\u200d🔬 \x07 {n} // end"
IN_PDF = "<script>alert(1)</script> #panic() $x$ *b* _u_ `c` \\ @ref ]]> &"


@pytest.fixture
def wicked(store_with):
    """A consortium whose every text is hostile."""
    store_with(
        {
            "consortium": [
                {"consortium_id": "c", "acronym": "Beta", "title": WICKED, "summary": WICKED,
                 "starts_on": date(2024, 1, 1), "starts_precision": "day"}
            ],
            "organisation": [{"organisation_id": "o", "short_name": WICKED, "country": "FI"}],
            "participation": [{"participation_id": "p", "consortium_id": "c", "organisation_id": "o"}],
            "deliverable": [{"deliverable_id": "d", "consortium_id": "c", "code": "D1", "title": WICKED}],
            "deliverable_event": [
                {"event_id": "e", "deliverable_id": "d", "consortium_id": "c", "event": "planned",
                 "effective_on": date(2024, 1, 1), "due_on": date(2024, 6, 30), "due_precision": "day"}
            ],
            "milestone": [{"milestone_id": "m", "consortium_id": "c", "code": "MS1", "title": WICKED}],
            "milestone_event": [
                {"event_id": "m", "milestone_id": "m", "consortium_id": "c", "event": "planned",
                 "effective_on": date(2024, 1, 1), "due_on": date(2024, 6, 30)}
            ],
            "indicator": [
                {"indicator_id": "i", "consortium_id": "c", "code": "I1", "title": WICKED, "baseline": 1.0,
                 "target": 1.0}
            ],
        }
    )  # fmt: skip
    return report_facts(consortium="Beta", since=date(2024, 1, 1), until=date(2025, 1, 1))


@each_kind
def test_the_same_facts_make_the_same_bytes(facts_of, kind):
    assert report_file(facts_of("DEMO"), kind) == report_file(facts_of("DEMO"), kind)


def test_asking_again_makes_the_same_bytes_and_another_day_others(facts_of):
    first = facts_of("ENtRANCE")
    again = report_facts(consortium="entrance", since=first.since, until=first.until)
    later = report_facts(consortium="ENtRANCE", since=first.since, until=date(2026, 11, 22))
    for kind in KINDS:
        made = report_file(first, kind)
        assert made == report_file(again, kind)
        assert made != report_file(later, kind)


def test_the_html_asks_for_nothing(facts_of):
    content = report_file(facts_of("DEMO"), "html")
    elements = html_tree(content).all("html")[0]
    inside = [element for name in {e.name for e in walk(elements)} for element in elements.all(name)]
    addresses = [
        value for element in inside for name in REFERENCES if (value := element.attributes.get(name)) is not None
    ]
    assert addresses
    assert [address for address in addresses if not address.startswith("#")] == []
    assert [e.name for e in inside if e.name in ("script", "iframe", "object", "embed", "link", "base", "form")] == []
    urls = re.findall(r"url\(\s*['\"]?([^)'\"]*)|@import\s+(\S+)", content.decode())
    assert [found for found in urls if not found[0].startswith("#")] == []


def walk(element):
    yield element
    for inner in element.inside:
        yield from walk(inner)


def test_the_html_is_made_for_screen_readers(facts_of):
    page = html_tree(report_file(facts_of("DEMO"), "html"))
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("title")[0].said == "DEMO: report on 21 Nov 2025 to 21 Nov 2026"
    assert len(page.all("h1")) == 1
    assert len(page.all("h2")) == 11
    assert all(table.all("caption")[0].said for table in page.all("table"))
    assert {cell.attributes["scope"] for table in page.all("table") for cell in table.all("th")} == {"col", "row"}
    drawings = page.all("svg")
    assert len(drawings) == 5
    assert all(one.attributes["role"] == "img" and one.attributes["aria-label"] for one in drawings)
    ids = [element.attributes["id"] for element in walk(page) if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_the_pdf_is_tagged_and_holds_its_fonts(facts_of):
    # Its objects are nested deeper than the library's types say.
    made: Any = PdfReader(BytesIO(report_file(facts_of("DEMO"), "pdf")))
    catalogue = made.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == "en"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()
    assert made.metadata.title == "DEMO: report on 21 Nov 2025 to 21 Nov 2026"
    assert made.metadata.creation_date.date() == date(2026, 11, 21)
    fonts = {
        str(font["/BaseFont"]): font["/DescendantFonts"][0]["/FontDescriptor"]
        for page in made.pages
        for font in (entry.get_object() for entry in page["/Resources"].get("/Font", {}).values())
        if "/DescendantFonts" in font
    }
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor.get_object()) for descriptor in fonts.values())


def test_every_page_of_the_demonstration_says_that_it_is_fictional(facts_of):
    said = packed("Demonstration (fictional): this consortium and all its figures are invented.")
    pages = pdf_pages(report_file(facts_of("DEMO"), "pdf"))
    assert len(pages) > 5
    assert all(said in packed(page) for page in pages)
    assert said in packed(report_file(facts_of("DEMO"), "html").decode())
    word = docx.Document(BytesIO(report_file(facts_of("DEMO"), "docx")))
    assert said in packed(word.sections[0].header.paragraphs[0].text)
    assert said not in packed(" ".join(pdf_pages(report_file(facts_of("ENtRANCE"), "pdf"))))


def test_the_word_document_has_headings_tables_and_described_pictures(facts_of):
    made: Any = docx.Document(BytesIO(report_file(facts_of("DEMO"), "docx")))
    titles = [line.text for line in made.paragraphs if line.style.name == "Heading 1"]
    assert titles == [f"{n}. {section.title}" for n, section in enumerate(report(facts_of("DEMO")).sections, start=1)]
    status = next(table for table in made.tables if table.rows[0].cells[0].text == "No.")
    assert len(status.rows) == 41
    assert status.rows[0]._tr.trPr.find(".//{*}tblHeader") is not None
    assert [bool(shape._inline.docPr.get("descr")) for shape in made.inline_shapes] == [True] * 5


def test_hostile_text_comes_through_as_text(wicked):
    page = html_tree(report_file(wicked, "html"))
    assert page.all("script") == []
    assert page.said.count("<script>alert(1)</script>") >= 4
    assert "👩\u200d🔬" in page.said
    assert "דוח" in page.said
    text = packed(" ".join(pdf_pages(report_file(wicked, "pdf"))))
    assert packed(IN_PDF) in text
    assert packed("[woman][microscope] {n} // end") in text
    word = docx.Document(BytesIO(report_file(wicked, "docx")))
    assert any("<script>" in line.text and "👩\u200d🔬" in line.text for line in word.paragraphs)
    assert any("]]> &" in cell.text for table in word.tables for row in table.rows for cell in row.cells)


def test_letters_without_a_glyph_are_named_where_they_are_lacking_only():
    canvas = Canvas(20)
    canvas.write(0, 12, "✕")
    drawing = Drawing(canvas.svg, canvas.width, canvas.height, "a letter", "")
    made = Report(
        title="👩", subtitle="", language="en", dated=date(2026, 1, 1), notice=None, running_title="",
        facts=[("a", "b")], sections=[Section("Letters", [drawing, Text("Text: ✕")])],
    )  # fmt: skip
    (text,) = pdf_pages(pdf_file(made))
    assert text.count("[woman]") == 1
    assert text.count("[multiplication x]") == 1  # a drawing has fewer fonts than the text around it
    assert text.count("✕") == 1


def test_a_word_as_long_as_a_book_comes_through_whole():
    word = "ü" * 40_000
    made = Report(
        title="T", subtitle="", language="en", dated=date(2026, 1, 1), notice=None, running_title="",
        facts=[("a", "b")], sections=[Section("Long", [Text(word), Table("t", [Column("a")], [[word]])])],
    )  # fmt: skip
    text = " ".join(pdf_pages(pdf_file(made)))
    assert text.count("ü") == 2 * len(word)


def test_a_consortium_of_which_nothing_is_known_has_a_report(store_with):
    store_with({"consortium": [{"consortium_id": "c", "acronym": "BARE"}]})
    facts = report_facts(consortium="c", since=date(2026, 1, 1), until=date(2026, 1, 1))
    assert all(report_file(facts, kind) for kind in KINDS)


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2060, 12, 31)])
def test_days_long_before_and_long_after_have_a_report(shipped, day):
    facts = report_facts(consortium="DEMO", since=date(2000, 1, 1), until=day)
    assert all(report_file(facts, kind) for kind in KINDS)
