"""What the pilots page is made of: its headlines and its tables."""

import polars as pl

from components import page
from components.labels import PILOT_STATUS, capitalised, country_names, names_with_marks, with_mark
from components.page import Headline
from components.tables import Column, show_table
from components.words import country, number, plural, tr


def choices(asked: pl.DataFrame, field: str) -> list[str]:
    """Return the values a filter can take; statuses in the order of a pilot's life, countries by name."""
    found: list[str] = asked.filter(pl.col("field") == field)["value"].to_list()
    if field == "status":
        return [code for code in PILOT_STATUS if code in found]
    return sorted(found, key=country) if field == "country" else found


def status_name(status: str) -> str:
    """Return the name of a pilot's status with its mark before it."""
    return with_mark(PILOT_STATUS, status)


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of pilot_headlines."""
    count = row.row(0, named=True)
    ended = count["finished"] + count["stopped"]
    return [
        Headline(
            tr("Pilot projects"),
            number(count["pilots"]),
            plural("{n} without a known start", "{n} without a known start", count["not_known"])
            if count["not_known"]
            else plural("in {n} theme", "in {n} themes", count["themes"]),
        ),
        Headline(
            tr("Running"), number(count["running"]), plural("and {n} planned", "and {n} planned", count["planned"])
        ),
        Headline(
            tr("Finished"),
            number(count["finished"]),
            plural("and {n} stopped", "and {n} stopped", count["stopped"]),
            tr("Past their last day. A pilot project that was stopped before is counted apart."),
        ),
        Headline(
            tr("Countries"),
            number(count["countries"]),
            tr("known for {n} of {total}", n=number(count["with_country"]), total=number(count["pilots"])),
        ),
        Headline(
            tr("CSOs"),
            number(count["csos"]) if count["with_csos"] else "–",
            tr("on record for {n} of {total}", n=number(count["with_csos"]), total=number(count["pilots"])),
            tr("Civil society organisations that take part, each counted once over all pilot projects."),
        ),
        Headline(
            tr("Case studies"),
            number(count["case_studies"]),
            plural("of {n} that has ended", "of {n} that have ended", ended),
            tr("A case study tells how a pilot project went. It is counted once the pilot project has ended."),
        ),
    ]


def nothing_known(record_basis: str) -> None:
    """Say why there is no pilot project to show."""
    if record_basis == "public sources":
        page.nothing_recorded(
            tr("Pilot projects of this consortium are not in public sources."),
            tr("That is no sign that there are none: the consortium can tell, and import a list of them."),
        )
    else:
        page.nothing_recorded(
            tr("No pilot project of this consortium is on record."), tr("Import a list of them to see them here.")
        )


def table(rows: pl.DataFrame) -> None:
    """Draw the table of pilot projects."""
    show_table(
        rows.with_columns(
            status_shown=names_with_marks("status", PILOT_STATUS),
            theme_shown=pl.Series([capitalised(theme) for theme in rows["theme"]], dtype=pl.String),
            country_shown=country_names("country"),
        ),
        [
            Column("title", tr("Pilot project"), width="medium"),
            Column(
                "status_shown",
                tr("Status"),
            ),
            Column("theme_shown", tr("Theme")),
            Column("partner", tr("Partner")),
            Column("city", tr("Place")),
            Column("country_shown", tr("Country")),
            Column("starts_on", tr("Begins"), "date"),
            Column("ends_on", tr("Ends"), "date", help=tr("The planned last day, or the day it was stopped.")),
            Column("csos", tr("CSOs"), "number", help=tr("How many take part.")),
            Column("case_study_url", tr("Case study"), "link"),
        ],
        key="pilot_table",
        alt=tr("Pilot projects with theme, partner, place, status and dates."),
    )


def case_study_table(rows: pl.DataFrame) -> None:
    """Draw the case studies of `rows`, or say that there is none."""
    told = rows.filter(pl.col("case_study_title").is_not_null())
    page.section(
        plural("{n} case study", "{n} case studies", told.height),
        tr("What a pilot project that has ended has to tell."),
    )
    if told.is_empty():
        page.nothing_recorded(
            tr("No case study of these pilot projects is on record on this day."),
            tr("It is shown once its pilot project has ended."),
        )
        return
    show_table(
        told.with_columns(country_shown=country_names("country")),
        [
            Column("case_study_title", tr("Case study"), width="medium"),
            Column("title", tr("Pilot project"), width="medium"),
            Column("partner", tr("Partner")),
            Column("country_shown", tr("Country")),
            Column("cso_names", tr("With these CSOs"), width="large"),
            Column("case_study_url", tr("Link"), "link"),
        ],
        key="case_study_table",
        alt=tr("Case studies with their pilot project, partner and CSOs."),
    )
