"""What the store's codes are called on the screen."""

from collections.abc import Mapping

import polars as pl

from components.theme import marked_status
from components.words import marked, shown_locale, tr
from data.problems import Word

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
MAP_KIND = ORGANISATION_TYPE | {
    "pilot": marked("Pilot project"),
    "CSO in contact": marked("Civil society organisation in contact"),
}
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
    "delay justified": marked("Delay justified"),
}
COMMUNICATION_STATE = {
    "ongoing": marked("Ongoing"),
    "postponed": marked("Postponed"),
    "delivered": marked("Delivered"),
    "cancelled": marked("Cancelled"),
}
RISK_LEVEL = {
    "low": marked("Low"),
    "medium": marked("Medium"),
    "high": marked("High"),
}
RISK_STATUS = {
    "no state of play": marked("No state of play recorded"),
    "materialised": marked("Materialised"),
    "not materialised": marked("Not materialised"),
}
RISK_EVENT = {
    "identified": marked("Identified"),
    "state of play": marked("State of play"),
    "corrected": marked("Corrected"),
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
# The steps of the results chain, each of which has several.
RESULTS_STEP = {
    "activity": marked("Activities"),
    "output": marked("Outputs"),
    "outcome": marked("Outcomes"),
    "impact": marked("Impact"),
}
SAID_BY = {
    "student": marked("A student"),
    "staff": marked("A member of staff"),
    "cso_member": marked("A member of a civil society organisation"),
    "citizen": marked("A citizen"),
    "policy_maker": marked("A policy maker"),
    "enterprise": marked("Somebody from an enterprise"),
}
STANDING = {
    "counts": marked("✓ Counts"),
    "replaced": marked("⇢ Replaced"),
    "taken back": marked("✕ Taken back"),
}
RESULT_EVENT = {
    "value": marked("Value"),
    "cell": marked("Self-assessment"),
}
# Dimensions and criteria of the TEFCE Toolbox; the levels are in our own words.
TEFCE_DIMENSION = {
    1: marked("Teaching and learning"),
    2: marked("Research"),
    3: marked("Service and knowledge exchange"),
    4: marked("Students"),
    5: marked("Management: partnerships and openness"),
    6: marked("Management: policies and support structures"),
    7: marked("Supportive peers"),
}
TEFCE_CRITERION = {
    1: marked("Authenticity of engagement"),
    2: marked("Range of societal needs"),
    3: marked("Diversity of communities"),
    4: marked("Institutional spread"),
    5: marked("Institutional sustainability"),
}
TEFCE_LEVEL = {
    1: marked("Very low"),
    2: marked("Low"),
    3: marked("Medium"),
    4: marked("High"),
    5: marked("Very high"),
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
    "affinity": marked("Affinity"),
}
# What is compared between consortia, as shares.
COMPARED = {
    "delivered": marked("Delivered of the plan"),
    "on_time_current": marked("On time by the current plan"),
    "on_time_baseline": marked("On time by the baseline"),
    "indicators": marked("Indicators reached"),
    "reciprocity": marked("Reciprocity"),
    "retention": marked("Retention"),
}
CONCENTRATION = {
    "effective_number": marked("Effective number"),
    "herfindahl": marked("HHI"),
    "herfindahl_normalised": marked("Normalised HHI"),
    "shannon": marked("Shannon entropy"),
    "evenness": marked("Evenness"),
    "gini": marked("Gini"),
}
PERIOD = {
    "quarter": marked("Quarters"),
    "year": marked("Years"),
}
ROLL_UP = {
    "action_type": marked("By action type"),
    "country": marked("By country"),
    "year": marked("By year of start"),
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
ENGAGEMENT_VIEW = {
    "contacts": marked("Contacts"),
    "concentration": marked("Concentration"),
    "countries": marked("Country links"),
}
INITIATOR = {
    "cso": marked("CSO"),
    "partner": marked("Partner"),
}
PLACED_BY = {
    "own code": marked("By its own region code"),
    "coordinates": marked("By its coordinates"),
    "nearest region": marked("By its coordinates, in the nearest region"),
    "place name": marked("By the name of its place"),
    "chosen": marked("Chosen among places of one name"),
    "country": marked("By its country"),
    "not placed": marked("Not placed"),
}
PLACEMENT_REASON = {
    "unknown code": marked("its region code is in no scheme"),
    "translated code": marked("its region code is of another edition and was translated"),
    "coarse code": marked("its region code stands for several regions"),
    "coordinates zero": marked("its coordinates are 0, 0"),
    "coordinates swapped": marked("its latitude and longitude are exchanged"),
    "outside country": marked("its coordinates lie outside its country"),
    "outside own code": marked("its coordinates lie outside the region of its code"),
    "far from outlines": marked("its coordinates lie far from every region of its country"),
    "several places": marked("several places have its name"),
    "unknown place": marked("its place is not in the list of places"),
    "no country": marked("its country is not known"),
    "no place stated": marked("no place is stated"),
    "country not in scheme": marked("its country is not in this scheme"),
}
# Whether and why a row of a file is an organisation on record; data/imports/who_is_who.py has the codes.
MATCH_CERTAINTY = {
    "sure": marked("On record"),
    "ask": marked("May be on record"),
    "new": marked("New"),
}
IDENTIFIER = {
    "pic": marked("PIC"),
    "oid": marked("OID"),
    "ror": marked("ROR"),
    "erasmus_code": marked("Erasmus code"),
    "vat_number": marked("VAT number"),
}
MATCH_DECIDED_BY = {
    "identifier": marked("identifier"),
    "name": marked("name and place"),
    "person": marked("a person"),
}
MATCH_REASON = {
    "decided before": marked("decided before"),
    "several possible": marked("several are possible"),
    "same PIC": marked("same PIC"),
    "same OID": marked("same OID"),
    "same ROR id": marked("same ROR id"),
    "same Erasmus code": marked("same Erasmus code"),
    "same VAT number": marked("same VAT number"),
    "other PIC": marked("another PIC"),
    "other OID": marked("another OID"),
    "other ROR id": marked("another ROR id"),
    "other Erasmus code": marked("another Erasmus code"),
    "other VAT number": marked("another VAT number"),
    "same name": marked("same name"),
    "other legal form": marked("another legal form"),
    "name alike": marked("name alike"),
    "other name": marked("another name"),
    "same acronym": marked("same short form"),
    "same country": marked("same country"),
    "other country": marked("another country"),
    "country not known": marked("country not known"),
    "same city": marked("same city"),
    "other city": marked("another city"),
    "city not known": marked("city not known"),
}
POPULATION_BASIS = {
    "statistics": marked("official statistics"),
    "estimate": marked("official estimates"),
    "places": marked("sums over the places that GeoNames lists, no census"),
}
# Groups of the International Classification of Non-profit and Third Sector Organizations (United Nations, 2018).
ACTIVITY_FIELD = {
    "Culture, communication and recreation": marked("Culture, communication and recreation"),
    "Education services": marked("Education services"),
    "Human health services": marked("Human health services"),
    "Social services": marked("Social services"),
    "Environmental protection and animal welfare": marked("Environmental protection and animal welfare"),
    "Community and economic development, and housing": marked("Community and economic development, and housing"),
    "Civic, advocacy, political and international activities": marked(
        "Civic, advocacy, political and international activities"
    ),
    "Philanthropic intermediaries and voluntarism promotion": marked(
        "Philanthropic intermediaries and voluntarism promotion"
    ),
    "Religious congregations and associations": marked("Religious congregations and associations"),
    "Business, professional and labour organizations": marked("Business, professional and labour organizations"),
    "Professional, scientific, accounting and administrative services": marked(
        "Professional, scientific, accounting and administrative services"
    ),
    "Other activities": marked("Other activities"),
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
ELIGIBILITY_VERDICT = {
    "met": marked("Met"),
    "not met": marked("Not met"),
    "to confirm": marked("To confirm"),
    "not known": marked("Not known"),
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
    "access_grant": marked("Roles that were granted"),
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
    "duplicate_decision": marked("Decisions on possible duplicates"),
    "eligibility_rule": marked("Eligibility rules"),
    "engagement": marked("Engagements"),
    "funding_phase": marked("Funding phases"),
    "import_entity": marked("Rows brought by imports"),
    "import_mapping": marked("Columns remembered for imports"),
    "import_rejected_row": marked("Rejected rows of imports"),
    "import_remark": marked("Remarks of imports"),
    "import_run": marked("Imports"),
    "import_sheet": marked("Sheets of imports"),
    "indicator": marked("Indicators"),
    "indicator_value": marked("Values of indicators"),
    "meeting": marked("Meetings"),
    "milestone": marked("Milestones"),
    "milestone_event": marked("Events of milestones"),
    "objective": marked("Objectives"),
    "organisation": marked("Organisations"),
    "organisation_match": marked("Names of organisations in imported files"),
    "organisation_unit": marked("Units of organisations"),
    "participation": marked("Participations"),
    "pilot": marked("Pilot projects"),
    "pilot_cso": marked("Civil society organisations in pilot projects"),
    "place": marked("Places"),
    "placement": marked("Placements in regions"),
    "placement_run": marked("Runs of placing in regions"),
    "quote": marked("Quotes"),
    "region": marked("Regions"),
    "region_former_code": marked("Former codes of regions"),
    "region_population": marked("Population of regions"),
    "region_scheme": marked("Region schemes"),
    "register_entry": marked("Entries of registers"),
    "reporting_period": marked("Reporting periods"),
    "risk": marked("Critical risks"),
    "risk_state": marked("State of play of risks"),
    "source_document": marked("Source documents"),
    "tefce_cell": marked("Cells of self-assessments"),
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
    "imported file": marked("Imported file"),
    "project page": marked("project page"),
    "agency page": marked("page of a national agency"),
    "programme overview": marked("programme overview"),
    "programme guide": marked("programme guides"),
    "register": marked("public register"),
    "map data": marked("map data"),
    "gazetteer": marked("list of places"),
    "statistics": marked("official statistics"),
    "seeded generator": marked("invented by a program"),
    "recorded by the consortium": marked("recorded by the consortium"),
}


def named(labels: Mapping[str, str], code: str | None) -> str:
    """Return what `code` is called; the code itself when it has no name, a dash when it is not known."""
    if code is None:
        return "–"
    return tr(labels[code]) if code in labels else str(code)


def worded(text: Word) -> str:
    """Return a text that a module of data named, such as the title of a field, in the reader's language."""
    return tr(text)


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
