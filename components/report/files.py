"""The kinds of file a report can become."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.report.contents import report
from components.report.document import Facts, Report
from components.report.html_file import html_file
from components.report.pdf_file import pdf_file
from components.report.word_file import word_file


@dataclass(frozen=True)
class Kind:
    """A kind of file: what browsers call it, and how it is written."""

    media_type: str
    write: Callable[[Report], bytes]


KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", pdf_file),
    "html": Kind("text/html", html_file),
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", word_file),
}


def report_file(facts: Facts, kind: str) -> bytes:
    """Return the report on these facts as a file of one of the KINDS; the same facts make the same bytes."""
    return KINDS[kind].write(report(facts))
