"""Engagement: whom the consortium met, who asked for it, and which countries it links."""

from typing import Any

import streamlit as st

from components import engagement as parts
from components import filters, frame, page
from components.charts.amount_bars import amount_bars
from components.charts.country_matrix import country_matrix
from components.charts.engagement_by_quarter import engagement_by_quarter
from components.words import plural, tr
from queries import engagement

chosen = frame.chosen()
here: dict[str, Any] = {"consortium": chosen.consortium_id, "as_of": chosen.as_of}
page.heading(tr("Engagement"), chosen, lead=tr("Whom the consortium met, who asked, and which countries it links."))


def contacts() -> None:
    asked = engagement.engagement_choices(**here).rows
    if asked.is_empty():
        page.nothing_recorded(
            tr("No engagement of this consortium is on record on this day."),
            tr("Public sources list none; its own records would. The countries of its partners stand below."),
        )
        return
    fitting = here | parts.filters_of(asked)
    listed = engagement.engagement_list(**fitting)
    if listed.rows.is_empty():
        page.nothing_matches(tr("No engagement fits these filters."))
        return
    facts = engagement.engagement_headlines(**fitting).rows
    page.headlines(parts.headlines(facts))
    st.caption(parts.concentration_said(facts))

    page.section(tr("By quarter"), parts.quarter_note())
    with st.container(horizontal=True, gap="medium"):
        measure = filters.one(tr("Count"), parts.MEASURES, key="engagement_measure", named=parts.measure_name)
        stack = filters.one(tr("Stacked"), parts.stacks(measure), key="engagement_stack", named=parts.stack_name)
    quarters = engagement.engagement_by_quarter(**fitting, part=stack)
    page.show_chart(
        engagement_by_quarter(quarters.rows, measure=measure, named=parts.part_name),
        key="engagement_by_quarter",
        alt=parts.quarter_alt(quarters.rows, measure),
        numbers=quarters,
    )
    page.section(tr("Headcount"), parts.headcount_note())
    for column, part in zip(st.columns(2, gap="large"), ("audience", "kind"), strict=True):
        counted = engagement.engagement_by_part(**fitting, part=part)
        with column:
            st.markdown(f"**{parts.stack_name(part)}**")
            bars = parts.headcount_bars(counted.rows)
            alt = parts.bars_alt(bars, part)
            page.show_chart(amount_bars(bars), key=f"headcount_by_{part}", alt=alt, numbers=counted)
    page.section(plural("{n} engagement", "{n} engagements", listed.rows.height), tr("The latest first."))
    parts.table(listed.rows)


def countries_linked() -> None:
    page.section(tr("Country by country"), parts.matrix_note())
    with st.container(horizontal=True, gap="medium"):
        rule = filters.one(tr("Counting rule"), parts.RULES, key="counting_rule", named=parts.rule_name)
        scope = filters.one(tr("Scope"), parts.SCOPES, key="link_scope", named=parts.scope_name)
    behind = engagement.country_matrix_scope(**here, scope=scope).rows.row(0, named=True)
    links = engagement.country_matrix(**here, scope=scope)
    st.caption(parts.rule_said(rule) + " " + parts.scope_said(behind))
    if links.rows.is_empty():
        page.nothing_recorded(tr("No partner with a known country takes part on this day."), tr("Choose a later day."))
        return
    page.show_chart(
        country_matrix(links.rows, rule=rule, with_unknown=behind["without_country"] > 0, dark=chosen.dark),
        key="country_matrix",
        alt=parts.matrix_alt(links.rows, rule),
        numbers=links,
    )


contacts()
countries_linked()
