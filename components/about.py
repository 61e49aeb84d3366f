"""What the About page is made of: the store, its sources and what they do not say, the licences."""

import platform
from datetime import datetime
from importlib.metadata import metadata
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import page
from components.labels import ENTITY, ORIGIN, SOURCE_KIND, named, names
from components.markdown import plain, points
from components.page import Headline, Numbers
from components.tables import Column, show_table
from components.words import day, languages, marked, number, plural, shown_locale, tr

PARTS = {
    "purpose": marked("What this is"),
    "store": marked("Store"),
    "sources": marked("Sources"),
    "programmes": marked("Programmes"),
    "licences": marked("Licences"),
}
# What runs the dashboard, by the name of its package.
PROGRAMS = (
    "streamlit",
    "duckdb",
    "polars",
    "pyarrow",
    "plotly",
    "pydeck",
    "babel",
    "cachetools",
    "filelock",
    "shapely",
    "typst",
    "python-docx",
)
SUBJECT_KIND = {
    "consortium": marked("Consortium"),
    "organisation": marked("Organisation"),
    "action type": marked("Action type"),
    "deliverable": marked("Deliverable"),
}
# In the order in which a reader meets them: the grant, the partners, the plan, what came of it.
UNKNOWN_FACT = {
    "action_type": marked("action type"),
    "call_year": marked("call year"),
    "agreement_number": marked("agreement number"),
    "start": marked("start"),
    "start_day": marked("exact day of the start"),
    "end": marked("end"),
    "end_day": marked("exact day of the end"),
    "grant": marked("grant"),
    "website": marked("website"),
    "partner_name": marked("names of partners"),
    "partner_country": marked("countries of partners"),
    "joining_day": marked("days on which partners joined"),
    "budget": marked("budgets of partners"),
    "any_work_package": marked("work packages"),
    "any_deliverable": marked("deliverables"),
    "due_day": marked("due dates of deliverables"),
    "lead": marked("lead partners of deliverables"),
    "submission": marked("when deliverables were handed in"),
    "any_milestone": marked("milestones"),
    "any_reporting_period": marked("reporting periods"),
    "any_risk": marked("critical risks"),
    "any_pilot": marked("pilot projects"),
    "any_engagement": marked("engagements"),
    "any_cso_relation": marked("civil society organisations reached"),
    "any_indicator": marked("indicators"),
    "target": marked("targets of indicators"),
}
MOST_CONSORTIA = 20


