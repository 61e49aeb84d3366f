"""What the store's codes are called on the screen."""

from collections.abc import Mapping

import polars as pl

from components.theme import marked_status
from components.words import marked, shown_locale, tr

STATUS = {
    "overdue": marked("Overdue"),
    "revision requested": marked("Revision requested"),
    "due soon": marked("Due within 30 days"),
    "in preparation": marked("In preparation"),
    "planned": marked("Planned"),
    "submitted": marked("Submitted"),
    "accepted": marked("Accepted"),
    "merged": marked("Merged"),
    "removed": marked("Removed"),
    "not known": marked("Not in public sources"),
}
MILESTONE_STATUS = {
    "overdue": marked("Overdue"),
    "due soon": marked("Due within 30 days"),
    "planned": marked("Planned"),
    "achieved": marked("Achieved"),
    "removed": marked("Removed"),
}
STAGE = {
    "not begun": marked("Not begun"),
    "running": marked("Running"),
    "ended": marked("Ended"),
    "not known": marked("Not known"),
}
PILOT_STATUS = {
    "planned": marked("Planned"),
    "running": marked("Running"),
    "finished": marked("Finished"),
    "stopped": marked("Stopped"),
    "not known": marked("Not known"),
}
ORGANISATION_TYPE = {
    "HEI": marked("Higher education institution"),
    "CSO": marked("Civil society organisation"),
    "ENTERPRISE": marked("Enterprise"),
    "SME": marked("Small or medium enterprise"),
    "VET": marked("Vocational training provider"),
    "RESEARCH": marked("Research organisation"),
    "PUBLIC": marked("Public body"),
    "SCHOOL": marked("School"),
    "OTHER": marked("Other organisation"),
}
# What stands on a map: organisations by type, and those who are not partners themselves.
MAP_KIND = ORGANISATION_TYPE | {"CSO in contact": marked("Civil society organisation in contact")}
ROLE = {
    "coordinator": marked("Coordinator"),
    "partner": marked("Partner"),
    "associated": marked("Associated partner"),
}
DELIVERABLE_TYPE = {
    "R": marked("Document, report"),
    "DEM": marked("Demonstrator, pilot, prototype"),
    "DEC": marked("Website, patent, video"),
    "DATA": marked("Data set"),
    "DMP": marked("Data management plan"),
    "ETHICS": marked("Ethics"),
    "SECURITY": marked("Security"),
    "OTHER": marked("Other"),
}
DISSEMINATION_LEVEL = {
    "PU": marked("Public"),
    "SEN": marked("Sensitive"),
    "R-UE/EU-R": marked("EU restricted"),
    "C-UE/EU-C": marked("EU confidential"),
    "S-UE/EU-S": marked("EU secret"),
    "CO": marked("Confidential"),
    "CI": marked("Classified"),
}
EVENT = {
    "planned": marked("Planned"),
    "rescheduled": marked("Rescheduled"),
    "drafted": marked("Draft"),
    "submitted": marked("Submitted"),
    "returned": marked("Returned for revision"),
    "approved": marked("Approved"),
    "merged": marked("Merged"),
    "removed": marked("Removed by amendment"),
    "achieved": marked("Achieved"),
    "explained": marked("Explained"),
}
AUDIENCE = {
    "student": marked("Students"),
    "staff": marked("Staff"),
    "cso_member": marked("CSO members"),
    "citizen": marked("Citizens"),
    "policy_maker": marked("Policy makers"),
    "enterprise": marked("Enterprises"),
}
RESULTS_LEVEL = {
    "activity": marked("Activity"),
    "output": marked("Output"),
    "outcome": marked("Outcome"),
    "impact": marked("Impact"),
}
EVIDENCE_LEVEL = {
    0: marked("0 · none"),
    1: marked("1 · self-reported"),
    2: marked("2 · documented"),
    3: marked("3 · verified by a second party"),
}
COUNTING_RULE = {
    "organisation_pairs": marked("Organisation pairs"),
    "consortium_pairs": marked("Consortium pairs"),
    "fractional": marked("Fractional"),
}
ENGAGEMENT_KIND = {
    "workshop": marked("Workshop"),
    "co-design session": marked("Co-design session"),
    "site visit": marked("Site visit"),
    "training": marked("Training"),
    "science shop request": marked("Science shop request"),
    "public event": marked("Public event"),
    "policy dialogue": marked("Policy dialogue"),
}
ENGAGEMENT_MEASURE = {
    "engagements": marked("Engagements"),
    "headcount": marked("Headcount"),
}
ENGAGEMENT_PART = {
    "country": marked("By country"),
    "kind": marked("By kind"),
    "audience": marked("By audience"),
}
INITIATOR = {
    "cso": marked("CSO"),
    "partner": marked("Partner"),
}
LINK_SCOPE = {
    "consortium": marked("This consortium"),
    "all": marked("All real consortia"),
}
DIRECTION = {
    "ascending": marked("More is better"),
    "descending": marked("Less is better"),
}
ACCUMULATION = {
    "cumulative": marked("Cumulative"),
    "periodic": marked("Periodic"),
}
PROGRESS_STATE = {
    "reached": marked("Target reached"),
    "underway": marked("Underway"),
    "no value yet": marked("No value yet"),
    "no baseline": marked("Not defined: no baseline"),
    "target equals baseline": marked("Not defined: target equals baseline"),
    "not addable": marked("Not defined: percentages without counts cannot be added"),
    "no target": marked("No target"),
}
ENTITY = {
    "action_type": marked("Action types"),
    "action_type_activity": marked("Activities that action types support"),
    "channel": marked("Dissemination channels"),
    "channel_link": marked("Results linked to channels"),
    "communication_activity": marked("Communication activities"),
    "communication_activity_state": marked("States of communication activities"),
    "consortium": marked("Consortia"),
    "country_pool": marked("Countries of programmes"),
    "cso_relation": marked("Relations with civil society organisations"),
    "delay_justification": marked("Justifications of delays"),
    "deliverable": marked("Deliverables"),
    "deliverable_event": marked("Events of deliverables"),
    "deliverable_link": marked("Links of deliverables"),
    "eligibility_rule": marked("Eligibility rules"),
    "engagement": marked("Engagements"),
    "funding_phase": marked("Funding phases"),
    "indicator": marked("Indicators"),
    "indicator_value": marked("Values of indicators"),
    "meeting": marked("Meetings"),
    "milestone": marked("Milestones"),
    "milestone_event": marked("Events of milestones"),
    "objective": marked("Objectives"),
    "organisation": marked("Organisations"),
    "organisation_unit": marked("Units of organisations"),
    "participation": marked("Participations"),
    "pilot": marked("Pilot projects"),
    "pilot_cso": marked("Civil society organisations in pilot projects"),
    "place": marked("Places"),
    "placement": marked("Placements in regions"),
    "region": marked("Regions"),
    "region_population": marked("Population of regions"),
    "region_scheme": marked("Region schemes"),
    "reporting_period": marked("Reporting periods"),
    "risk": marked("Critical risks"),
    "risk_state": marked("State of play of risks"),
    "source_document": marked("Source documents"),
    "title": marked("Titles in other languages"),
    "work_package": marked("Work packages"),
}
ORIGIN = {
    "sources": marked("Shipped facts"),
    "sample": marked("Demonstration (fictional)"),
    "app": marked("Dashboard"),
    "import": marked("Import"),
    "command line": marked("Command line"),
}
SOURCE_KIND = {
    "project page": marked("project page"),
    "agency page": marked("page of a national agency"),
    "programme overview": marked("programme overview"),
    "programme guide": marked("programme guides"),
    "register": marked("public register"),
    "seeded generator": marked("invented by a program"),
    "recorded by the consortium": marked("recorded by the consortium"),
}


