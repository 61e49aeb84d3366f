"""What the CSO directory is made of: headlines, tables, what is known of one CSO, and what may be on record twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from components import page, saving, sign_in
from components.charts.engagement_by_quarter import engagement_by_quarter
from components.labels import (
    ACTIVITY_FIELD,
    ENGAGEMENT_KIND,
    ORGANISATION_TYPE,
    PILOT_STATUS,
    PLACED_BY,
    PLACEMENT_REASON,
    capitalised,
    country_names,
    named,
    names,
    names_with_marks,
)
from components.markdown import link, plain, points
from components.page import Headline
from components.tables import Column, choose_row, show_table
from components.words import country, day, marked, number, percent, plural, tr

CONTACT = {
    "active": marked("In contact on the day"),
    "not active": marked("Not in contact on the day"),
}
FIELD = {
    "added": marked("Added"),
    "withdrawn": marked("Withdrawn"),
    "legal_name": marked("Name"),
    "short_name": marked("Short name"),
    "activity_field": marked("Field of activity"),
    "country": marked("Country"),
    "city": marked("City"),
    "website": marked("Website"),
    "region_code": marked("Region code"),
    "latitude": marked("Latitude"),
    "longitude": marked("Longitude"),
    "active_from": marked("In contact since"),
    "active_until": marked("In contact until"),
}
DECISION = {
    "undecided": marked("Not decided"),
    "different": marked("Two organisations"),
    "same": marked("One organisation"),
}
FEW_QUARTERS = 4
FEW_ENGAGEMENTS = 8
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What is on record about one CSO, as the queries of the directory answer."""

    regions: page.Numbers
    engagements: page.Numbers
    pilots: page.Numbers
    relations: page.Numbers
    history: page.Numbers


def contact_name(contact: str) -> str:
    """Return what a value of the filter of contacts is called."""
    return named(CONTACT, contact)


def field_name(field: str) -> str:
    """Return what a field of activity is called."""
    return named(ACTIVITY_FIELD, field)


def choices(asked: pl.DataFrame, field: str) -> list[str]:
    """Return the values a filter can take, countries by name."""
    found: list[str] = asked.filter(pl.col("field") == field)["value"].to_list()
    return sorted(found, key=country) if field == "country" else found


def headlines(row: pl.DataFrame, pairs: pl.DataFrame) -> list[Headline]:
    """Return the figures at the top of the page from the one row of cso_headlines and from possible_duplicates."""
    count = row.row(0, named=True)
    on_record = number(count["csos"])
    return [
        Headline(
            tr("CSOs on record"),
            on_record,
            tr("by this day"),
            tr("Civil society organisations in contact with a partner now or before, each counted once."),
        ),
        Headline(tr("Active on the day"), number(count["active"]), tr("of {n} on record", n=on_record)),
        Headline(
            tr("Countries"),
            number(count["countries"]) if count["with_country"] else "–",
            tr("known for {n} of {total}", n=number(count["with_country"]), total=on_record),
        ),
        Headline(
            tr("Placed"),
            percent(count["placed"], count["csos"]),
            tr("{n} of {total} on record", n=number(count["placed"]), total=on_record),
            tr("In a region: by their own code, their coordinates or the name of their place."),
        ),
        Headline(
            tr("Pairs to decide"),
            number(pairs.filter(pl.col("decision").is_null()).height),
            tr("possible duplicates"),
            tr("Two organisations on record that may be one. They are never joined by themselves."),
        ),
    ]


def nothing_known() -> None:
    """Say that no CSO is on record, and how one comes to be."""
    page.nothing_recorded(
        tr("No CSO is on record by this day."),
        tr("That is no sign that there are none: public sources seldom name them. Add those you know below."),
    )


def table(rows: pl.DataFrame) -> dict[str, Any] | None:
    """Draw the table of CSOs, or say that the filters leave none, and return the row of the one the reader opened."""
    page.section(
        plural("{n} CSO", "{n} CSOs", rows.height),
        tr("Choose a row to see its regions, pilot projects, engagements and contacts, and to correct it."),
    )
    if rows.is_empty():
        page.nothing_matches(tr("No CSO fits these filters."))
        return None
    return choose_row(
        rows.with_columns(
            country_shown=country_names("country"),
            field_shown=names("activity_field", ACTIVITY_FIELD),
            contact_shown=pl.when("is_active").then(pl.lit(tr("yes"))).otherwise(pl.lit(tr("no"))),
        ),
        [
            Column("name", tr("CSO"), width="medium"),
            Column("city", tr("City")),
            Column("region", tr("Region")),
            Column("country_shown", tr("Country")),
            Column("field_shown", tr("Field of activity"), width="medium"),
            Column("contact_shown", tr("Active on the day")),
            Column("partners", tr("Partner"), help=tr("In contact on the day; of the others, those before.")),
            Column("engagements", tr("Engagements"), "number", help=tr("Held by the day; 0: none is on record.")),
            Column("last_engagement_on", tr("Last engagement"), "date"),
            Column("themes", tr("Themes of its pilot projects")),
        ],
        subject="cso",
        alt=tr("Civil society organisations with place, region, field, partner and engagements."),
    )


