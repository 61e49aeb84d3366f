"""What the page on which data is taken away is made of: one box per kind of file, with who it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal, Protocol

import streamlit as st

from components import filters
from components.exports import downloads, empty_workbook, filled_workbook
from components.frame import Chosen
from components.labels import ENTITY, named
from components.markdown import points
from components.words import marked, number, plural, tr
from data.access import carried

SCOPE = {"consortium": marked("This consortium"), "all": marked("The whole store")}
ROWS = {"history": marked("With the history"), "present": marked("What is present")}
KIND = {"csv": marked("CSV"), "parquet": marked("Parquet")}
# A browser holds a file in memory before it is saved; beyond, the command line writes it to the disk directly.
MOST_ROWS = 3_000_000
MEGABYTE = 1_000_000


class MakePackage(Protocol):
    """Make a data package as a zip file."""

    def __call__(
        self,
        *,
        consortium: str | None,
        kind: Literal["csv", "parquet"],
        present: bool,
        on_progress: Callable[[str, int, int], None],
    ) -> tuple[bytes, int, int]:
        """Return its bytes, how many rows it holds, and of which version of the store."""
        ...


class Results(Protocol):
    """A file for IATI, and what it leaves out."""

    @property
    def content(self) -> bytes: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class MadePackage:
    """A data package that was made, and what was wanted."""

    wanted: tuple[str, str, str, str]
    content: bytes
    rows: int
    version: int

    @property
    def file_name(self) -> str:
        """How the file is called when it is taken away."""
        consortium, scope, _, kind = self.wanted
        whose = "store" if scope == "all" else consortium
        return f"{whose}_version_{self.version}_{kind}.zip"


def package(chosen: Chosen, rows: int, make: MakePackage) -> None:
    """Draw the box of the data package: its choices, the button that makes it, its progress and the way to take it."""
    with _box(
        tr("Data package"),
        tr("For an archive, a statistician, or another dashboard: everything, in tables that other programs read."),
    ):
        points(
            tr("Every row ever written, with who wrote it, when and why; or what is present alone"),
            tr("A description of every table and column with types, keys, licences, sources and checksums"),
            tr("Imported into an empty store it keeps its whole history"),
        )
        with st.container(horizontal=True, gap="medium"):
            scope = filters.one(tr("Of whom"), list(SCOPE), key="package_scope", named=partial(named, SCOPE))
            kept = filters.one(tr("Rows"), list(ROWS), key="package_rows", named=partial(named, ROWS))
            kind = filters.one(tr("Kind of file"), list(KIND), key="package_kind", named=partial(named, KIND))
        if scope == "all":
            st.caption(plural("About {n} row.", "About {n} rows.", rows))
        if scope == "all" and rows > MOST_ROWS:
            st.info(
                tr(
                    "This is more than a browser should hold. On the machine of the dashboard: "
                    "`python -m data export package --out store.zip`"
                ),
                icon=":material/terminal:",
            )
            return
        wanted = (chosen.consortium_id, scope, kept, kind)
        if st.button(tr("Make the package"), key="make_package", icon=":material/inventory_2:"):
            st.session_state["made_package"] = _made(wanted, make)
        held: MadePackage | None = st.session_state.get("made_package")
        if held and held.wanted == wanted:
            _take(held)


def workbook(
    chosen: Chosen, partners: dict[str, str], make: Callable[..., bytes], *, of_deliverables: Callable[..., bytes]
) -> None:
    """Draw the boxes of the workbook to fill in and of the table of deliverables."""
    with _box(
        tr("Workbook to fill in"),
        tr("For partners who send their data: a sheet per kind of thing, with lists to choose from and an example."),
    ):
        points(
            tr("What is on record stands in it already, of the whole consortium or of what one partner answers for"),
            tr("Filled in, it comes back on the page “Imports”; what others changed meanwhile is shown beside it"),
        )
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            filled_workbook(chosen, partners, make, key="take_workbook")
            empty_workbook(make, key="take_empty_workbook")
    with _box(tr("Deliverables"), tr("For a meeting or a letter: the table of deliverables on the day, to read.")):
        downloads(chosen, workbook=of_deliverables)


def calendar(chosen: Chosen, make: Callable[..., bytes]) -> None:
    """Draw the box of the calendar."""
    with _box(
        tr("Calendar"),
        tr("For whoever must not miss a date: when deliverables, milestones and reports are due."),
    ):
        downloads(chosen, calendar=make)


def results(chosen: Chosen, make: Callable[..., Results], *, is_dated: bool) -> None:
    """Draw the box of the IATI file; `is_dated` says whether the consortium has a start or an end, which IATI needs."""
    with _box(
        tr("Results for IATI"),
        tr("For a funder who publishes by the International Aid Transparency Initiative: an activity file, IATI 2.03."),
    ):
        points(
            tr("Indicators with baseline, target and actual by reporting period, breakdowns, comments and evidence"),
            tr("Valid against the schema of the standard; what the store does not know stays out"),
            tr("Without transactions and budgets: the store holds no payments, and the grant as a whole"),
        )
        if chosen.fictional:
            st.caption(tr("This consortium is fictional. Do not publish the file."))
        if not is_dated:
            st.info(
                tr("Neither the start nor the end of this consortium is on record, and IATI demands one of them."),
                icon=":material/event_busy:",
            )
            return
        st.download_button(
            tr("Results as IATI XML"),
            data=carried(partial(_content, make, chosen.consortium_id, chosen.as_of)),
            file_name=f"iati_{chosen.consortium_id}_{chosen.as_of.isoformat()}.xml",
            mime="application/xml",
            key="download_iati",
            on_click="ignore",
            icon=":material/public:",
        )


def _box(title: str, whom: str) -> Any:
    box = st.container(border=True, gap="small")
    with box:
        st.subheader(title, anchor=False)
        st.caption(whom)
    return box


def _content(make: Callable[..., Results], consortium: str, as_of: date) -> bytes:
    return make(consortium=consortium, as_of=as_of).content


def _made(wanted: tuple[str, str, str, str], make: MakePackage) -> MadePackage:
    consortium, scope, kept, kind = wanted
    bar = st.progress(0.0, text=tr("Asking the store …"))

    def done(entity: str, tables: int, total: int) -> None:
        bar.progress(tables / total, text=_said(entity, tables, total))

    content, rows, version = make(
        consortium=None if scope == "all" else consortium,
        kind="parquet" if kind == "parquet" else "csv",
        present=kept == "present",
        on_progress=done,
    )
    bar.empty()
    return MadePackage(wanted, content, rows, version)


def _said(entity: str, done: int, total: int) -> str:
    return tr("{n} of {total} tables: {entity}", n=done, total=total, entity=named(ENTITY, entity))


def _take(held: MadePackage) -> None:
    size = number(len(held.content) / MEGABYTE, 1)
    st.success(
        plural(
            "{file}: {n} row, {size} MB, made from version {version} of the store.",
            "{file}: {n} rows, {size} MB, made from version {version} of the store.",
            held.rows,
            file=held.file_name,
            size=size,
            version=number(held.version),
        ),
        icon=":material/check:",
    )
    st.download_button(
        tr("Download the package"),
        data=held.content,
        file_name=held.file_name,
        mime="application/zip",
        key="download_package",
        on_click="ignore",
        icon=":material/download:",
    )
