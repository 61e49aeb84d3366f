"""Access: who may read and change what; seen and changed by administrators."""

import streamlit as st

from components import access as parts
from components import frame, page, saving, sign_in
from components.words import tr
from data.changes.access import grant, revoke
from queries import access

chosen = frame.chosen()
page.heading(tr("Access"), chosen, lead=tr("Who may read and change what. Changes are kept with their history."))
saving.say_what_was_saved()
parts.how_it_stands()
if not sign_in.administers():
    st.info(tr("Administrators see here who was given access, and change it."), icon=":material/lock:")
    st.stop()

listed = access.access_list(as_of=chosen.as_of)
if listed.rows.is_empty():
    page.nothing_recorded(tr("Nobody was given access yet."), tr("Give it with the form below."))
opened = parts.table(listed.rows) if listed.rows.height else None
if opened:
    parts.taking_back(opened, listed.version, revoke)
parts.granting(access.access_choices(consortium=chosen.consortium_id), chosen, grant)
page.numbers_behind(listed, key="access_list")
