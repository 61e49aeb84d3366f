"""What the partners page is made of: its headlines, its map's points and its tables."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, settling
from components.labels import ORGANISATION_TYPE, ROLE, country_names, names
from components.markdown import plain
from components.page import Headline
from components.tables import Column, known_day, show_table
from components.words import euro, marked, number, plural, tr
from data.problems import Word

STANDING = {
    "joined later": marked("Joined later"),
    "left": marked("Left"),
    "left, day not known": marked("Left, day not known"),
    "to join": marked("To join"),
    "to leave": marked("To leave"),
    "past": marked("Held"),
    "now": marked("Now"),
    "to come": marked("To come"),
}

LEFT = ("left", "left, day not known", "to leave")


def partner_names(rows: pl.DataFrame) -> dict[str, str]:
    """Return what each organisation of partner_list that has a name is called, by its id, in the order of names."""
    named = rows.filter(pl.col("name").is_not_null()).select("organisation_id", "name").unique().sort("name")
    return dict(named.iter_rows())


def headlines(row: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of partner_headlines."""
    count = row.row(0, named=True)
    everyone = number(count["participants"])
    return [
        Headline(
            tr("Partners"),
            number(count["partners"]),
            _beside(count),
            tr("Coordinator and partners on the day. Associated partners take part without being beneficiaries."),
        ),
        Headline(
            tr("Countries"),
            number(count["countries"]),
            tr("known for {n} of {total}", n=number(count["with_country"]), total=everyone),
        ),
        Headline(
            tr("Coordinator") if count["coordinators"] == 1 else tr("Coordinators"),
            number(count["coordinators"]),
            plain(count["coordinator_names"]) if count["coordinator_names"] else tr("not named"),
        ),
        Headline(
            tr("Higher education"),
            number(count["higher_education"]),
            tr("of {n} organisations", n=everyone),
        ),
        Headline(
            tr("Civil society"),
            number(count["civil_society"]),
            tr("of {n} organisations", n=everyone),
            tr("Civil society organisations that are partners themselves, associated partners included."),
        ),
        Headline(
            tr("Other types"),
            number(count["other_types"]),
            tr("of {n} organisations", n=everyone),
            tr("Enterprises, research organisations, public bodies, schools and others."),
        ),
    ]


