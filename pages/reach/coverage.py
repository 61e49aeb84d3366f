"""Coverage: where partners and the communities they reach are, and which regions have none."""

from typing import Any

import streamlit as st

from components import coverage as parts
from components import filters, frame, gaps, page, regions
from components.labels import LINK_SCOPE
from components.words import tr
from data.regions.outlines import outlines_address
from queries import coverage, pilots

chosen = frame.chosen()
here: dict[str, Any] = {"consortium": chosen.consortium_id, "as_of": chosen.as_of}
page.heading(
    tr("Coverage"),
    chosen,
    lead=tr("Which regions have a civil society organisation (CSO), and where the partners and their CSOs are."),
)
asked = coverage.coverage_choices(**here).rows
schemes = coverage.scheme_choices().rows
if gaps.nothing_to_look_at(asked, schemes):
    st.stop()
mode = filters.one(tr("Map"), list(regions.MODES), key="map_mode", named=regions.mode_name)


def region_mode() -> None:
    with st.container(horizontal=True, gap="medium"):
        measure = filters.pick(
            tr("Colour by"), list(regions.MEASURES), key="region_measure", named=regions.measure_name
        )
        whose = filters.one(tr("Consortia"), list(LINK_SCOPE), key="region_consortia", named=gaps.scope_name)
    themes = pilots.pilot_choices(**here).rows.filter(field="theme")["value"].to_list()
    wanted = gaps.filters_of("regions", asked, schemes, themes, keys="region")
    fitting = here | wanted.contact | wanted.level | ({"consortium": ""} if whose == "all" else {})
    scope = coverage.coverage_scope_headlines(**fitting, countries=wanted.scope)
    contacts = coverage.coverage_headlines(**here).rows
    if measure in ("csos", "density") and not gaps.csos_known(scope.rows, contacts, chosen.record_basis):
        return
    page.headlines([*gaps.region_headlines(scope.rows), regions.overall(scope.rows)], [scope])
    rows = coverage.region_coverage(**fitting, countries=wanted.scope)
    regions.take_region_from_link(rows.rows["region_code"].drop_nulls().to_list())
    page.section(regions.measure_name(measure))
    regions.region_choropleth(
        rows,
        scope.rows,
        wanted,
        measure=measure,
        outlines=outlines_address(**wanted.level),
        chosen=regions.region_open(rows),
    )
    opened = regions.region_table(rows)
    regions.put_region_into_link(opened)
    if opened:
        members = coverage.region_members(**fitting, region=opened)
        trend = coverage.region_trend(**{k: v for k, v in fitting.items() if k != "active_only"}, region=opened)
        regions.region_detail(regions.region_title(rows, opened), members, trend)


def organisation_mode() -> None:
    wanted = parts.filter_bar(asked)
    listed = coverage.organisation_list(**here, **wanted)
    count = coverage.coverage_headlines(**here)
    recorded = parts.headlines_shown(count, chosen.record_basis, filtered=any(wanted.values()))
    if listed.rows.is_empty():
        page.nothing_matches(tr("No organisation fits these filters."))
    elif mode == "links":
        regions.links(coverage.cso_distance(**here, countries=wanted["countries"]), dark=chosen.dark)
    elif mode == "density":
        regions.density(listed, dark=chosen.dark)
    else:
        parts.organisations(
            listed, pilots.pilot_list(**here, countries=wanted["countries"]).rows, recorded=recorded, dark=chosen.dark
        )


region_mode() if mode == "regions" else organisation_mode()
