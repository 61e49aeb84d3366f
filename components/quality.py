"""What the page of data quality is made of: its choices, headlines, tables, and what is worth a look."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import polars as pl
import streamlit as st

from components import filters, page
from components.labels import ENTITY, named, names
from components.markdown import plain
from components.page import Headline
from components.tables import Column, show_table
from components.words import marked, number, percent, plural, tr

SCOPE = {"consortium": marked("This consortium"), "all": marked("All consortia")}
EVERY = "every"
FIELD = {
    "action_type_id": marked("Action type"),
    "active_from": marked("Active from"),
    "agreement_number": marked("Agreement number"),
    "audience": marked("Audience"),
    "baseline": marked("Baseline"),
    "budget_eur": marked("Budget"),
    "call_year": marked("Call year"),
    "citizen": marked("Citizens"),
    "city": marked("City"),
    "country": marked("Country"),
    "cso_member": marked("CSO members"),
    "deliverable_type": marked("Type"),
    "description": marked("Description"),
    "dissemination_level": marked("Dissemination level"),
    "ends_on": marked("End"),
    "enterprise": marked("Enterprises"),
    "evidence": marked("Evidence"),
    "grant_eur": marked("Grant"),
    "initiator": marked("Initiator"),
    "joined_on": marked("Joined"),
    "latitude": marked("Coordinates"),
    "lead_id": marked("Lead partner"),
    "legal_name": marked("Legal name"),
    "means_of_verification": marked("Means of verification"),
    "objective": marked("Objective"),
    "partner_id": marked("Partner"),
    "policy_maker": marked("Policy makers"),
    "staff": marked("Staff"),
    "starts_on": marked("Start"),
    "student": marked("Students"),
    "summary": marked("Summary"),
    "target": marked("Target"),
    "target_on": marked("Target day"),
    "title": marked("Title"),
    "unique_persons": marked("Unique persons"),
    "website": marked("Website"),
    "work_package": marked("Work package"),
}
# Check -> the page that mends what it finds.
MENDED_ON = {
    "warn_breakdown": ("pages/results/indicators.py", marked("Indicators")),
    "warn_coordinates": ("pages/reach/csos.py", marked("CSO directory")),
    "warn_coordinator": ("pages/consortium/partners.py", marked("Partners")),
    "warn_due_date": ("pages/consortium/plan.py", marked("Change the plan")),
    "warn_headcount": ("pages/reach/engagement.py", marked("Engagement")),
    "warn_not_placed": ("pages/reach/csos.py", marked("CSO directory")),
    "warn_overlapping_participation": ("pages/consortium/partners.py", marked("Partners")),
}


def scope() -> str:
    """Draw the choice of whose record is looked at and return its code: `consortium` or `all`."""
    return filters.one(tr("Whose record"), list(SCOPE), key="quality_scope", named=partial(named, SCOPE))


def entity(entities: Sequence[str], *, of_all: bool) -> str | None:
    """Draw the choice of an entity and return it, None for every one; `of_all` consortia one is always chosen."""
    options = list(entities) if of_all else [EVERY, *entities]
    chosen = filters.pick(
        tr("Entity"),
        options,
        key="quality_entity",
        named=lambda one: tr("Every entity") if one == EVERY else named(ENTITY, one),
    )
    return None if chosen == EVERY else chosen


def headlines(rows: pl.DataFrame, warned: pl.DataFrame, portfolio: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top from completeness, warnings and portfolio_share."""
    known, total = int(rows["known"].sum()), int(rows["total"].sum())
    touched: datetime | None = rows["touched_at"].to_frame().max().item()
    consortia, with_deliverable = portfolio.row(0)
    of_each = _of_each(warned)
    return [
        Headline(
            tr("Values known"),
            percent(known, total) if total else "–",
            tr("{n} of {total} values", n=number(known), total=number(total)),
            tr("Of the fields that may be expected to be known of each row. What is not known is not 0."),
        ),
        Headline(
            tr("Last touched"),
            f"{touched:%Y-%m-%d}" if touched else "–",
            tr("the newest change of these rows"),
        ),
        Headline(
            tr("Worth a look"),
            number(sum(of_each)),
            plural("finding of {n} check", "findings of {n} checks", len(of_each)),
        ),
        Headline(
            tr("Deliverables"),
            percent(with_deliverable, consortia) if consortia else "–",
            tr("on record in {n} of {total} real consortia", n=number(with_deliverable), total=number(consortia)),
        ),
    ]