def named(labels: Mapping[str, str], code: str | None) -> str:
    """Return what `code` is called; the code itself when it has no name, a dash when it is not known."""
    if code is None:
        return "–"
    return tr(labels[code]) if code in labels else str(code)


def with_mark(labels: Mapping[str, str], status: str) -> str:
    """Return what a status is called, with its mark before it."""
    return marked_status(status, named(labels, status))


def names(column: str, labels: Mapping[str, str]) -> pl.Expr:
    """Return the column with each code by its name in the reader's language; unknown stays null.

    Names are looked up here, in the reader's own thread: a function given to Polars would run in another one, which
    does not know the reader's language.
    """
    return pl.col(column).replace_strict(
        {code: tr(name) for code, name in labels.items()}, default=pl.col(column), return_dtype=pl.String
    )


def names_with_marks(column: str, labels: Mapping[str, str]) -> pl.Expr:
    """Return the column with each status by its mark and name."""
    return pl.col(column).replace_strict(
        {status: with_mark(labels, status) for status in labels}, default=pl.col(column), return_dtype=pl.String
    )


def country_names(column: str) -> pl.Expr:
    """Return the column with each ISO 3166-1 alpha-2 code by the country's name; unknown stays null."""
    return pl.col(column).replace_strict(
        dict(shown_locale().territories), default=pl.col(column), return_dtype=pl.String
    )


def capitalised(text: str) -> str:
    """Return `text` as it stands at the beginning of a line."""
    return text[:1].upper() + text[1:]
