"""Report: what the pages say of one consortium, as a file to hand on."""

import streamlit as st

from components import frame, page, report_maker
from components.words import tr
from queries.report import report_facts

chosen = frame.chosen()
page.heading(tr("Report"), chosen, lead=tr("What the pages say of this consortium, as one file to hand on."))

wanted = report_maker.wanted(chosen)
if wanted.since > wanted.until:
    page.nothing_recorded(
        tr("The first day of the report is after its last day."),
        tr("Choose an earlier first day, or a later day in the sidebar."),
    )
    st.stop()
st.caption(report_maker.days_said(wanted))
report_maker.maker(wanted, report_facts)

page.section(tr("What stands in it"))
report_maker.contents()
