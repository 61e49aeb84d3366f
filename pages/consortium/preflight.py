"""Report pre-flight: what will keep the next report from being sent, who owes it, and what to do."""

import streamlit as st

from components import filters, frame, page, saving
from components.communication import section
from components.preflight import all_clear, by_partner, headlines, justified_delays, period_name, what_counts
from components.words import tr
from data.changes.communication import add_communication_activity, record_communication_state
from data.changes.delays import justify_delay, take_back_justification
from data.changes.participations import end_participation
from queries import communication, partners, preflight

chosen = frame.chosen()
page.heading(
    tr("Report pre-flight"),
    chosen,
    lead=tr("What still keeps a report from being sent, who owes it, and what to do about it."),
)
saving.say_what_was_saved()

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
page.headlines(headlines(items.rows, period), [items])

if items.rows.is_empty():
    all_clear(period)
else:
    by_partner(
        items,
        period,
        chosen,
        settle={
            "deliverable": justify_delay,
            "participation": end_participation,
            "communication activity": record_communication_state,
        },
    )
    page.numbers_behind(items, key="preflight")
what_counts()
justified_delays(
    preflight.justified_delay_list(consortium=chosen.consortium_id, as_of=chosen.as_of, period=period["period"]),
    take_back_justification,
)
section(
    communication.communication_list(consortium=chosen.consortium_id, as_of=chosen.as_of),
    partners.partner_list(consortium=chosen.consortium_id, as_of=chosen.as_of).rows,
    chosen,
    add=add_communication_activity,
    record=record_communication_state,
)
