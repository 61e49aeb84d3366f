"""What the page “Who is who” is made of: identifiers on offer, what waits for a person, and decisions to take back."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from components import filters, page, saving, sign_in
from components.boundary import sentences
from components.labels import IDENTIFIER, MATCH_CERTAINTY, MATCH_DECIDED_BY, MATCH_REASON, named, names
from components.markdown import plain, points
from components.page import Headline
from components.tables import Column, show_table
from components.words import number, plural, tr
from data.imports.account import problem_of

MOST = 1_000


def headlines(offers: pl.DataFrame, waiting: pl.DataFrame, matches: pl.DataFrame) -> list[Headline]:
    """Return how much is on offer, waits and is decided."""
    reached = tr("the newest {n}; search for others", n=number(MOST)) if matches.height == MOST else None
    organisations = offers["organisation_id"].n_unique()
    return [
        Headline(
            tr("Identifiers on offer"),
            number(offers.height),
            plural("of {n} organisation", "of {n} organisations", organisations) if organisations else None,
        ),
        Headline(tr("Waiting"), number(waiting.height), tr("organisations that files name")),
        Headline(tr("Decisions"), number(matches.height), reached),
    ]


def filter_bar() -> tuple[str, list[str]]:
    """Draw the filters of decisions and return the search and what decided."""
    with st.container(horizontal=True, gap="small"):
        search = filters.search(tr("Search"), key="match_search", placeholder=tr("Name, city or identifier"))
        by = filters.several(
            tr("Decided by"), list(MATCH_DECIDED_BY), key="match_by", named=lambda code: named(MATCH_DECIDED_BY, code)
        )
    return search, by


def offered(offers: pl.DataFrame, *, registers: int, version: int, take: Callable[..., object]) -> None:
    """Draw identifiers that registers know, and the form that takes those of an organisation over by `take`."""
    page.section(
        tr("Identifiers on offer"),
        tr("Imported registers know them, and the organisations here have none of the kind. None is taken by itself."),
    )
    if not registers:
        page.nothing_recorded(
            tr("No register was imported yet."),
            tr("Drop a list of organisations, such as the holders of the Erasmus Charter, on the page of imports."),
        )
        _to_imports()
        return
    if offers.is_empty():
        st.caption(tr("No register knows an identifier that is not on record."))
        return
    show_table(
        offers.with_columns(
            names("identifier", IDENTIFIER), names("certainty", MATCH_CERTAINTY), _reasons(offers["reasons"])
        ),
        [
            Column("name", tr("Organisation"), width="medium"),
            Column("identifier", tr("Identifier")),
            Column("value", tr("Value")),
            Column("register", tr("Register")),
            Column("entry_name", tr("Its entry"), width="medium"),
            Column("certainty", tr("Certainty")),
            Column("reasons", tr("What agrees"), width="medium"),
        ],
        key="identifiers_on_offer",
        alt=tr("Identifiers that registers know of organisations on record."),
    )
    _taking(offers, version, take)


@sign_in.for_writers()
def _taking(offers: pl.DataFrame, version: int, take: Callable[..., object]) -> None:
    name_of = dict(offers.select("organisation_id", "name").iter_rows())
    chosen = st.selectbox(
        tr("Organisation"), list(name_of), index=None, format_func=lambda one: name_of[one] or one,
        key="offered_to", placeholder=tr("Choose one"),
    )  # fmt: skip
    if chosen is None:
        return
    its = offers.filter(organisation_id=chosen).unique("identifier", keep="first", maintain_order=True)
    points(
        *(
            tr(
                "{identifier} {value}, as {entry} has it",
                identifier=named(IDENTIFIER, row["identifier"]),
                value=plain(row["value"]),
                entry=plain(row["entry_name"]),
            )
            for row in its.iter_rows(named=True)
        )
    )
    form = saving.opened("take_identifiers", chosen, version)
    wants = st.button(tr("Take over"), type="primary", key=form.key("take"), icon=":material/add:")
    found = dict(its.select("identifier", "value").iter_rows())
    saving.submit(
        form,
        wants,
        lambda seen: take(chosen, found, who=saving.LOCAL_USER, seen_version=seen),
        tr("Taken over. To take it back, correct the organisation."),
    )


def waiting(rows: pl.DataFrame) -> None:
    """Draw the organisations of files that may be on record, and where that is decided."""
    page.section(
        tr("Waiting for a decision"),
        tr("Files name them much like an organisation on record. Their rows are not in until somebody decides."),
    )
    if rows.is_empty():
        st.caption(tr("Nothing waits."))
        return
    said = [sentences(problem_of(row))[0] for row in rows.iter_rows(named=True)]
    show_table(
        rows.with_columns(pl.Series("said", said, pl.String)),
        [
            Column("name", tr("Organisation"), width="medium"),
            Column("said", tr("What is unsure"), width="large"),
            Column("file", tr("File")),
            Column("at_row", tr("Row"), "number", width="small"),
            Column("run_id", tr("Import"), width="small"),
        ],
        key="matches_waiting",
        alt=tr("Organisations of files that may be on record, each with the import that told it last."),
    )
    st.caption(
        tr("Drop the file once more on the page of imports, or its rejected rows: it asks, and keeps the answer.")
    )
    _to_imports()


def decisions(rows: pl.DataFrame, *, version: int, withdraw: Callable[..., object]) -> None:
    """Draw which organisation rows of files were taken for, and the form that takes one decision back by `withdraw`."""
    if rows.is_empty():
        page.nothing_matches(tr("No row of a file was taken for an organisation."))
        return
    show_table(
        rows.with_columns(
            names("decided_by", MATCH_DECIDED_BY),
            _reasons(rows["reasons"]),
            pl.col("recorded_at").dt.strftime("%Y-%m-%d %H:%M"),
            pl.coalesce("files", "reason").alias("reason"),
        ),
        [
            Column("told", tr("What the file said"), width="medium"),
            Column("name", tr("Was taken for"), width="medium"),
            Column("decided_by", tr("Decided by")),
            Column("reasons", tr("Why"), width="medium"),
            Column("score", tr("Score"), "progress", help=tr("How alike the two are, from 0 to 100 %.")),
            Column("recorded_at", tr("Recorded at (UTC)")),
            Column("recorded_by", tr("Recorded by")),
            Column("reason", tr("File or reason"), width="medium"),
        ],
        key="matches_decided",
        alt=tr("Rows of files and the organisations they were taken for, the newest decision first."),
    )
    _taking_back(rows, version, withdraw)


@sign_in.for_writers()
def _taking_back(rows: pl.DataFrame, version: int, withdraw: Callable[..., object]) -> None:
    said_of = {
        row["source_key"]: tr("{told} → {name}", told=row["told"], name=row["name"])
        for row in rows.select("source_key", "told", "name").iter_rows(named=True)
    }
    chosen = st.selectbox(
        tr("Decision to take back"), list(said_of), index=None, format_func=said_of.__getitem__,
        key="match_taken_back", placeholder=tr("Choose one"),
    )  # fmt: skip
    if chosen is None:
        return
    st.caption(
        tr("The next import of such a row decides anew. What was imported stays until that import is taken back.")
    )
    saving.offer_to_take_back(
        saving.opened("take_back_match", chosen, version),
        lambda seen: withdraw(chosen, who=saving.LOCAL_USER, seen_version=seen),
        tr("Take this decision back"),
    )


def _reasons(reasons: pl.Series) -> pl.Series:
    said = [
        ", ".join(named(MATCH_REASON, one) for one in told.split("|")) if told else tr("nothing like it was on record")
        for told in reasons.to_list()
    ]
    return pl.Series("reasons", said, pl.String)


def _to_imports() -> None:
    st.page_link("pages/data/imports.py", label=tr("Go to imports"), icon=":material/upload_file:")
