"""Report pre-flight: what will keep the next report from being sent, who owes it, and what to do."""

import streamlit as st

from components import filters, frame, page
from components.preflight import all_clear, by_partner, headlines, not_looked_for, period_name
from components.words import tr
from queries import preflight

chosen = frame.chosen()
page.heading(
    tr("Report pre-flight"),
    chosen,
    lead=tr("What still keeps a report from being sent, who owes it, and what to do about it."),
)

periods = {
    str(row["period"]): row
    for row in preflight.preflight_periods(consortium=chosen.consortium_id, as_of=chosen.as_of).rows.to_dicts()
}
if not periods:
    page.nothing_recorded(
        tr("No reporting period of this consortium is on record."),
        tr("Public sources name none; the grant agreement does. Import them, or choose another consortium."),
    )
    st.stop()

period = periods[
    filters.pick(
        tr("Reporting period"),
        list(periods),
        key="reporting_period",
        named=lambda number: period_name(periods[number]),
    )
]
items = preflight.preflight_list(consortium=chosen.consortium_id, as_of=chosen.as_of, period=period["period"])
page.headlines(headlines(items.rows, period))

if items.rows.is_empty():
    all_clear(period)
else:
    by_partner(items.rows, period, chosen)
    page.numbers_behind(items, key="preflight")
not_looked_for()