class Store(Protocol):
    """How a store is, as the queries answer."""

    @property
    def location(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def store_format(self) -> int: ...
    @property
    def rows(self) -> dict[str, int]: ...
    @property
    def checks(self) -> int: ...
    @property
    def failed_checks(self) -> int: ...
    @property
    def warnings(self) -> int: ...
    @property
    def dashboard(self) -> str: ...


def opened_part() -> tuple[str, DeltaGenerator]:
    """Draw the tabs and return the code of the open one and its place; the code stands in the address."""
    titled = {code: named(PARTS, code) for code in PARTS}
    tabs = st.tabs(
        list(titled.values()), default=titled.get(st.query_params.get("part", "")), key="about_part", on_change="rerun"
    )
    part, place = next(((code, tab) for code, tab in zip(titled, tabs, strict=True) if tab.open), ("purpose", tabs[0]))
    if part != st.query_params.get("part", "purpose"):
        st.query_params["part"] = part
    return part, place


def purpose() -> None:
    """Say what the dashboard is for, how to read it, what it keeps of its readers, and in which language it speaks."""
    st.markdown(
        tr(
            "Consortia of universities and civil society organisations promise their funder results. This dashboard "
            "shows what is due, what was delivered, whom it reached and where, and how sure each figure is."
        )
    )
    page.section(tr("Who finds what"))
    points(
        tr("**Project coordinator:** what is late, what is due next, who owes it. See *Overview* and *Deliverables*."),
        tr("**Funder:** what was achieved against what was promised, and where. See *Impact* and *Portfolio*."),
        tr("**Partner:** which regions and communities are reached and where gaps are. See *Coverage*."),
    )
    page.section(tr("How to read the figures"))
    points(
        tr(
            "Every page shows what held on the day chosen in the sidebar. Choose a past day to see the picture of then."
        ),
        tr("What is not known is not zero. It is shown as a dash or as “not in public sources”."),
        tr("Where a consortium is known from public sources only, silence about a deliverable is not called late."),
        tr("A share stands beside the numbers it was made from. Shares are never averaged."),
        tr("Universities are not ranked."),
        tr(
            "Under each chart, “The numbers behind it” gives the rows and the query, and takes the rows away as a file."
        ),
        tr(
            "The consortium “Demonstration (fictional)” is invented, so that every page can be seen full. It counts in "
            "no total unless it is asked in."
        ),
    )
    page.section(tr("Privacy"))
    st.markdown(
        tr(
            "There is no account and nothing is kept about readers. The pages ask no other host than the one that "
            "serves them: no maps, fonts or statistics from outside. No names or addresses of natural persons are "
            "needed for any figure, and none are stored."
        )
    )
    page.section(tr("Language"))
    st.markdown(
        tr(
            "The dashboard follows the language of your browser where it has a catalogue for it, else it is in "
            "English: change the preferred language in the browser's settings and load the page again. Whoever runs "
            "the dashboard can set one language for everybody with `CONSORTIUM_LANGUAGE`."
        )
        + " "
        + tr("Languages here: {languages}.", languages=", ".join(_language(code) for code in languages()))
    )


def store(held: Store, checks: pl.DataFrame, changes: pl.DataFrame) -> None:
    """Show how the store is: its version and last change, what it holds, its checks, and what runs it."""
    last: datetime | None = changes["recorded_at"].to_list()[0] if changes.height else None
    page.headlines(
        [
            Headline(tr("Store version"), number(held.version), tr("one more with every change")),
            Headline(tr("Rows"), number(sum(held.rows.values())), tr("present today")),
            Headline(tr("Failed checks"), number(held.failed_checks), tr("of {n}", n=number(held.checks))),
            Headline(tr("Warnings"), number(held.warnings), tr("worth a look")),
        ]
    )
    st.caption(
        tr(
            "Store file {file}, format {format}. Nothing in it is overwritten: every change adds rows.",
            file=plain(Path(held.location).name),
            format=number(held.store_format),
        )
        + (" " + tr("Last change: {day}, {time} UTC.", day=day(last.date()), time=f"{last:%H:%M}") if last else "")
    )
    left, right = st.columns(2, gap="large")
    with left:
        page.section(tr("What it holds"), tr("Rows that are present, the demonstration's too."))
        rows = sorted((named(ENTITY, entity), count) for entity, count in held.rows.items())
        show_table(
            pl.DataFrame(rows, schema={"entity": pl.String, "rows": pl.Int64}, orient="row"),
            [Column("entity", tr("Entity")), Column("rows", tr("Rows"), "number")],
            key="entity_table",
            alt=tr("Rows of each entity in the store."),
        )
    with right:
        page.section(tr("What runs it"), tr("Programs, their versions and licences."))
        show_table(
            pl.DataFrame(
                [
                    (tr("Dashboard"), held.dashboard, "Apache-2.0"),
                    ("Python", platform.python_version(), "PSF-2.0"),
                    *(_program(package) for package in PROGRAMS),
                ],
                schema=["program", "version", "licence"],
                orient="row",
            ),
            [
                Column("program", tr("Program")),
                Column("version", tr("Version")),
                Column("licence", tr("Licence"), width="medium"),
            ],
            key="program_table",
            alt=tr("Programs that run the dashboard, with versions and licences."),
        )
    page.section(tr("Checks"), tr("What must hold of the data, and what is worth a look where it does not."))
    show_table(
        checks.with_columns(
            pl.Series("result", [_result(check) for check in checks.iter_rows(named=True)], dtype=pl.String)
        ),
        [
            Column("result", tr("Result"), width="medium"),
            Column("what", tr("What should hold"), width="large"),
            Column("check", tr("Check")),
        ],
        key="check_table",
        alt=tr("Checks of the store with their results."),
    )
    page.section(tr("Latest changes"))
    show_table(
        changes.with_columns(
            recorded_at=pl.col("recorded_at").dt.strftime("%Y-%m-%d %H:%M"),
            origin=names("origin", ORIGIN),
        ),
        [
            Column("version", tr("Version"), "number", width="small"),
            Column("recorded_at", tr("When (UTC)")),
            Column("recorded_by", tr("By")),
            Column("reason", tr("Why"), width="large"),
            Column("origin", tr("From")),
            Column("row_count", tr("Rows added"), "number"),
        ],
        key="change_table",
        alt=tr("Latest changes of the store."),
    )


def sources(rows: pl.DataFrame) -> None:
    """List the source documents, what each is and which rows it gave."""
    for _, given in groupby(rows.iter_rows(named=True), key=lambda row: row["source_id"]):
        entities = list(given)
        document = entities[0]
        about = f"{_language(document['language'])}, {named(SOURCE_KIND, document['kind'])}"
        gave = " · ".join(
            f"{named(ENTITY, row['entity'])} {number(row['row_count'])}" for row in entities if row["entity"]
        )
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{plain(document['title'])}**  \n{about}")
            if document["note"]:
                st.markdown(plain(document["note"]))
            st.caption(tr("Gave: {what}", what=gave) if gave else tr("Gave no row that is present."))


def unknown_facts(unknown: Numbers) -> None:
    """Say for each consortium what the sources do not, counted from what is empty in the store."""
    page.section(
        tr("What public sources do not say"),
        tr("Counted from what is empty in the store, for the consortia known from public sources only."),
    )
    order = list(UNKNOWN_FACT)
    facts = unknown.rows.group_by("consortium_id", maintain_order=True)
    for position, (_, missing) in enumerate(facts):
        if position == MOST_CONSORTIA:
            st.caption(tr("And more: see the numbers behind it."))
            break
        said = sorted(missing.iter_rows(named=True), key=lambda row: order.index(row["fact"]))
        st.markdown(f"**{plain(missing['acronym'][0])}:** {', '.join(missing_said(row) for row in said)}.")
    if unknown.rows.is_empty():
        st.markdown(tr("Nothing: no consortium is known from public sources only, or they say it all."))
    page.numbers_behind(unknown, key="unknown_facts")


def titles(rows: pl.DataFrame) -> None:
    """Draw the table of titles in several languages."""
    page.section(tr("Titles and names in several languages"))
    show_table(
        rows.with_columns(
            kind=names("subject_kind", SUBJECT_KIND),
            language=pl.Series([_language(code) for code in rows["language"]], dtype=pl.String),
        ),
        [
            Column("kind", tr("What")),
            Column("known_as", tr("Known here as"), width="large"),
            Column("language", tr("Language")),
            Column("title", tr("Title or name"), width="large"),
        ],
        key="title_table",
        alt=tr("Titles and names in other languages."),
    )


def licences(of_maps: str, schemes: pl.DataFrame) -> None:
    """Show the licences of the program, of the region schemes in the store, and of the shipped maps and places."""
    page.section(tr("The program"))
    st.markdown(
        tr(
            "The dashboard is free software under the Apache License 2.0; the file LICENSE holds its text. What it is "
            "built on stands under *Store*, with versions and licences. It comes without warranty."
        )
    )
    page.section(tr("Facts and texts"))
    st.markdown(
        tr(
            "Facts come from the documents under *Sources*. Texts about consortia and programmes are in our own words. "
            "The demonstration data are invented."
        )
    )
    page.section(tr("Regions"), tr("Each map of regions carries the notice of its scheme."))
    for _, levels in schemes.group_by("scheme", maintain_order=True):
        _region_scheme(levels)
    page.section(tr("Maps and places"))
    st.markdown(_body(of_maps))


def _region_scheme(levels: pl.DataFrame) -> None:
    scheme = levels.row(0, named=True)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(scheme['title'])}**  \n" + tr("Edition {edition}", edition=plain(scheme["edition"])))
        st.markdown(f"{plain(scheme['attribution'])}.  \n{plain(scheme['licence'])}")
        st.caption(" · ".join(_level(row) for row in levels.iter_rows(named=True)))


