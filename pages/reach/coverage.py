"""Coverage: where partners and the communities they reach are."""

import streamlit as st

from components import filters, frame, page
from components.coverage import choices, cso_table, headlines, not_placed_table, nothing_known, points, type_name
from components.maps import show_map
from components.words import country, number, plural, tr
from queries import coverage

chosen = frame.chosen()
page.heading(
    tr("Coverage"),
    chosen,
    lead=tr("Where the partners are, and the civil society organisations (CSOs) in contact with them."),
)

asked = coverage.coverage_choices(consortium=chosen.consortium_id, as_of=chosen.as_of).rows
if asked.is_empty():
    page.nothing_recorded(
        tr("Nobody is in this consortium on this day."),
        tr("Choose another day in the sidebar, or import the list of its partners."),
    )
    st.stop()

with st.container(horizontal=True, gap="small"):
    countries = filters.several(tr("Country"), choices(asked, "country"), key="coverage_country", named=country)
    types = filters.several(
        tr("Organisation type"), choices(asked, "organisation_type"), key="coverage_type", named=type_name
    )
    fields = filters.several(tr("Field of activity"), choices(asked, "activity_field"), key="coverage_field")
    partners = filters.several(tr("Partner in contact"), choices(asked, "partner"), key="coverage_partner")

listed = coverage.organisation_list(
    consortium=chosen.consortium_id,
    as_of=chosen.as_of,
    countries=countries,
    types=types,
    fields=fields,
    partners=partners,
)
count = coverage.coverage_headlines(consortium=chosen.consortium_id, as_of=chosen.as_of).rows
recorded = count["active"].item() > 0
if recorded:
    page.headlines(headlines(count))
else:
    nothing_known(chosen.record_basis)
if recorded and (countries or types or fields or partners):
    st.caption(tr("These figures count the whole consortium; the filters act on what follows."))
if listed.rows.is_empty():
    page.nothing_matches(tr("No organisation fits these filters."))
    st.stop()

page.section(
    tr("Partners and CSOs on the map") if recorded else tr("Partners on the map"),
    tr(
        "Letter and colour tell the type; a small dot is a civil society organisation in contact. "
        "Zoom in where marks overlap."
    ),
)
show_map(
    points(listed.rows),
    dark=chosen.dark,
    key="coverage_map",
    alt=plural(
        "Map of {n} organisation, {csos} of them CSOs in contact with a partner.",
        "Map of {n} organisations, {csos} of them CSOs in contact with a partner.",
        listed.rows.height,
        csos=number(listed.rows.filter("is_in_contact").height),
    ),
    numbers=listed,
)
if recorded:
    cso_table(listed.rows)
not_placed_table(listed.rows)
