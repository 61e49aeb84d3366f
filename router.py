"""What every reader runs: the menu, the frame around every page, and the answer to what goes wrong."""

from datetime import datetime

import streamlit as st

from components import boundary, frame, sign_in
from components.words import tr
from data import access, build, settings
from queries.consortia import consortium_list

st.set_page_config(page_title="Consortium dashboard", page_icon="static/icon.png", layout="wide")
frame.speak_the_readers_language(settings.language())
access.ask_session(sign_in.person)

try:
    must_sign_in = sign_in.is_needed()
    # The menu is told of the pages even where none is shown: a link to one would else be answered with a dialog.
    current = st.navigation(
        {
            tr("Consortium"): [
                st.Page(
                    "pages/consortium/overview.py", title=tr("Overview"), icon=":material/dashboard:", default=True
                ),
                st.Page("pages/consortium/deliverables.py", title=tr("Deliverables"), icon=":material/task_alt:"),
                st.Page("pages/consortium/progress.py", title=tr("Progress"), icon=":material/trending_up:"),
                st.Page(
                    "pages/consortium/milestones.py", title=tr("Milestones and risks"), icon=":material/crisis_alert:"
                ),
                st.Page("pages/consortium/preflight.py", title=tr("Report pre-flight"), icon=":material/fact_check:"),
                st.Page("pages/consortium/plan.py", title=tr("Change the plan"), icon=":material/edit_calendar:"),
                st.Page("pages/consortium/partners.py", title=tr("Partners"), icon=":material/groups:"),
                st.Page("pages/consortium/pilots.py", title=tr("Pilot projects"), icon=":material/science:"),
            ],
            tr("Reach"): [
                st.Page("pages/reach/coverage.py", title=tr("Coverage"), icon=":material/map:"),
                st.Page("pages/reach/gaps.py", title=tr("Gaps and reach"), icon=":material/social_distance:"),
                st.Page("pages/reach/csos.py", title=tr("CSO directory"), icon=":material/diversity_3:"),
                st.Page("pages/reach/engagement.py", title=tr("Engagement"), icon=":material/handshake:"),
            ],
            tr("Results"): [
                st.Page("pages/results/impact.py", title=tr("Impact"), icon=":material/flag:"),
                st.Page("pages/results/indicators.py", title=tr("Indicators"), icon=":material/monitoring:"),
                st.Page("pages/results/self_assessment.py", title=tr("Self-assessment"), icon=":material/grid_on:"),
                st.Page("pages/results/eligibility.py", title=tr("Eligibility"), icon=":material/rule:"),
                st.Page("pages/results/portfolio.py", title=tr("Portfolio"), icon=":material/view_list:"),
                st.Page("pages/results/compare.py", title=tr("Compare"), icon=":material/compare_arrows:"),
                st.Page("pages/results/report.py", title=tr("Report"), icon=":material/description:"),
            ],
            tr("Data"): [
                st.Page("pages/data/quality.py", title=tr("Data quality"), icon=":material/checklist:"),
                st.Page("pages/data/exports.py", title=tr("Take the data away"), icon=":material/download:"),
                st.Page("pages/data/imports.py", title=tr("Imports"), icon=":material/upload_file:"),
                st.Page("pages/data/who_is_who.py", title=tr("Who is who"), icon=":material/fingerprint:"),
                st.Page("pages/data/audit.py", title=tr("Changes"), icon=":material/history:"),
                st.Page("pages/data/access.py", title=tr("Access"), icon=":material/key:"),
                st.Page("pages/data/about.py", title=tr("About"), icon=":material/info:"),
            ],
        },
        expanded=True,
        position="hidden" if must_sign_in else "sidebar",
    )
    frame.keep_buttons_readable()
    if must_sign_in:
        sign_in.ask_to_sign_in()
        st.stop()
    ready = build.ready_store()
    frame.tell_of_reach(ready.out_of_reach_since)
    today = datetime.now().astimezone().date()
    if sign_in.is_let_in(ready.reader()):
        frame.choose(consortium_list(as_of=today, **frame.looked_for()).rows, today)
        sign_in.say_who_it_is()
        current.run()
except Exception as failure:  # noqa: BLE001 - the one boundary: nothing below may show a reader a traceback
    boundary.answer(failure)
