"""What the page that compares consortia is made of: its picker, shares, table and the words about them."""

from datetime import date
from textwrap import wrap
from typing import Any

import polars as pl
import streamlit as st

from components import filters, page
from components.charts.compare_curves import compare_curves
from components.charts.compare_shares import compare_shares
from components.charts.lateness_by_partner import lateness_by_partner
from components.frame import Chosen
from components.labels import COMPARED
from components.markdown import plain
from components.page import Numbers
from components.portfolio import linked, share
from components.tables import SAID_OF_LINK, Column, show_table
from components.words import number, plural, tr

MOST = 4
MANY = 200  # consortia that fit a list
LABEL_WIDTH = 16  # letters beside the bars: leaves a phone room for them
# Measure -> part and whole of its share, page where its rows stand.
SHARES = {
    "delivered": ("delivered", "known", "deliverables"),
    "on_time_current": ("on_time_current", "due_current", "progress"),
    "on_time_baseline": ("on_time_baseline", "due_baseline", "progress"),
    "indicators": ("reached", "measured", "impact"),
    "reciprocity": ("cso_initiated", "known_initiator", "engagement"),
    "retention": ("csos_retained", "csos_active", "engagement"),
}


def looked_for(chosen: Chosen) -> dict[str, Any]:
    """Draw a search where there are more consortia than a list can show; return the text and those picked so far."""
    many = chosen.consortia > MANY
    search = (
        filters.search(tr("Find consortia"), key="compare_search", placeholder=tr("Acronym or title")) if many else ""
    )
    picked = [*st.session_state.get("compare", []), *st.query_params.get_all("compare"), chosen.consortium_id]
    return {"search": search, "named": picked}


def picked(consortia: pl.DataFrame, chosen: Chosen) -> list[str]:
    """Draw the picker of up to four consortia and return their ids; the chosen one when none is picked."""
    names = {
        row["consortium_id"]: tr("{acronym} (fictional)", acronym=row["acronym"])
        if row["fictional"]
        else row["acronym"]
        for row in consortia.sort(pl.col("acronym").str.to_lowercase(), "consortium_id").iter_rows(named=True)
    }
    compared = filters.several(
        tr("Consortia, up to four"),
        list(names),
        key="compare",
        named=lambda consortium: names.get(consortium, consortium),
        when_empty=tr("Only {acronym}: pick others", acronym=chosen.acronym),
        most=MOST,
    ) or [chosen.consortium_id]
    if fictional := [names[one] for one in compared if one in _fictional(consortia)]:
        st.badge(tr("Demonstration (fictional)"), icon=":material/science:", color="orange")
        st.caption(tr("Invented, to be compared with care: {names}.", names=plain(", ".join(fictional))))
    return compared


def curves(drawn: Numbers, facts: pl.DataFrame, order: list[str]) -> None:
    """Draw the delivery curves from compare_curves, and say of whom there is none and why."""
    page.section(
        tr("Delivery by months since the start"),
        tr(
            "Deliverables as a share of all in the plan of the day (n), merged and removed ones left out. Dotted: due "
            "by the current plan. Full: delivered. A month is 30.44 days; what is known to the month or year only "
            "counts from its last day on."
        ),
    )
    rows = drawn.rows
    if rows["due_share"].count() or rows["delivered_share"].count():
        page.show_chart(
            compare_curves(rows, consortia=order), key="compare_curves", alt=_curves_alt(rows), numbers=drawn
        )
    for sentence in _without_curve(rows, facts):
        st.caption(sentence)


def shares(facts: Numbers, order: list[str]) -> None:
    """Draw the shares from compare_facts on one axis."""
    page.section(
        tr("Shares side by side"),
        tr("Each with what it is out of. Few cases make a share uncertain: mind n. By acronym, not ranked."),
    )
    rows = _shares(facts.rows)
    page.show_chart(
        compare_shares(rows, consortia=order),
        key="compare_shares",
        alt="; ".join(
            f"{name}, {measure.replace('<br>', ' ')}: {said}"
            for name, measure, said in rows.select("name", "measure", "said").iter_rows()
        ),
        numbers=facts,
    )


def lateness(drawn: Numbers, facts: pl.DataFrame) -> None:
    """Draw how late each deliverable came from compare_lateness, and say of whom nothing can be drawn."""
    page.section(
        tr("Days late and early"),
        tr("A mark per deliverable handed in or overdue whose dates are known to the day; a box from five marks on."),
    )
    if drawn.rows.is_empty():
        st.info(
            tr("Not defined: no deliverable was handed in or is overdue with dates known to the day."),
            icon=":material/data_info_alert:",
        )
        return
    rows = drawn.rows.rename({"acronym": "lead"})
    middle = rows.group_by("lead", maintain_order=True).agg(pl.len(), pl.median("days"))
    page.show_chart(
        lateness_by_partner(rows),
        key="compare_lateness",
        alt="; ".join(
            tr("{acronym}: median {days} days, n = {n}", acronym=acronym, days=number(days, 1), n=number(n))
            for acronym, n, days in middle.iter_rows()
        ),
        numbers=drawn,
    )
    without = [acronym for acronym in facts["acronym"] if acronym not in middle["lead"]]
    if without:
        st.caption(tr("Without a mark: {acronyms}. None of theirs has dates known to the day.",
                      acronyms=plain(", ".join(without))))  # fmt: skip


