"""The forms of the CSO directory: add a CSO, correct one, record its contacts, choose its place."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from components import csos, page, saving, settling, sign_in
from components.frame import Chosen
from components.labels import ACTIVITY_FIELD
from components.markdown import plain
from components.tables import open_row
from components.words import country, number, tr
from data.changes.csos import CsoFields, MayBeOnRecord, NewCso, OnRecord, Relation
from data.countries import COUNTRIES
from data.problems import Word

Row = Mapping[str, Any]
DEGREES = "%.5f"


@sign_in.for_writers()
def adding(
    chosen: Chosen,
    partners: page.Numbers,
    *,
    add: Callable[..., tuple[str, object]],
    use: Callable[..., object],
) -> None:
    """Draw the form that adds a CSO by `add`; when it may be on record, that is offered first, and taken by `use`."""
    opened = saving.opened("new_cso", chosen.consortium_id, partners.version)
    with st.expander(tr("Add a CSO"), icon=":material/add:"):
        with st.form(opened.key("form"), border=False):
            st.caption(
                tr("A name, a country and a partner are needed. No names or e-mail addresses of persons, please.")
            )
            fields = _fields(opened, {})
            left, right = st.columns(2)
            with left:
                partner_id = _partner(partners.rows, opened)
            with right:
                since = saving.day_field(tr("In contact since"), min(chosen.as_of, saving.today()), opened.key("since"))
            wants_to_save = st.form_submit_button(tr("Add"), type="primary")

        def save(different_from: tuple[str, ...] = ()) -> None:
            st.session_state.pop(opened.key("found"), None)
            said = NewCso(chosen.consortium_id, fields, partner_id, since, different_from)
            try:
                cso_id, _ = add(said, who=saving.LOCAL_USER, today=saving.today())
            except MayBeOnRecord as refusal:
                st.session_state[opened.key("found")] = refusal.found
                raise
            open_row("cso", cso_id)

        def take(cso_id: str, _: int) -> None:
            said = Relation(chosen.consortium_id, cso_id, partner_id, since)
            use(said, who=saving.LOCAL_USER, today=saving.today())
            open_row("cso", cso_id)

        named = plain((fields["legal_name"] or "").strip())
        saving.submit(opened, wants_to_save, lambda _: save(), tr("Added: {name}", name=named))
        found: tuple[OnRecord, ...] = st.session_state.get(opened.key("found"), ())
        for one in found:
            if _may_be(one, opened):
                saving.submit(opened, True, partial(take, one.organisation_id), tr("On record: {name}", name=one.name))
        if found and st.button(tr("Save as new"), key=opened.key("as_new"), icon=":material/add:"):
            others = tuple(one.organisation_id for one in found)
            saving.submit(opened, True, lambda _: save(others), tr("Added: {name}", name=named))


@sign_in.for_writers()
def correcting(row: Row, version: int, correct: Callable[..., object]) -> None:
    """Draw the form that corrects the CSO `row` by `correct`."""
    label, about = tr("Correct this CSO"), f"correct {row['cso_id']}"

    def save(typed: settling.Typed, seen_version: int) -> None:
        correct(row["cso_id"], typed, who=saving.LOCAL_USER, seen_version=seen_version)

    settling.offer(label, about, version)
    settling.form(label, about, version, fields=lambda opened: dict(_fields(opened, row)), save=save)


@sign_in.for_writers()
def contacts(
    row: Row,
    known: page.Numbers,
    partners: page.Numbers,
    chosen: Chosen,
    *,
    record: Callable[..., object],
    end: Callable[..., object],
) -> None:
    """Draw the forms that record a contact of the CSO `row` with a partner by `record` and its last day by `end`.

    `known` are its contacts.
    """
    own = known.rows.filter(pl.col("consortium_id") == chosen.consortium_id)
    partner_of = dict(own.select("partner_id", "partner").iter_rows())
    today = min(chosen.as_of, saving.today())
    told: dict[str, Any] = {"who": saving.LOCAL_USER, "today": saving.today()}

    def save_contact(typed: settling.Typed, seen_version: int) -> None:
        record(Relation(chosen.consortium_id, row["cso_id"], **typed), **told, seen_version=seen_version)

    def save_end(typed: settling.Typed, seen_version: int) -> None:
        partner_id = settling.picked(typed["partner_id"], Word("Partner"))
        said = Relation(chosen.consortium_id, row["cso_id"], partner_id)
        end(said, saving.given_day(typed["until"]), **told, seen_version=seen_version)

    label, about = tr("Record a contact with a partner"), f"contact {row['cso_id']}"
    settling.offer(label, about, known.version)
    settling.form(
        label,
        about,
        known.version,
        fields=lambda opened: {
            "partner_id": _partner(partners.rows, opened),
            "active_from": saving.day_field(tr("In contact since"), today, opened.key("since")),
        },
        save=save_contact,
    )
    if not partner_of:
        return
    label, about = tr("End a contact"), f"end {row['cso_id']}"
    settling.offer(label, about, known.version)
    settling.form(
        label,
        about,
        known.version,
        fields=lambda opened: {
            "partner_id": settling.pick(tr("Partner"), partner_of, opened.key("partner"), partner_of.__getitem__),
            "until": saving.day_field(tr("Last day"), today, opened.key("until")),
        },
        save=save_end,
    )


def scheme_in_doubt(regions: pl.DataFrame) -> str:
    """Return the first scheme in which several places of one name can be meant, or one was chosen; "" when in none."""
    in_doubt = regions.filter(
        (pl.col("placed_by") == "chosen") | pl.col("reason").fill_null("").str.contains("several places", literal=True)
    )
    return "" if in_doubt.is_empty() else str(in_doubt["scheme"][0])


@sign_in.for_writers()
def place(row: Row, places: page.Numbers, choose: Callable[..., object]) -> None:
    """Draw the form in which a user says, by `choose`, which of several places of one name the CSO `row` lies in."""
    if places.parameters["scheme"] == "":
        return
    name_of = {
        one["place_id"]: tr(
            "{place}, {region} ({people} people)",
            place=one["title"],
            region=one["region"] or "–",
            people=number(one["population"]),
        )
        for one in places.rows.iter_rows(named=True)
    }

    def save(typed: settling.Typed, _: int) -> None:
        choose(row["cso_id"], settling.picked(typed["place_id"], Word("Place")), who=saving.LOCAL_USER)

    label, about = tr("Choose its place"), f"place {row['cso_id']}"
    settling.offer(label, about, places.version)
    settling.form(
        label,
        about,
        places.version,
        fields=lambda opened: {
            "place_id": settling.pick(tr("Place"), name_of, opened.key("place"), name_of.__getitem__)
        },
        save=save,
    )


def _fields(opened: saving.Opened, row: Row) -> CsoFields:
    """Draw the fields of a CSO, filled from `row`, and return what stands in them."""
    name = st.text_input(tr("Name"), value=row.get("legal_name"), key=opened.key("legal_name"))
    # Each pair in columns of its own, so that on a phone it stays together.
    left, right = st.columns(2)
    with left:
        short_name = st.text_input(tr("Short name"), value=row.get("short_name"), key=opened.key("short_name"))
    with right:
        activity_field = _select(
            tr("Field of activity"),
            list(ACTIVITY_FIELD),
            row.get("activity_field"),
            opened.key("activity_field"),
            csos.field_name,
        )
    left, right = st.columns(2)
    with left:
        in_country = _select(
            tr("Country"), sorted(COUNTRIES, key=country), row.get("country"), opened.key("country"), country
        )
    with right:
        city = st.text_input(tr("City"), value=row.get("city"), key=opened.key("city"))
    left, right = st.columns(2)
    with left:
        latitude = _degrees(tr("Latitude"), row.get("latitude"), opened.key("latitude"))
    with right:
        longitude = _degrees(tr("Longitude"), row.get("longitude"), opened.key("longitude"))
    left, right = st.columns(2)
    with left:
        website = st.text_input(
            tr("Website"), value=row.get("website"), key=opened.key("website"), placeholder="https://"
        )
    with right:
        region_code = st.text_input(
            tr("Region code"),
            value=row.get("region_code"),
            key=opened.key("region_code"),
            help=tr("Only where you know it. Else the region is found by coordinates, or by the name of the city."),
        )
    return {
        "legal_name": name,
        "short_name": short_name,
        "activity_field": activity_field,
        "country": in_country,
        "city": city,
        "website": website,
        "region_code": region_code,
        "latitude": latitude,
        "longitude": longitude,
    }


def _select(label: str, options: list[str], held: str | None, key: str, named: Callable[[str], str]) -> str | None:
    # What stands there stays to be chosen even where it is no value of the list.
    every = options if held is None or held in options else [held, *options]
    chosen: str | None = st.selectbox(
        label,
        every,
        index=None if held is None else every.index(held),
        format_func=named,
        key=key,
        placeholder=tr("Choose one"),
    )
    return chosen


def _degrees(label: str, held: float | None, key: str) -> float | None:
    typed: float | None = st.number_input(
        label, value=held, step=0.01, format=DEGREES, key=key, help=tr("In degrees; both or neither.")
    )
    return typed


def _partner(partners: pl.DataFrame, opened: saving.Opened) -> str | None:
    name_of = dict(partners.select("partner_id", "partner").iter_rows())
    return settling.pick(tr("Partner"), name_of, opened.key("partner"), name_of.__getitem__)


def _may_be(one: OnRecord, opened: saving.Opened) -> bool:
    """Draw an organisation on record that may be the one typed, and return True when the user takes it."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        agrees = csos.agreement(one.likeness, same_website=one.same_website, same_city=one.same_city)
        st.markdown(
            tr(
                "**{name}**, {city}: {agrees}",
                name=plain(one.name),
                city=plain(one.city) if one.city else tr("city not known"),
                agrees=agrees,
            )
        )
        return st.button(tr("Use it"), key=opened.key(f"use_{one.organisation_id}"), icon=":material/check:")