def _level(row: dict[str, Any]) -> str:
    regions, countries = number(row["regions"]), number(row["countries"])
    if row["population_year"] is None:
        return tr(
            "level {level}: {n} regions in {countries} countries, population not known",
            level=row["level"], n=regions, countries=countries,
        )  # fmt: skip
    return tr(
        "level {level}: {n} regions in {countries} countries, population up to {year}",
        level=row["level"], n=regions, countries=countries, year=row["population_year"],
    )  # fmt: skip


def missing_said(row: dict[str, Any]) -> str:
    """Return a fact that sources do not say, with how many of how many values are missing where there are several."""
    fact = named(UNKNOWN_FACT, row["fact"])
    if row["total"] == 1:
        return fact
    return tr("{fact} ({n} of {total})", fact=fact, n=number(row["missing"]), total=number(row["total"]))


def _result(check: dict[str, Any]) -> str:
    if check["findings"] == 0:
        return "✓ " + tr("holds")
    if check["severity"] == "fail":
        return "✕ " + plural("{n} failure", "{n} failures", check["findings"])
    return "△ " + plural("{n} worth a look", "{n} worth a look", check["findings"])


def _program(package: str) -> tuple[str, str, str]:
    about = metadata(package)
    classified = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if "License ::" in line]
    said = [about["License-Expression"], *classified, (about["License"] or "").partition("\n")[0]]
    return about["Name"], about["Version"], next((licence for licence in said if licence), "–")


def _language(code: str) -> str:
    return str(shown_locale().languages.get(code, code))


def _body(document: str) -> str:
    """Return what a reader needs of a Markdown document: its table, as a list, and its texts.

    A list is not cut off on a narrow screen; the title and how to make the files again are left out.
    """
    lines = document.partition("## Making them again")[0].splitlines()
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    header, _, *rows = table or [[], []]
    entries = [
        f"- **{row[0]}** · "
        + " · ".join(f"{name}: {cell}" for name, cell in zip(header[1:], row[1:], strict=True) if cell)
        for row in rows
    ]
    last = max((at for at, line in enumerate(lines) if line.startswith("|")), default=0)
    texts = [f"**{line.removeprefix('## ')}**" if line.startswith("## ") else line for line in lines[last + 1 :]]
    return "\n".join([*entries, *texts])