def detail(row: Row, known: Known) -> None:
    """Draw what is on record of one CSO: place, engagements, pilots, contacts and how its record changed."""
    page.section(plain(row["name"]), tr("As of the day; corrections hold for every day."))
    place = ", ".join(filter(None, [row["city"], row["country"] and country(row["country"])]))
    lines = [
        tr("Known as {name}", name=plain(row["short_name"])) if row["short_name"] and row["legal_name"] else None,
        tr("Place: {place}", place=plain(place)) if place else tr("Its place is not known."),
        tr("Field of activity: {field}", field=plain(field_name(row["activity_field"])))
        if row["activity_field"]
        else tr("Its field of activity is not known."),
        tr("Website: {address}", address=link(row["website"], row["website"])) if row["website"] else None,
        *(_placed(placement) for placement in known.regions.rows.iter_rows(named=True)),
    ]
    points(*filter(None, lines))
    if known.regions.rows.is_empty():
        st.caption(tr("It is not placed: no region scheme is in the store."))
    _engagements(row, known.engagements)
    _pilots(row, known.pilots.rows)
    _relations(row, known.relations.rows)
    _history(row, known.history.rows)


def agreement(likeness: float, *, same_website: bool, same_city: bool) -> str:
    """Return what of two organisations agrees, in words."""
    parts = [
        tr("same name") if likeness == 1 else tr("names {share} alike", share=percent(likeness, 1)),
        tr("same website") if same_website else None,
        tr("same city") if same_city else None,
    ]
    return ", ".join(filter(None, parts))


def duplicates(pairs: page.Numbers, *, decide: Callable[..., object], take_back: Callable[..., object]) -> None:
    """Draw the pairs that may be one organisation, and the form that saves what a user decides by `decide`."""
    page.section(
        tr("Possible duplicates"),
        tr(
            "Two organisations of one country are listed when their names are the same but for accents, capitals, "
            "legal form and the order of words, or when two of name, website and city agree. Nothing is joined: "
            "your decision is kept, and can be taken back."
        ),
    )
    if pairs.rows.is_empty():
        st.caption(tr("None is found among these CSOs."))
        return
    opened = choose_row(
        pairs.rows.with_columns(
            pair_id=pl.concat_str("first_id", "second_id", separator=" "),
            agrees=pl.Series([_agrees(pair) for pair in pairs.rows.iter_rows(named=True)], dtype=pl.String),
            decision=pl.col("decision").fill_null("undecided"),
        ).with_columns(decision_shown=names("decision", DECISION)),
        [
            Column("first_name", tr("CSO"), width="medium"),
            Column("first_city", tr("City")),
            Column("second_name", tr("May be the same as"), width="medium"),
            Column("second_city", tr("Its city")),
            Column("agrees", tr("What agrees"), width="medium"),
            Column("score", tr("Score"), "progress", help=tr("Name 60 %, website 25 %, city 15 %.")),
            Column("decision_shown", tr("Decision")),
        ],
        subject="pair",
        alt=tr("Pairs of organisations that may be one, with what agrees and what was decided."),
    )
    if opened:
        _decision(opened, pairs.version, decide, take_back)
    page.numbers_behind(pairs, key="possible_duplicates")


def _placed(placement: Row) -> str:
    how = named(PLACED_BY, placement["placed_by"])
    where = (
        tr("{region} ({code})", region=plain(placement["region"]), code=plain(placement["region_code"]))
        if placement["region_code"]
        else tr("no region")
    )
    km = placement["distance_km"]
    flags = [
        plain(placement["place"]) if placement["place"] else None,
        tr("{km} km outside its outline", km=number(km, 1)) if km else None,
        tr("near a border, so it may lie in the next region") if placement["near_border"] else None,
        *(named(PLACEMENT_REASON, reason) for reason in (placement["reason"] or "").split("|") if reason),
    ]
    said = tr("{scheme}: {where}. {how}", scheme=plain(placement["scheme_title"]), where=where, how=how)
    told = "; ".join(filter(None, flags))
    return f"{said} – {told}." if told else f"{said}."


def _engagements(row: Row, engagements: page.Numbers) -> None:
    held = int(engagements.rows["engagements"].sum())
    st.subheader(plural("{n} engagement", "{n} engagements", held) if held else tr("Engagements"), anchor=False)
    if not held:
        st.caption(tr("No engagement with it is on record by this day."))
        return
    quarters = engagements.rows["quarter_starts_on"].n_unique()
    # A few engagements are counted one by one, not in parts of one.
    highest = engagements.rows.group_by("quarter_starts_on").agg(pl.sum("engagements"))["engagements"].max()
    step = 1 if highest in range(FEW_ENGAGEMENTS) else None
    page.show_chart(
        engagement_by_quarter(
            engagements.rows, measure="engagements", named=lambda kind: named(ENGAGEMENT_KIND, kind)
        ).update_layout(height=300, xaxis_dtick="M3" if quarters <= FEW_QUARTERS else None, yaxis_dtick=step),
        key=f"cso_engagements_{row['cso_id']}",
        alt=plural(
            "{n} engagement with {name}, by quarter and kind.",
            "{n} engagements with {name}, by quarter and kind.",
            held,
            name=row["name"],
        ),
        numbers=engagements,
    )


