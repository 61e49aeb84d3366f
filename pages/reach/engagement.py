"""Engagement: whom the consortium met, who asked for it, and which countries it links."""

from typing import Any

import streamlit as st

from components import engagement as parts
from components import filters, frame, page
from components.words import plural, tr
from queries import engagement

chosen = frame.chosen()
here: dict[str, Any] = {"consortium": chosen.consortium_id, "as_of": chosen.as_of}
page.heading(tr("Engagement"), chosen, lead=tr("Whom the consortium met, who asked, and which countries it links."))
asked = engagement.engagement_choices(**here).rows


def contacts(fitting: dict[str, Any]) -> None:
    facts = engagement.engagement_headlines(**fitting)
    page.headlines(parts.headlines(facts.rows), [facts])
    page.section(tr("By quarter"), parts.quarter_note())
    with st.container(horizontal=True, gap="medium"):
        measure = filters.one(tr("Count"), parts.MEASURES, key="engagement_measure", named=parts.measure_name)
        stack = filters.one(tr("Stacked"), parts.stacks(measure), key="engagement_stack", named=parts.stack_name)
    parts.by_quarter(engagement.engagement_by_quarter(**fitting, part=stack), measure)
    page.section(tr("Headcount"), parts.headcount_note())
    left, right = st.columns(2, gap="large")
    for column, part in ((left, "audience"), (right, "kind"), (left, "country")):
        with column:
            parts.by_part(engagement.engagement_by_part(**fitting, part=part), part)
    listed = engagement.engagement_list(**fitting)
    page.section(plural("{n} engagement", "{n} engagements", listed.rows.height), tr("The latest first."))
    parts.table(listed.rows)


def concentration(fitting: dict[str, Any]) -> None:
    page.section(tr("Concentration over countries"), parts.concentration_note())
    with st.container(horizontal=True, gap="medium"):
        measure = filters.one(tr("Count"), parts.MEASURES, key="concentration_of", named=parts.measure_name)
        period = filters.one(tr("Over"), parts.PERIODS, key="concentration_period", named=parts.period_name)
    index = filters.one(tr("Measure"), parts.INDICES, key="concentration_measure", named=parts.index_name)
    parts.concentration(engagement.engagement_concentration(**fitting, period=period, measure=measure), index)


def countries_linked() -> None:
    page.section(tr("Country by country"), parts.matrix_note())
    with st.container(horizontal=True, gap="medium"):
        rule = filters.pick(tr("Counting rule"), parts.RULES, key="counting_rule", named=parts.rule_name)
        scope = filters.one(tr("Scope"), parts.SCOPES, key="link_scope", named=parts.scope_name)
    behind = engagement.country_matrix_scope(**here, scope=scope).rows.row(0, named=True)
    links = engagement.country_matrix(**here, scope=scope)
    st.caption(parts.rule_said(rule, behind["affinity_minimum"]) + " " + parts.scope_said(behind))
    if links.rows.is_empty():
        page.nothing_recorded(tr("No partner with a known country takes part on this day."), tr("Choose a later day."))
        return
    parts.matrix(links, rule, with_unknown=behind["without_country"] > 0, dark=chosen.dark)
    strengths = engagement.country_strength(**here, scope=scope)
    parts.network(links, strengths.rows, rule, dark=chosen.dark)
    parts.strength(strengths, rule)


view = filters.one(tr("Show"), parts.views(asked), key="engagement_view", named=parts.view_name)
if view == "countries":
    countries_linked()
    st.stop()
if asked.is_empty():
    page.nothing_recorded(
        tr("No engagement of this consortium is on record on this day."),
        tr("Public sources list none; its own records would. “Country links” shows the countries of its partners."),
    )
    st.stop()
fitting = here | parts.filters_of(asked)
if engagement.engagement_list(**fitting).rows.is_empty():
    page.nothing_matches(tr("No engagement fits these filters."))
    st.stop()
{"contacts": contacts, "concentration": concentration}[view](fitting)
