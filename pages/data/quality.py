"""Data quality: how complete the record is, when it was last touched, and what is worth a look."""

import streamlit as st

from components import frame, page
from components.charts.completeness import completeness
from components.quality import (
    consortium_table,
    counting_rule,
    entity,
    field_table,
    headlines,
    lines,
    scope,
    worth_a_look,
)
from components.words import plural, tr
from queries import quality

chosen = frame.chosen()
page.heading(
    tr("Data quality"),
    chosen,
    lead=tr("How much of what may be expected is on record, when it was last touched, and what is worth a look."),
)
of_all = scope() == "all"
consortium = None if of_all else chosen.consortium_id
looked_at = entity(quality.ENTITIES, of_all=of_all)
entities = [quality.Entity(looked_at)] if looked_at else quality.ENTITIES

with st.spinner(tr("Checking the store …")):
    counted = quality.completeness(consortium=consortium, entities=entities)
    warned = quality.warnings(consortium=consortium, entity=entities[0] if looked_at else None)
share = quality.portfolio_share()
page.headlines(headlines(counted.rows, warned, share.rows), [counted, share])

page.section(tr("Completeness"), counting_rule())
if counted.rows.is_empty():
    page.nothing_recorded(
        tr("No row of this kind is on record."), tr("Choose another entity, or import what you have.")
    )
else:
    drawn = lines(counted.rows, by_field=looked_at is not None)
    page.show_chart(
        completeness(drawn),
        key="completeness",
        alt=plural("Share of values known, in {n} line.", "Share of values known, in {n} lines.", drawn.height),
        numbers=counted,
    )
    field_table(counted.rows)
if of_all and looked_at and looked_at not in quality.OF_NO_CONSORTIUM:
    of_each = quality.consortium_completeness(entity=quality.Entity(looked_at))
    page.section(
        plural("{n} consortium", "{n} consortia", of_each.rows.height),
        tr("By name. A consortium without a row of this entity has no share."),
    )
    consortium_table(of_each.rows)
    page.numbers_behind(of_each, key="consortium_completeness")
worth_a_look(warned)
