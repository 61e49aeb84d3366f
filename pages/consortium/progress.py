"""Progress: the plan against what was handed in, how due dates moved, and what changed between two days."""

import streamlit as st

from components import forecast, frame, page, progress
from components.charts.delivery_curve import delivery_curve
from components.charts.lateness_by_partner import lateness_by_partner
from components.charts.milestone_trend import milestone_trend
from components.words import tr
from queries import progress as asked
from queries.forecast import delivery_forecast, forecast_backtest

chosen = frame.chosen()
page.heading(
    tr("Progress"), chosen, lead=tr("How far the work has slipped from the plan, and what changed between two days.")
)

curve = asked.delivery_curve(consortium=chosen.consortium_id, as_of=chosen.as_of)
trend = asked.milestone_trend(consortium=chosen.consortium_id, as_of=chosen.as_of)
lateness = asked.lateness_by_partner(consortium=chosen.consortium_id, as_of=chosen.as_of)
if curve.rows.is_empty():
    page.nothing_recorded(
        tr("No deliverable of this consortium has a known date on this day."),
        tr("Public sources name none. Import a deliverable list or choose another day or consortium."),
    )
else:
    stand = progress.on_the_day(curve.rows, chosen.as_of)
    page.headlines(progress.headlines(stand, trend.rows), [curve, trend])
    page.section(tr("Delivery curve"), progress.curve_note(stand, curve.rows))
    page.show_chart(
        delivery_curve(curve.rows, as_of=chosen.as_of),
        key="delivery_curve",
        alt=progress.curve_said(stand),
        numbers=curve,
    )

if (trend.rows["reschedulings"] > 0).any():
    page.section(tr("Milestone trend"), progress.trend_note())
    page.show_chart(
        milestone_trend(trend.rows, as_of=chosen.as_of),
        key="milestone_trend",
        alt=progress.trend_said(trend.rows),
        numbers=trend,
    )
elif not trend.rows.is_empty():
    progress.no_rescheduling()

if not lateness.rows.is_empty():
    page.section(tr("Days late and early by lead partner"), progress.lateness_note(lateness.rows))
    page.show_chart(
        lateness_by_partner(lateness.rows),
        key="lateness_by_partner",
        alt=progress.lateness_said(lateness.rows),
        numbers=lateness,
    )
elif not curve.rows.is_empty():
    progress.no_lateness()

forecast.section(
    delivery_forecast(consortium=chosen.consortium_id, as_of=chosen.as_of),
    forecast_backtest(consortium=chosen.consortium_id, as_of=chosen.as_of),
    chosen.as_of,
)

page.section(tr("What changed"))
first, last = progress.days_asked(chosen.as_of)
if first >= last:
    page.nothing_matches(tr("The first day is not before the last one."))
    st.stop()
st.caption(progress.days_said(first, last))
changed = asked.what_changed(consortium=chosen.consortium_id, changed_from=first, changed_to=last)
if changed.rows.is_empty():
    page.nothing_recorded(
        tr("No deliverable, milestone or risk is known to have moved between these days."),
        tr("Choose an earlier first day to look further back."),
    )
    st.stop()
progress.change_list(changed.rows)
page.numbers_behind(changed, key="what_changed")