def _pilots(row: Row, pilots: pl.DataFrame) -> None:
    st.subheader(
        plural("{n} pilot project", "{n} pilot projects", pilots.height) if pilots.height else tr("Pilot projects"),
        anchor=False,
    )
    if pilots.is_empty():
        st.caption(tr("It takes part in none that is on record."))
        return
    show_table(
        pilots.with_columns(
            status_shown=names_with_marks("status", PILOT_STATUS),
            theme_shown=pl.Series([capitalised(theme) for theme in pilots["theme"]], dtype=pl.String),
        ),
        [
            Column("title", tr("Pilot project"), width="medium"),
            Column("status_shown", tr("Status")),
            Column("theme_shown", tr("Theme")),
            Column("partner", tr("Partner")),
            Column("starts_on", tr("Begins"), "date"),
            Column("ends_on", tr("Ends"), "date"),
            Column("acronym", tr("Consortium")),
        ],
        key=f"cso_pilots_{row['cso_id']}",
        alt=tr("Pilot projects the CSO takes part in."),
    )


def _relations(row: Row, relations: pl.DataFrame) -> None:
    st.subheader(tr("Contacts with partners"), anchor=False)
    if relations.is_empty():
        st.caption(tr("No contact with a partner is on record by this day."))
        return
    show_table(
        relations.with_columns(contact_shown=pl.when("is_active").then(pl.lit(tr("yes"))).otherwise(pl.lit(tr("no")))),
        [
            Column("partner", tr("Partner"), width="medium"),
            Column("contact_shown", tr("Active on the day")),
            Column("active_from", tr("Since"), "date"),
            Column("active_until", tr("Until"), "date"),
            Column("acronym", tr("Consortium")),
        ],
        key=f"cso_relations_{row['cso_id']}",
        alt=tr("Partners the CSO is or was in contact with, and since when."),
    )


def _history(row: Row, history: pl.DataFrame) -> None:
    with st.expander(tr("How its record changed"), icon=":material/history:"):
        show_table(
            history.with_columns(
                what=pl.concat_str(names("field", FIELD), "partner", separator=" · ", ignore_nulls=True),
                before_shown=_said(history, "before"),
                said_shown=_said(history, "said"),
            ),
            [
                Column("recorded_at", tr("Recorded on"), "date"),
                Column("recorded_by", tr("Recorded by")),
                Column("what", tr("What")),
                Column("before_shown", tr("Before"), width="medium"),
                Column("said_shown", tr("Then"), width="medium"),
            ],
            key=f"cso_history_{row['cso_id']}",
            alt=tr("What was recorded of the CSO, the latest first, with who recorded it when."),
        )


def _said(history: pl.DataFrame, column: str) -> pl.Series:
    """Return values of the history in the reader's words: countries by name, days as days."""

    def shown(field: str, value: str | None) -> str | None:
        if value is None:
            return None
        if field == "country":
            return country(value)
        if field == "activity_field":
            return field_name(value)
        return day(date.fromisoformat(value)) if field in ("active_from", "active_until") else value

    return pl.Series([shown(*pair) for pair in history.select("field", column).iter_rows()], dtype=pl.String)


def _agrees(pair: Row) -> str:
    if pair["likeness"] is None:
        return tr("nothing any more")
    return agreement(pair["likeness"], same_website=pair["same_website"], same_city=pair["same_city"])


@sign_in.for_writers()
def _decision(pair: Row, version: int, decide: Callable[..., object], take_back: Callable[..., object]) -> None:
    opened = saving.opened("duplicate_decision", pair["pair_id"], version)
    standing = pair["decision"]
    types = " · ".join(named(ORGANISATION_TYPE, pair[f"{one}_type"]) for one in ("first", "second"))
    with st.form(opened.key("form")):
        st.markdown(
            tr("**{first}** and **{second}**", first=plain(pair["first_name"]), second=plain(pair["second_name"]))
        )
        st.caption(types)
        decision = st.radio(
            tr("They are"),
            list(DECISION),
            index=list(DECISION).index(standing),
            format_func=lambda code: named(DECISION, code),
            key=opened.key("decision"),
        )
        wants_to_save = st.form_submit_button(tr("Save"), type="primary")

    def save(seen_version: int) -> None:
        known: dict[str, Any] = {"who": saving.LOCAL_USER, "seen_version": seen_version}
        if decision == "undecided":
            take_back(pair["first_id"], pair["second_id"], **known)
        else:
            decide(pair["first_id"], pair["second_id"], decision, **known)

    saving.submit(opened, wants_to_save, save, tr("Saved: {decision}", decision=named(DECISION, decision)))
