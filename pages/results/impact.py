"""Impact: what was achieved against what was promised, and how sure that is."""

from typing import Any

import polars as pl
import streamlit as st

from components import frame, page
from components import impact as parts
from components.charts.amount_bars import amount_bars
from components.charts.indicator_course import indicator_course
from components.charts.progress_to_target import progress_to_target
from components.words import plural, tr
from queries import impact

chosen = frame.chosen()
here: dict[str, Any] = {"consortium": chosen.consortium_id, "as_of": chosen.as_of}
page.heading(tr("Impact"), chosen, lead=tr("What came of it against what was promised, and how sure each figure is."))

asked = impact.indicator_choices(consortium=chosen.consortium_id).rows
objectives = impact.objective_list(**here).rows
if asked.is_empty() and objectives.is_empty():
    page.nothing_recorded(
        tr("No objective and no indicator of this consortium is on record."),
        tr("Public sources name none; a grant agreement lists them."),
    )
    st.stop()


def one_indicator(rows: pl.DataFrame) -> None:
    page.section(tr("One indicator"))
    one = parts.indicator_chosen(rows)
    st.caption(parts.indicator_note(one))
    course = impact.indicator_course(indicator=one["indicator_id"], as_of=chosen.as_of)
    if course.rows.is_empty():
        page.nothing_recorded(tr("No value is on record on this day."), tr("That is not known, which is not zero."))
        return
    figure = indicator_course(
        course.rows, baseline=one["baseline"], target=one["target"], target_on=one["target_on"], unit=one["unit"]
    )
    alt = parts.course_alt(one, course.rows.height)
    page.show_chart(figure, key="indicator_course", alt=alt, numbers=course)
    st.caption(" · ".join(parts.evidence_said(one)))
    broken_down = impact.indicator_parts(indicator=one["indicator_id"], as_of=chosen.as_of)
    for axis in parts.axes(broken_down.rows):
        parts.breakdown_title(broken_down.rows, axis)
        bars = parts.breakdown_bars(broken_down.rows, axis, one["unit"])
        alt = parts.breakdown_alt(bars, axis)
        page.show_chart(amount_bars(bars), key=f"indicator_by_{axis}", alt=alt, numbers=broken_down)


def indicators() -> None:
    fitting = here | parts.filters_of(asked)
    listed = impact.indicator_list(**fitting)
    if listed.rows.is_empty():
        page.nothing_matches(tr("No indicator fits these filters."))
        return
    page.headlines(parts.headlines(impact.impact_headlines(**fitting).rows))
    measured, found = parts.with_target(listed.rows), parts.findings(listed.rows)
    if not measured.is_empty():
        page.section(tr("Progress to target"), parts.progress_note())
        alt = parts.targets_alt(measured)
        page.show_chart(progress_to_target(measured), key="progress_to_target", alt=alt, numbers=listed)
        page.section(plural("{n} indicator with a target", "{n} indicators with a target", measured.height))
        parts.indicator_table(measured)
        one_indicator(measured)
    if not found.is_empty():
        page.section(tr("Findings"), tr("Figures without a target: what was found stands for itself."))
        parts.finding_cards(found)


if not asked.is_empty():
    indicators()
if not objectives.is_empty():
    page.section(tr("Objectives"), tr("What each objective is served by, merged and removed deliverables left out."))
    parts.objective_cards(objectives)
