"""CSO directory: the civil society organisations that partners are in contact with."""

import streamlit as st

from components import cso_forms, csos, filters, frame, page, saving
from components.labels import LINK_SCOPE, named
from components.words import country, tr
from data.changes.duplicates import decide, take_back_decision
from data.changes.organisations import add_cso, correct_cso, end_relation, record_relation, use_cso
from data.changes.placing import choose_place
from queries import coverage
from queries import csos as asked

chosen = frame.chosen()
page.heading(
    tr("CSO directory"),
    chosen,
    lead=tr("The civil society organisations (CSOs) partners are in contact with: who and where they are."),
)
saving.say_what_was_saved()

scope = filters.one(tr("Consortia"), list(LINK_SCOPE), key="cso_scope", named=lambda code: named(LINK_SCOPE, code))
consortium = chosen.consortium_id if scope == "consortium" else ""
count = asked.cso_headlines(consortium=consortium, as_of=chosen.as_of).rows
own_partners = asked.partner_choices(consortium=chosen.consortium_id)
if count["csos"].item() == 0:
    csos.nothing_known()
    cso_forms.adding(chosen, own_partners, add=add_cso, use=use_cso)
    st.stop()

choices = asked.cso_choices(consortium=consortium, as_of=chosen.as_of).rows
with st.container(horizontal=True, gap="small"):
    search = filters.search(tr("Search"), key="cso_search", placeholder=tr("Name, place, field or theme"))
    countries = filters.several(tr("Country"), csos.choices(choices, "country"), key="cso_country", named=country)
    fields = filters.several(
        tr("Field of activity"), csos.choices(choices, "activity_field"), key="cso_field", named=csos.field_name
    )
    partners = filters.several(tr("Partner in contact"), csos.choices(choices, "partner"), key="cso_partner")
    contacts = filters.several(tr("Contact"), list(csos.CONTACT), key="cso_contact", named=csos.contact_name)

pairs = asked.possible_duplicates(consortium=consortium, as_of=chosen.as_of)
page.headlines(csos.headlines(count, pairs.rows))
if search or countries or fields or partners or contacts:
    st.caption(tr("These figures count all on record; the filters act on what follows."))
listed = asked.cso_list(
    consortium=consortium,
    as_of=chosen.as_of,
    search=search,
    countries=countries,
    fields=fields,
    partners=partners,
    contacts=contacts,
)
opened = csos.table(listed.rows)
page.numbers_behind(listed, key="cso_list")
if opened:
    cso = opened["cso_id"]
    known = csos.Known(
        regions=asked.cso_regions(cso=cso),
        engagements=asked.cso_engagements(cso=cso, consortium=consortium, as_of=chosen.as_of),
        pilots=asked.cso_pilots(cso=cso, consortium=consortium, as_of=chosen.as_of),
        relations=asked.cso_relations(cso=cso, consortium=consortium, as_of=chosen.as_of),
        history=asked.cso_history(cso=cso),
    )
    csos.detail(opened, known)
    cso_forms.correcting(opened, listed.version, correct_cso)
    places = coverage.place_choices(organisation_id=cso, scheme=cso_forms.scheme_in_doubt(known.regions.rows))
    cso_forms.place(opened, places, choose_place)
    cso_forms.contacts(opened, known.relations, own_partners, chosen, record=record_relation, end=end_relation)
cso_forms.adding(chosen, own_partners, add=add_cso, use=use_cso)
csos.duplicates(pairs, decide=decide, take_back=take_back_decision)