def table(facts: pl.DataFrame, as_of: date) -> None:
    """Draw the table of what is compared; each cell leads to its rows."""
    page.section(tr("In figures"), tr("A figure leads to its rows. A dash is not known or not defined, not zero."))
    amounts = {
        "partners": (tr("Partners"), "partners"),
        "in_count": (tr("Deliverables"), "deliverables"),
        "engagements": (tr("Engagements"), "engagement"),
        "headcount": (tr("Headcount"), "engagement"),
        "csos": (tr("CSOs engaged"), "engagement"),
    }
    shown = facts.with_columns(
        linked(facts, "acronym_shown", "", as_of, lambda row: row["acronym"]),
        *(
            linked(facts, f"{name}_shown", to, as_of, lambda row, name=name: _amount(row, name))  # type: ignore[misc]
            for name, (_, to) in amounts.items()
        ),
        *(
            linked(facts, f"{measure}_share", to, as_of, lambda row, part=part, whole=whole: _of(row, part, whole))  # type: ignore[misc]
            for measure, (part, whole, to) in SHARES.items()
        ),
    )
    show_table(
        shown,
        [
            Column("acronym_shown", tr("Acronym"), "link", format=SAID_OF_LINK),
            *(Column(f"{name}_shown", label, "link", format=SAID_OF_LINK) for name, (label, _) in amounts.items()),
            *(Column(f"{measure}_share", tr(COMPARED[measure]), "link", format=SAID_OF_LINK) for measure in SHARES),
        ],
        key="compare_table",
        alt=tr("Consortia side by side in figures."),
    )


def _fictional(consortia: pl.DataFrame) -> set[str]:
    return set(consortia.filter("fictional")["consortium_id"])


def _silent(row: dict[str, Any]) -> str:
    return tr("not in public sources") if row["record_basis"] == "public sources" else tr("not defined")


def _amount(row: dict[str, Any], name: str) -> str:
    """Return an amount; where only public sources speak, none of something is not known."""
    value = row[name]
    if value is None or (value == 0 and row["record_basis"] == "public sources"):
        return "–"
    return number(value)


def _of(row: dict[str, Any], part: str, whole: str) -> str:
    return tr("{n} of {total}", n=number(row[part]), total=number(row[whole])) if row[whole] else "–"


def _shares(facts: pl.DataFrame) -> pl.DataFrame:
    """Return what compare_shares draws from the rows of compare_facts, measure by measure."""
    return pl.DataFrame(
        [
            {
                "consortium_id": row["consortium_id"],
                "name": tr("{acronym} (fictional)", acronym=row["acronym"]) if row["fictional"] else row["acronym"],
                "measure": "<br>".join(wrap(tr(COMPARED[measure]), LABEL_WIDTH)),
                "share": row[part] / row[whole] if row[whole] else None,
                "said": share(row[part], row[whole]) if row[whole] else _silent(row),
            }
            for measure, (part, whole, _) in SHARES.items()
            for row in facts.iter_rows(named=True)
        ],
        schema={
            "consortium_id": pl.String,
            "name": pl.String,
            "measure": pl.String,
            "share": pl.Float64,
            "said": pl.String,
        },
    )


def _curves_alt(rows: pl.DataFrame) -> str:
    """Return the takeaway of the curves: how much of its plan each has delivered, and in which month."""
    said = []
    for (acronym,), own in rows.group_by("acronym", maintain_order=True):
        known = own.filter(pl.col("delivered_share").is_not_null())
        if known.is_empty():
            said.append(tr("{acronym}: delivery not known", acronym=acronym))
            continue
        last = known.row(-1, named=True)
        n = last["in_count"]
        delivered = tr("{n} of {total}", n=number(round(last["delivered_share"] * n)), total=number(n))
        said.append(
            tr("{acronym}: {delivered} delivered by month {month}", acronym=acronym, delivered=delivered,
               month=number(last["months"], 1))
        )  # fmt: skip
    return "; ".join(said)


def _without_curve(rows: pl.DataFrame, facts: pl.DataFrame) -> list[str]:
    """Return a sentence for each consortium of which a curve is missing or rough."""
    said = []
    for fact in facts.iter_rows(named=True):
        own = rows.filter(consortium_id=fact["consortium_id"])
        acronym = plain(fact["acronym"])
        if own.is_empty():
            said.append(
                tr("{acronym}: no curve, its start is not known.", acronym=acronym)
                if fact["starts_on"] is None
                else tr("{acronym}: no curve, no deliverable is on record.", acronym=acronym)
            )
            continue
        first = own.row(0, named=True)
        if own["delivered_share"].count() == 0:
            said.append(
                tr("{acronym}: delivered is not defined, the day is before its start.", acronym=acronym)
                if not first["not_known"]
                else plural(
                    "{acronym}: what was delivered is not in public sources ({n} deliverable).",
                    "{acronym}: what was delivered is not in public sources ({n} deliverables).",
                    first["not_known"],
                    acronym=acronym,
                )
            )
        elif first["not_known"]:
            said.append(
                tr("{acronym}: public sources do not say of {n} of {total} deliverables whether they were handed in. "
                   "The full line is the least.", acronym=acronym, n=number(first["not_known"]),
                   total=number(first["in_count"]))
            )  # fmt: skip
        if first["dated"] < first["in_count"]:
            said.append(
                tr("{acronym}: {n} of {total} deliverables have a due date.", acronym=acronym,
                   n=number(first["dated"]), total=number(first["in_count"]))
            )  # fmt: skip
        if first["starts_precision"] in ("month", "year"):
            said.append(
                tr("{acronym}: its start is known to the month only.", acronym=acronym)
                if first["starts_precision"] == "month"
                else tr("{acronym}: its start is known to the year only; months count from January.", acronym=acronym)
            )
    return said
