"""Eligibility: what the rule of the action asks of the consortium, on any day, and what if partners leave."""

import streamlit as st

from components import eligibility_check, filters, frame, page
from components.words import tr
from queries import eligibility
from queries.partners import partner_list

chosen = frame.chosen()
consortium, as_of = chosen.consortium_id, chosen.as_of
page.heading(
    tr("Eligibility"),
    chosen,
    lead=tr("Rules hold for the life of the grant: what they ask, what holds on this day, and what if partners leave."),
)

listed = eligibility.eligibility_list(consortium=consortium, as_of=as_of)
partners = partner_list(consortium=consortium, as_of=as_of).rows
names = eligibility_check.partner_names(partners)
if listed.rows.is_empty():
    eligibility_check.without_rule(eligibility.eligibility_scope(consortium=consortium).rows)
else:
    leaving = filters.several(
        tr("What if these partners leave?"),
        list(names),
        key="without",
        named=lambda organisation: names.get(organisation, organisation),
        when_empty=tr("Nobody leaves"),
    )
    eligibility_check.still_counted(partners)
    without = (
        eligibility.eligibility_without(consortium=consortium, as_of=as_of, organisations=leaving)
        if leaving
        else listed
    )
    parts = eligibility_check.parts(listed.rows, without.rows)
    nearest = parts["rule_id"][0]
    page.headlines(
        eligibility_check.headlines(parts.filter(rule_id=nearest), taken_away=len(leaving)),
        [without],
        key="eligibility",
    )
    eligibility_check.rules(parts, taken_away=len(leaving))

    points = eligibility.single_points_of_failure(consortium=consortium, as_of=as_of)
    eligibility_check.single_points(points.rows)
    page.numbers_behind(points, key="single_points")

    course = eligibility.eligibility_course(consortium=consortium, as_of=as_of)
    eligibility_check.course(course.rows, course, rule=nearest)

page.section(
    tr("All consortia"),
    tr("The same check for every consortium, by acronym. Not ranked; a dash is not known, not zero."),
)
with_fictional = eligibility_check.demonstration_wanted()
total = eligibility.eligibility_count(with_fictional=with_fictional).rows["consortia"].item()
if not total:
    st.caption(tr("No consortium is on record, the demonstration left out."))
else:
    before = eligibility_check.before_this_page(total)
    most = eligibility_check.PAGE_LENGTH
    everyone = eligibility.eligibility_portfolio(
        as_of=as_of, with_fictional=with_fictional, passed_over=before, most=most
    )
    eligibility_check.portfolio(everyone.rows, as_of, total=total)
    page.numbers_behind(everyone, key="eligibility_portfolio_rows")