def points(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the partners as points of the map, their role in the note."""
    return rows.select(
        "name",
        "latitude",
        "longitude",
        kind="organisation_type",
        place="city",
        country=country_names("country"),
        note=names("role", ROLE),
    )


def not_known(record_basis: str) -> str:
    """Return the word for a value that is not known, by where the consortium's facts come from."""
    return tr("not in public sources") if record_basis == "public sources" else "–"


def table(rows: pl.DataFrame, *, record_basis: str) -> None:
    """Draw the table of partners; columns in which nobody has a value are left out."""
    unknown = not_known(record_basis)
    shown = rows.with_columns(
        name_shown=pl.col("name").fill_null(tr("not named")),
        legal_name=pl.col("legal_name").fill_null(tr("not named in public sources")),
        type_shown=names("organisation_type", ORGANISATION_TYPE),
        role_shown=names("role", ROLE),
        country_shown=country_names("country").fill_null(unknown),
        joined=known_day("joined_on", "joined_precision").fill_null(tr("from the beginning")),
        city=pl.col("city").fill_null(unknown),
        left=pl.when(pl.col("left_noted_on").is_not_null())
        .then(pl.lit(tr("has left, day not known")))
        .otherwise(known_day("left_on")),
    )
    columns = [
        Column("name_shown", tr("Name")),
        Column("legal_name", tr("Legal name")),
        Column("role_shown", tr("Role")),
        Column("country_shown", tr("Country")),
        Column("city", tr("City")),
        Column("joined", tr("Joined"), help=tr("As precise as it is known.")),
        Column("left", tr("Leaves"), width="medium"),
        Column("type_shown", tr("Type")),
        Column("pic", tr("PIC"), help=tr("Participant identification code of the European Commission.")),
        Column("oid", tr("OID"), help=tr("Organisation ID of Erasmus+ and the European Solidarity Corps.")),
        Column("units", tr("Science shops and units"), width="medium"),
        Column("other_names", tr("Also called"), width="medium"),
        Column("website", tr("Website"), "link"),
        Column("note", tr("Note"), width="large"),
    ]
    show_table(
        shown,
        [column for column in columns if shown[column.name].null_count() < shown.height],
        key="partner_table",
        alt=tr("Organisations that take part, with type, role, place and dates."),
    )


def change_table(rows: pl.DataFrame) -> None:
    """Draw who joined later, left, or will do either."""
    shown = rows.with_columns(
        name_shown=pl.col("name").fill_null(tr("not named")),
        standing_shown=names("standing", STANDING),
        type_shown=names("organisation_type", ORGANISATION_TYPE),
        role_shown=names("role", ROLE),
        country_shown=country_names("country"),
        joined=known_day("joined_on", "joined_precision").fill_null(tr("from the beginning")),
        left=known_day("left_on"),
    )
    show_table(
        shown,
        [
            Column("standing_shown", tr("On this day")),
            Column("name_shown", tr("Name"), width="medium"),
            Column("joined", tr("Joined")),
            Column("left", tr("Left")),
            Column("country_shown", tr("Country")),
            Column("type_shown", tr("Type")),
            Column("role_shown", tr("Role")),
        ],
        key="partner_change_table",
        alt=tr("Organisations that joined later, left, or are to."),
    )


def leaving(
    listed: page.Numbers,
    changes: pl.DataFrame,
    *,
    note: Callable[..., object],
    end: Callable[..., object],
    take_back: Callable[..., object],
) -> None:
    """Draw the forms that say a partner left, or that it has not after all.

    `listed` are the rows of partner_list, `changes` those of partner_changes. `end` saves the day it left, `note` that
    this day is not known yet, `take_back` that it stays.
    """
    left = changes.filter(pl.col("standing").is_in(LEFT))
    left_label, stays_label = tr("Record that a partner left"), tr("Take back that a partner left")
    with st.container(horizontal=True):
        if not listed.rows.is_empty():
            settling.offer(left_label, "partner left", listed.version, plan=True)
        if not left.is_empty():
            settling.offer(stays_label, "partner stays", listed.version, plan=True)

    def save_left(typed: settling.Typed, version: int) -> None:
        partner, today = _picked_partner(typed), saving.today()
        said: dict[str, Any] = {"who": saving.LOCAL_USER, "today": today, "seen_version": version}
        if typed["left_on"] is None:
            note(partner, today, **said)
        else:
            end(partner, typed["left_on"], **said)

    settling.form(
        left_label,
        "partner left",
        listed.version,
        fields=lambda opened: (
            _partner_field(opened, listed.rows)
            | {
                "left_on": saving.day_field(
                    tr("Day it left"),
                    None,
                    opened.key("left"),
                    explained=tr("The first day on which it is no longer a partner. Empty: not known yet."),
                )
            }
        ),
        save=save_left,
        plan=True,
    )
    settling.form(
        stays_label,
        "partner stays",
        listed.version,
        fields=lambda opened: _partner_field(opened, left),
        save=lambda typed, version: take_back(_picked_partner(typed), who=saving.LOCAL_USER, seen_version=version),
        plan=True,
    )


def funding_phase_table(rows: pl.DataFrame) -> None:
    """Draw the grants of the consortium; nothing when it has no phases."""
    if rows.is_empty():
        return
    page.section(tr("Funding phases"), tr("Amounts as precise as they are known."))
    unknown = tr("not in public sources")
    shown = rows.with_columns(
        begins=known_day("starts_on", "starts_precision").fill_null(unknown),
        ends=known_day("ends_on", "ends_precision").fill_null(unknown),
        grant=pl.Series(
            [euro(amount) if amount is not None else unknown for amount in rows["grant_eur"]], dtype=pl.String
        ),
        agreement_number=pl.col("agreement_number").fill_null(unknown),
        action_type=pl.col("action_type").fill_null("–"),
    )
    show_table(
        shown,
        [
            Column("title", tr("Phase"), width="medium"),
            Column("action_type", tr("Action type")),
            Column("begins", tr("Begins")),
            Column("ends", tr("Ends")),
            Column("grant", tr("Grant")),
            Column("agreement_number", tr("Agreement number")),
            Column("note", tr("Note"), width="large"),
        ],
        key="funding_phase_table",
        alt=tr("Funding phases with their dates and grants."),
    )


def meeting_table(rows: pl.DataFrame) -> None:
    """Draw the meetings; nothing when none is on record."""
    if rows.is_empty():
        return
    page.section(tr("Meetings"), plural("{n} meeting on record.", "{n} meetings on record.", rows.height))
    show_table(
        rows.with_columns(standing_shown=names("standing", STANDING), country_shown=country_names("country")),
        [
            Column("standing_shown", tr("On this day")),
            Column("title", tr("Meeting"), width="medium"),
            Column("city", tr("City")),
            Column("country_shown", tr("Country")),
            Column("starts_on", tr("First day"), "date"),
            Column("ends_on", tr("Last day"), "date"),
        ],
        key="meeting_table",
        alt=tr("Meetings with place and dates."),
    )


def _partner_field(opened: saving.Opened, rows: pl.DataFrame) -> settling.Typed:
    name_of = dict(zip(rows["participation_id"], rows["name"].fill_null(tr("not named")), strict=True))
    partner = settling.pick(
        tr("Partner"), name_of, opened.key("partner"), lambda participation_id: name_of.get(participation_id, "–")
    )
    return {"partner": partner}


def _picked_partner(typed: settling.Typed) -> str:
    return settling.picked(typed["partner"], Word("Partner"))


def _beside(count: dict[str, Any]) -> str:
    """Return what to know beside the number of partners: those not named, else those who are associated."""
    if count["named"] < count["participants"]:
        return tr(
            "{n} of {total} named in public sources",
            n=number(count["named"]),
            total=number(count["participants"]),
        )
    if count["associated"]:
        return plural("and {n} associated", "and {n} associated", count["associated"])
    return tr("all named")
