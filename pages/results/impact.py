"""Impact: what was achieved against what was promised, and how sure that is."""

from typing import Any

import streamlit as st

from components import frame, page, quotes, saving
from components import impact as parts
from components.charts.progress_to_target import progress_to_target
from components.words import plural, tr
from data.changes.quotes import add_quote, take_back_quote
from queries import impact

chosen = frame.chosen()
scope = {"consortium": chosen.consortium_id}
here: dict[str, Any] = scope | {"as_of": chosen.as_of}
page.heading(tr("Impact"), chosen, lead=tr("What came of it against what was promised, and how sure each figure is."))
saving.say_what_was_saved()

asked = impact.indicator_choices(**scope).rows
objectives = impact.objective_list(**here).rows
period = parts.period_chosen(impact.period_choices(**here).rows)
fitting = here | {"until": period.until} | parts.filters_of(asked)
listed = impact.indicator_list(**fitting, since=period.since)


def indicators() -> None:
    facts = impact.impact_headlines(**fitting)
    page.headlines(parts.headlines(facts.rows), [facts])
    parts.recorded_later_said(facts.rows)


def targets_and_findings() -> None:
    measured, found = parts.with_target(listed.rows), parts.findings(listed.rows)
    if not measured.is_empty():
        page.section(tr("Progress to target"), parts.progress_note())
        alt = parts.targets_alt(measured)
        page.show_chart(progress_to_target(measured), key="progress_to_target", alt=alt, numbers=listed)
        page.section(
            plural("{n} indicator with a target", "{n} indicators with a target", measured.height),
            parts.table_note(period),
        )
        parts.indicator_table(measured, period)
    if not found.is_empty():
        page.section(tr("Findings"), tr("Figures without a target: what was found stands for itself."))
        parts.finding_cards(found)


if asked.is_empty() and objectives.is_empty():
    page.nothing_recorded(
        tr("No objective and no indicator of this consortium is on record."),
        tr("Public sources name none; a grant agreement lists them. Add indicators on the page “Indicators”."),
    )
elif listed.rows.is_empty() and not asked.is_empty():
    page.nothing_matches(tr("No indicator fits these filters."))
else:
    if not asked.is_empty():
        indicators()
    page.section(tr("Results chain"), tr("Activities lead to outputs, outputs to outcomes, outcomes to impact."))
    parts.chain(listed.rows, objectives, fitting["objectives"])
    targets_and_findings()
if not asked.is_empty():
    st.page_link("pages/results/indicators.py", label=tr("Open or record an indicator"), icon=":material/monitoring:")

studies, said = impact.case_study_list(**here), impact.quote_list(**here, objectives=fitting["objectives"])
page.section(tr("Case studies and quotes"), tr("What stands beside the numbers. Who said it is a role, never a name."))
if studies.rows.is_empty() and said.rows.is_empty():
    page.nothing_recorded(tr("No case study and no quote is on record on this day."), tr("Add a quote below."))
else:
    parts.case_studies_and_quotes(studies.rows, said.rows)
    page.numbers_behind(studies, said, key="case_studies_and_quotes")
choices = impact.result_choices(**scope)
quotes.form(chosen, said.rows, choices, add=add_quote, take_back=take_back_quote)
