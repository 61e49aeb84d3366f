"""What the page of the report is made of: its choices, making it with progress, and taking it away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import streamlit as st

from components import filters, progress
from components.frame import Chosen
from components.markdown import points
from components.report.document import Facts
from components.report.files import KINDS, report_file
from components.words import day, marked, number, tr

DAYS_BACK = 365
KIND = {"pdf": marked("PDF"), "html": marked("Web page (HTML)"), "docx": marked("Word")}
# Of the whole way: what asking takes of it, the rest is drawing and writing.
ASKING = 0.7
KILOBYTE = 1000


@dataclass(frozen=True)
class Wanted:
    """Which report is wanted: of whom, between which days, as which kind of file."""

    consortium_id: str
    since: date
    until: date
    kind: str

    @property
    def file_name(self) -> str:
        """How the file is called when it is taken away."""
        return f"report_{self.consortium_id}_{self.since}_{self.until}.{self.kind}"


@dataclass(frozen=True)
class Made:
    """A report that was made, and from which version of the store."""

    wanted: Wanted
    content: bytes
    version: int


class Gather(Protocol):
    """Ask everything a report says."""

    def __call__(self, *, consortium: str, since: date, until: date, on_progress: Callable[[int, int], None]) -> Facts:
        """Return the facts; tell `on_progress` how many of how many questions are answered."""
        ...


def wanted(chosen: Chosen) -> Wanted:
    """Draw the choices and return which report is wanted; the last day is the day of the page."""
    progress.mend_link("report_from")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        since = progress.day_field(
            tr("Changes from"), "report_from", tr("Empty: a year before the day this page is as of.")
        )
        kind = filters.one(tr("Kind of file"), list(KIND), key="report_kind", named=_kind_name)
    return Wanted(chosen.consortium_id, since or chosen.as_of - timedelta(days=DAYS_BACK), chosen.as_of, kind)


def days_said(report: Wanted) -> str:
    """Return which days the report is of, in a sentence."""
    return tr(
        "Figures as of {last}, changes from {first} to {last}. The last day is the one chosen in the sidebar.",
        first=day(report.since),
        last=day(report.until),
    )


def maker(report: Wanted, gather: Gather) -> None:
    """Draw the button that makes the report, its progress, and the way to take it away."""
    if st.button(tr("Make the report"), key="make_report", icon=":material/description:"):
        st.session_state["made_report"] = _make(report, gather)
    made: Made | None = st.session_state.get("made_report")
    if made and made.wanted == report:
        st.success(
            tr(
                "{file}, {size} kB, made from version {version} of the store.",
                file=report.file_name,
                size=number(len(made.content) / KILOBYTE),
                version=number(made.version),
            ),
            icon=":material/check:",
        )
        st.download_button(
            tr("Download the report"),
            data=made.content,
            file_name=report.file_name,
            mime=KINDS[report.kind].media_type,
            key="download_report",
            on_click="ignore",
            icon=":material/download:",
        )


def contents() -> None:
    """Say what stands in the report."""
    points(
        tr("Headlines, and the status of every deliverable on the last day"),
        tr("Delivery curve, milestones and critical risks, and what changed between the two days"),
        tr("Map of regions with civil society organisations, engagement, indicators with their evidence, eligibility"),
        tr("Method notes: how figures are counted and what is not known"),
        tr("Provenance: source documents, version of the store, queries, and the licences of the map"),
    )
    st.caption(
        tr(
            "The figures are those of the pages: the report asks the same queries. The PDF is tagged for screen "
            "readers (PDF/UA-1); the web page needs no other file and no network."
        )
    )


def _make(report: Wanted, gather: Gather) -> Made:
    bar = st.progress(0.0, text=tr("Asking the store …"))

    def answered(done: int, total: int) -> None:
        bar.progress(ASKING * done / total, text=tr("{n} of {total} questions answered", n=done, total=total))

    facts = gather(consortium=report.consortium_id, since=report.since, until=report.until, on_progress=answered)
    bar.progress(ASKING, text=tr("Drawing and writing …"))
    made = Made(report, report_file(facts, report.kind), facts.version)
    bar.empty()
    return made


def _kind_name(kind: str) -> str:
    return tr(KIND[kind])
