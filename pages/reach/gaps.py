"""Gaps and reach: where CSOs are missing, how far partners reach, and which regions work together."""

from typing import Any

import streamlit as st

from components import filters, frame, page
from components import gaps as parts
from components.labels import LINK_SCOPE
from components.reach import distance_shown, pairs_shown, reach_headlines, reach_shown
from components.words import plural, tr
from queries import coverage, pilots

chosen = frame.chosen()
here: dict[str, Any] = {"consortium": chosen.consortium_id, "as_of": chosen.as_of}
page.heading(
    tr("Gaps and reach"),
    chosen,
    lead=tr(
        "Regions and towns without a civil society organisation (CSO), how many people live near the partners, and "
        "which regions work together."
    ),
)
asked = coverage.coverage_choices(**here).rows
schemes = coverage.scheme_choices().rows
if parts.nothing_to_look_at(asked, schemes):
    st.stop()
part = filters.one(tr("Show"), list(parts.PARTS), key="gaps_part", named=parts.part_name)
themes = pilots.pilot_choices(**here).rows.filter(field="theme")["value"].to_list()
wanted = parts.filters_of(part, asked, schemes, themes)


def gaps() -> None:
    fitting = here | wanted.contact | {"countries": wanted.scope}
    scope = coverage.coverage_scope_headlines(**fitting, **wanted.level)
    if not parts.csos_known(scope.rows, coverage.coverage_headlines(**here).rows, chosen.record_basis):
        return
    if part == "regions":
        found = coverage.region_gaps(**fitting, **wanted.level)
        page.headlines(parts.region_headlines(scope.rows), [scope])
        title = plural("{n} region without a CSO", "{n} regions without a CSO", found.rows.height)
        page.section(title, parts.scope_said(wanted, scope.rows))
    else:
        near = parts.nearness()
        found = coverage.town_gaps(**fitting, **near)
        page.headlines(parts.town_headlines(found.rows, scope.rows), [scope])
        title = parts.towns_title(found.rows, **near)
        page.section(title, parts.towns_note(wanted))
    parts.gaps_shown(found, wanted, part=part, title=title, dark=chosen.dark)


def reach() -> None:
    km = filters.amount(tr("Distance in km"), least=5, most=150, step=5, default=30, key="gaps_reach_km")
    reached = coverage.reach_by_partner(**here, countries=wanted.countries, types=wanted.contact["types"], km=km)
    if reached.rows.height == 1:
        page.nothing_matches(tr("No partner fits these filters."))
    else:
        page.headlines(reach_headlines(reached.rows))
        reach_shown(reached, km=km, dark=chosen.dark)


def pairs() -> None:
    scope = filters.one(tr("Consortia"), list(LINK_SCOPE), key="gaps_consortia", named=parts.scope_name)
    fitting = here | wanted.contact | {"countries": wanted.countries} | ({"consortium": ""} if scope == "all" else {})
    pairs_shown(coverage.region_pairs(**fitting, **wanted.level), wanted, dark=chosen.dark)
    distance_shown(coverage.cso_distance(**fitting), "public sources" if scope == "all" else chosen.record_basis)


{"regions": gaps, "towns": gaps, "reach": reach, "pairs": pairs}[part]()