def lines(rows: pl.DataFrame, *, by_field: bool) -> pl.DataFrame:
    """Return what the chart shows: one line per field of completeness, or per entity the sum of its fields."""
    if by_field:
        return rows.select(line=names("field", FIELD), known="known", total="total")
    summed = rows.group_by("entity", maintain_order=True).agg(pl.col("known", "total").sum())
    return summed.select(line=names("entity", ENTITY), known="known", total="total")


def field_table(rows: pl.DataFrame) -> None:
    """Draw the table of completeness, one line per entity and field."""
    show_table(
        rows.select(
            entity=names("entity", ENTITY),
            field=names("field", FIELD),
            known="known",
            total="total",
            unknown=pl.col("total") - pl.col("known"),
            share=pl.col("known") / pl.col("total"),
            touched=pl.col("touched_at").dt.strftime("%Y-%m-%d"),
        ),
        [
            Column("field", tr("Field")),
            Column("entity", tr("Entity")),
            Column("share", tr("Known, share"), "progress"),
            Column("known", tr("Known"), "number"),
            Column("unknown", tr("Not known"), "number"),
            Column("total", tr("Rows (n)"), "number"),
            Column("touched", tr("Last touched"), help=tr("The newest change of any row of the entity, UTC.")),
        ],
        key="field_table",
        alt=tr("How many rows of each entity have each field known."),
    )


def consortium_table(rows: pl.DataFrame) -> None:
    """Draw the table of consortia, by acronym, with how complete one entity is in each."""
    bases = {"records": tr("own records"), "public sources": tr("public sources")}
    show_table(
        rows.select(
            acronym="acronym",
            basis=pl.col("record_basis").replace_strict(bases, default=pl.col("record_basis")),
            fictional=pl.col("fictional"),
            row_count="row_count",
            share=pl.col("known") / pl.col("total"),
            known="known",
            total="total",
            touched=pl.col("touched_at").dt.strftime("%Y-%m-%d"),
        ),
        [
            Column("acronym", tr("Consortium")),
            Column("share", tr("Known, share"), "progress"),
            Column("known", tr("Values known"), "number"),
            Column("total", tr("Values (n)"), "number"),
            Column("row_count", tr("Rows"), "number"),
            Column("basis", tr("Known from")),
            Column("fictional", tr("Fictional"), "check"),
            Column("touched", tr("Last touched"), help=tr("The newest change of its rows of this entity, UTC.")),
        ],
        key="consortium_quality_table",
        alt=tr("How complete one entity is in each consortium."),
    )


def worth_a_look(warned: pl.DataFrame) -> None:
    """List what checks found, one box per check, with the page on which it can be mended."""
    page.section(
        plural("{n} finding worth a look", "{n} findings worth a look", sum(_of_each(warned))),
        tr("None of it stops anything. Each says what should hold, and where it is mended."),
    )
    if warned.is_empty():
        st.success(tr("Nothing: every check holds."), icon=":material/check:")
        return
    for (check,), found in warned.group_by("check", maintain_order=True):
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container(gap="xxsmall"):
                    st.markdown(plural("**{n} finding**", "**{n} findings**", found["findings"][0]))
                    st.caption(plain(str(found["what"][0])))
                if str(check) in MENDED_ON:
                    target, label = MENDED_ON[str(check)]
                    # Consortium and day come along by themselves: the frame binds them to the address.
                    st.page_link(target, label=tr(label), icon=":material/arrow_forward:")
            _found(str(check), found)


def _found(check: str, found: pl.DataFrame) -> None:
    behind = st.expander(tr("Which"), key=f"{check}_found", on_change="rerun")
    if not behind.open:
        return
    with behind:
        show_table(
            found,
            [Column("key", tr("Row")), Column("message", tr("What was found"), width="large")],
            key=f"{check}_table",
            alt=tr("Rows that this check found."),
        )
        if found["findings"][0] > found.height:
            st.caption(tr("The first {n} of {total}.", n=number(found.height), total=number(found["findings"][0])))


def _of_each(warned: pl.DataFrame) -> list[int]:
    """Return how many findings each check has of which there are any."""
    return warned.unique("check")["findings"].to_list()


def counting_rule() -> str:
    """Return how completeness is counted, in a sentence."""
    return tr(
        "Counted on the record as it stands now, whatever day is chosen. n counts values: one for each row and field "
        "that may be expected to be known. A field that is empty for a good reason does not count. Of consortia known "
        "from public sources less is known."
    )
