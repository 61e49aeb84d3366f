"""The sheets of our own workbook: which column of the store each column is, and what its header says.

Made by data/exports/template.py, which describes the layout; read back at import. Codes stand in the cells as they
stand in the store, and their meaning in the notes and on the sheet "Values".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from data.changes.activities import AUDIENCES, STATES
from data.changes.csos import ACTIVITY_FIELDS
from data.changes.results import ACCUMULATIONS, DIRECTIONS, EVIDENCE_LEVELS, RESULTS_LEVELS

Kind = Literal["text", "day", "number", "whole number", "share", "yes or no", "choice", "reference"]


@dataclass(frozen=True)
class Field:
    """One column of a sheet.

    `column` is its machine name, `<entity>.<column>` of the store. `choices` are codes with their meaning; where
    `or_other`, something else may be typed. `refers_to` is the key of the sheet whose naming column the cell repeats
    (`objective`: of no sheet, but the consortium's own list). `precision` is the column of the same entity that says
    how exactly a day is known; where there is none, only a full day can stand.
    """

    column: str
    label: str
    note: str
    kind: Kind = "text"
    width: int = 16
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    or_other: bool = False
    refers_to: str | None = None
    precision: str | None = None
    example: str = ""

    @property
    def entity(self) -> str:
        """The entity of the store to which the column belongs."""
        return self.column.partition(".")[0]

    @property
    def name(self) -> str:
        """The name of the column in its entity."""
        return self.column.partition(".")[2]


@dataclass(frozen=True)
class Sheet:
    """One sheet: `entity` is the one whose key is the row's id; `named_by` the column by which other sheets name it.

    `of_partner` is the column that names the partner who answers for a row, by which a pack for one partner is made;
    None where nobody does, and the sheet is left out of the pack.
    """

    key: str
    title: str
    purpose: str
    entity: str
    fields: tuple[Field, ...]
    named_by: str | None = None
    of_partner: str | None = None

    def field(self, column: str) -> Field:
        """Return the field with this machine name; raise KeyError when the sheet has none."""
        for one in self.fields:
            if one.column == column:
                return one
        raise KeyError(column)


ORGANISATION_TYPES = {
    "HEI": "higher education institution",
    "CSO": "civil society organisation",
    "ENTERPRISE": "enterprise",
    "SME": "small or medium enterprise",
    "VET": "vocational training provider",
    "RESEARCH": "research organisation",
    "PUBLIC": "public body",
    "SCHOOL": "school",
    "OTHER": "other organisation",
}
ROLES = {"coordinator": "coordinator", "partner": "partner", "associated": "associated partner"}
DELIVERABLE_TYPES = {
    "R": "document, report",
    "DEM": "demonstrator, pilot, prototype",
    "DEC": "website, patent, video",
    "DATA": "data set",
    "DMP": "data management plan",
    "ETHICS": "ethics",
    "SECURITY": "security",
    "OTHER": "other",
}
DISSEMINATION_LEVELS = {
    "PU": "public",
    "SEN": "sensitive",
    "R-UE/EU-R": "EU restricted",
    "C-UE/EU-C": "EU confidential",
    "S-UE/EU-S": "EU secret",
    "CO": "confidential (Horizon 2020)",
    "CI": "classified (Horizon 2020)",
}
# `planned` is not among them: it stands in the columns "Baseline due" of the things themselves.
DELIVERABLE_EVENTS = {
    "rescheduled": "has a new due date (needs “New due date” and “Reason”)",
    "drafted": "work has begun (give “Progress”, if known)",
    "submitted": "handed in",
    "returned": "the funder asks for revision (needs “Reason”)",
    "approved": "accepted by the funder",
    "merged": "merged into another deliverable (needs “Merged into”)",
    "removed": "removed by amendment (needs “Reason”)",
}
MILESTONE_EVENTS = {
    "rescheduled": "has a new due date (needs “New due date” and “Reason”)",
    "achieved": "achieved",
    "explained": "not achieved in time, and explained to the funder (needs “Reason”)",
    "removed": "removed by amendment (needs “Reason”)",
}
LEVELS = {"low": "low", "medium": "medium", "high": "high"}
ENGAGEMENT_KINDS = {
    kind: kind
    for kind in (
        "workshop",
        "co-design session",
        "site visit",
        "training",
        "science shop request",
        "public event",
        "policy dialogue",
    )
}
AUDIENCE_NAMES = dict(
    zip(AUDIENCES, ("students", "staff", "CSO members", "citizens", "policy makers", "enterprises"), strict=True)
)
YES_OR_NO = {"yes": "yes", "no": "no"}
EVIDENCE_NAMES = dict(
    zip(
        (str(level) for level in EVIDENCE_LEVELS),
        ("none", "self-reported", "documented", "verified by a second party"),
        strict=True,
    )
)
DIRECTION_NAMES = dict(zip(DIRECTIONS, ("more is better", "less is better"), strict=True))
ACCUMULATION_NAMES = dict(zip(ACCUMULATIONS, ("the last value counts", "values add up"), strict=True))
STATE_NAMES = dict(
    zip(STATES, ("ongoing", "put off (needs “Reason”)", "delivered", "dropped (needs “Reason”)"), strict=True)
)

DAY = "A day such as 2026-03-31."
ANY_DAY = (
    "A day such as 2026-03-31. Where the month or the year alone is known: '2026-03 or '2026, with the apostrophe, "
    "which keeps Excel from making a day of it."
)
UNKNOWN = "Leave empty what is not known: empty is not 0."


def _place(entity: str, city: str, country: str) -> tuple[Field, ...]:
    return (
        Field(
            f"{entity}.country",
            "Country",
            "Two letters (ISO 3166-1), such as BE; EL and UK are understood.",
            width=9,
            example=country,
        ),
        Field(f"{entity}.city", "City", "Without postal code.", example=city),
        Field(
            f"{entity}.region_code",
            "Region code",
            "A code such as BE23. Leave it empty when you do not know it: the region is found by coordinates or city.",
            width=13,
        ),
    )


def _coordinates(entity: str) -> tuple[Field, ...]:
    return (
        Field(f"{entity}.latitude", "Latitude", "Degrees, -90 to 90, such as 51.05.", "number", 11),
        Field(f"{entity}.longitude", "Longitude", "Degrees, -180 to 180, such as 3.72.", "number", 11),
    )


def _reference(column: str, label: str, sheet: str, example: str = "", *, required: bool = False) -> Field:
    return Field(column, label, "", "reference", 20, required=required, refers_to=sheet, example=example)


def _title(entity: str, example: str) -> Field:
    return Field(f"{entity}.title", "Title", "At most 300 characters.", width=44, required=True, example=example)


def _objective(entity: str) -> Field:
    return Field(
        f"{entity}.objective",
        "Objective",
        "The number of a specific objective of the consortium, such as SO1.",
        "reference",
        11,
        refers_to="objective",
    )


PARTNERS = Sheet(
    "partners",
    "Partners",
    "Who takes part, in which role, from when to when.",
    "participation",
    (
        Field(
            "organisation.short_name",
            "Short name",
            "What the organisation is called on the other sheets. Each name once.",
            width=22,
            required=True,
            example="Example University",
        ),
        Field("organisation.legal_name", "Legal name", "As registered.", width=40, example="Voorbeelduniversiteit"),
        Field(
            "organisation.organisation_type",
            "Kind of organisation",
            "",
            "choice",
            14,
            required=True,
            choices=ORGANISATION_TYPES,
            example="HEI",
        ),
        Field("participation.role", "Role", "", "choice", 13, required=True, choices=ROLES, example="partner"),
        *_place("organisation", "Gent", "BE"),
        *_coordinates("organisation"),
        Field("organisation.pic", "PIC", "Participant identification code: 9 digits.", width=11, example="999999999"),
        Field("organisation.oid", "OID", "Organisation ID of Erasmus+: E and 8 digits.", width=11),
        Field("organisation.ror", "ROR", "The address at ror.org.", width=28),
        Field("organisation.vat_number", "VAT number", "With the letters of the country.", width=16),
        Field("organisation.erasmus_code", "Erasmus code", "Of holders of the charter, such as B GENT01.", width=14),
        Field("organisation.website", "Website", "Beginning with https:// or http://.", width=28),
        Field(
            "participation.joined_on",
            "Joined on",
            ANY_DAY,
            "day",
            12,
            precision="joined_precision",
            example="2024-01-01",
        ),
        Field("participation.left_on", "Left on", f"{DAY} Leave it empty while the partner is in.", "day", 12),
        Field("participation.budget_eur", "Budget, EUR", UNKNOWN, "number", 14, example="250000"),
    ),
    "organisation.short_name",
    "participation.organisation_id",
)

WORK_PACKAGES = Sheet(
    "work_packages",
    "Work packages",
    "The numbered blocks of work, and who leads them.",
    "work_package",
    (
        Field("work_package.work_package", "No.", "Such as WP1.", width=9, required=True, example="WP1"),
        _title("work_package", "Management and quality"),
        _reference("work_package.lead_id", "Lead partner", "partners", "Example University"),
        Field("work_package.starts_on", "Starts on", DAY, "day", 12, example="2024-01-01"),
        Field("work_package.ends_on", "Ends on", DAY, "day", 12, example="2026-12-31"),
    ),
    "work_package.work_package",
    "work_package.lead_id",
)

DELIVERABLES = Sheet(
    "deliverables",
    "Deliverables",
    "What is owed to the funder, as in the signed plan. What happened to it since stands on the next sheet.",
    "deliverable",
    (
        Field("deliverable.code", "No.", "Such as D1.2.", width=9, required=True, example="D1.1"),
        _title("deliverable", "Project handbook"),
        _reference("deliverable.work_package", "Work package", "work_packages", "WP1"),
        _reference("deliverable.lead_id", "Lead partner", "partners", "Example University"),
        Field("deliverable.deliverable_type", "Type", "", "choice", 11, choices=DELIVERABLE_TYPES, example="R"),
        Field(
            "deliverable.dissemination_level",
            "Dissemination level",
            "",
            "choice",
            14,
            choices=DISSEMINATION_LEVELS,
            example="PU",
        ),
        _objective("deliverable"),
        Field(
            "deliverable_event.due_on",
            "Baseline due",
            f"The due date of the signed plan. {ANY_DAY} A later due date is an event.",
            "day",
            13,
            precision="due_precision",
            example="2024-03-31",
        ),
        Field(
            "deliverable_event.due_month",
            "Baseline month",
            "The month of the project by whose end it is due, such as 18. A date wins over the month.",
            "whole number",
            12,
            example="3",
        ),
        Field("deliverable.description", "Description", "", width=40),
        Field("deliverable.url", "Published at", "The address of the page or file.", width=30),
    ),
    "deliverable.code",
    "deliverable.lead_id",
)

DELIVERABLE_EVENTS_SHEET = Sheet(
    "deliverable_events",
    "Deliverable events",
    "What happened to a deliverable, and when. Nothing is overwritten: add a row for what is new.",
    "deliverable_event",
    (
        _reference("deliverable_event.deliverable_id", "Deliverable", "deliverables", "D1.1", required=True),
        Field(
            "deliverable_event.event",
            "Event",
            "",
            "choice",
            14,
            required=True,
            choices=DELIVERABLE_EVENTS,
            example="submitted",
        ),
        Field(
            "deliverable_event.effective_on",
            "Day",
            f"When it happened. {ANY_DAY}",
            "day",
            12,
            required=True,
            precision="effective_precision",
            example="2024-03-28",
        ),
        Field("deliverable_event.due_on", "New due date", ANY_DAY, "day", 13, precision="due_precision"),
        Field("deliverable_event.progress", "Progress", "From 0 % to 100 %.", "share", 10),
        _reference("deliverable_event.merged_into_id", "Merged into", "deliverables"),
        Field("deliverable_event.reason", "Reason", "In a sentence.", width=44),
    ),
    of_partner="deliverable_event.deliverable_id",
)

MILESTONES = Sheet(
    "milestones",
    "Milestones",
    "The control points of the plan.",
    "milestone",
    (
        Field("milestone.code", "No.", "Such as MS1.", width=9, required=True, example="MS1"),
        _title("milestone", "Kick-off meeting held"),
        _reference("milestone.work_package", "Work package", "work_packages", "WP1"),
        _reference("milestone.lead_id", "Lead partner", "partners", "Example University"),
        Field("milestone.means_of_verification", "Means of verification", "", width=36, example="Minutes"),
        _reference("milestone.closes_deliverable_id", "Closes deliverable", "deliverables"),
        Field(
            "milestone_event.due_on", "Baseline due", f"The due date of the signed plan. {DAY}", "day", 13,
            example="2024-01-31",
        ),
    ),
    "milestone.code",
    "milestone.lead_id",
)  # fmt: skip

MILESTONE_EVENTS_SHEET = Sheet(
    "milestone_events",
    "Milestone events",
    "What happened to a milestone, and when. Nothing is overwritten: add a row for what is new.",
    "milestone_event",
    (
        _reference("milestone_event.milestone_id", "Milestone", "milestones", "MS1", required=True),
        Field(
            "milestone_event.event",
            "Event",
            "",
            "choice",
            14,
            required=True,
            choices=MILESTONE_EVENTS,
            example="achieved",
        ),
        Field(
            "milestone_event.effective_on",
            "Day",
            f"When it happened. {DAY}",
            "day",
            12,
            required=True,
            example="2024-01-25",
        ),
        Field("milestone_event.due_on", "New due date", DAY, "day", 13),
        Field("milestone_event.reason", "Reason", "In a sentence.", width=44),
    ),
    of_partner="milestone_event.milestone_id",
)

RISKS = Sheet(
    "risks",
    "Critical risks",
    "What may go wrong, and what is done about it.",
    "risk",
    (
        Field("risk.code", "No.", "Such as R1.", width=9, required=True, example="R1"),
        Field(
            "risk.description",
            "Description",
            "",
            width=44,
            required=True,
            example="Associations have too little time to take part",
        ),
        Field(
            "risk.foreseen",
            "Foreseen in the proposal",
            "",
            "yes or no",
            11,
            required=True,
            choices=YES_OR_NO,
            example="yes",
        ),
        _reference("risk.work_package", "Work package", "work_packages", "WP1"),
        _reference("risk.lead_id", "Lead partner", "partners", "Example University"),
        Field("risk.likelihood", "Likelihood", "", "choice", 11, required=True, choices=LEVELS, example="medium"),
        Field("risk.severity", "Severity", "", "choice", 11, required=True, choices=LEVELS, example="high"),
        Field("risk.measures", "Measures", "", width=44, required=True, example="Meet in the evening."),
        Field("risk.identified_on", "Identified on", DAY, "day", 13, required=True, example="2024-01-01"),
    ),
    "risk.code",
    "risk.lead_id",
)

RISK_STATES = Sheet(
    "risk_states",
    "Risk states",
    "The state of play of a risk for each reporting period.",
    "risk_state",
    (
        _reference("risk_state.risk_id", "Risk", "risks", "R1", required=True),
        Field("risk_state.period", "Reporting period", "1, 2, 3 ...", "whole number", 11, required=True, example="1"),
        Field("risk_state.recorded_on", "Day", DAY, "day", 12, required=True, example="2025-07-09"),
        Field(
            "risk_state.materialised",
            "Materialised",
            "",
            "yes or no",
            13,
            required=True,
            choices=YES_OR_NO,
            example="no",
        ),
        Field(
            "risk_state.measures_applied",
            "Measures applied",
            "",
            "yes or no",
            11,
            required=True,
            choices=YES_OR_NO,
            example="yes",
        ),
        Field(
            "risk_state.state_of_play",
            "State of play",
            "In a sentence or two.",
            width=50,
            required=True,
            example="Evening meetings bring more associations.",
        ),
    ),
    of_partner="risk_state.risk_id",
)

PILOTS = Sheet(
    "pilots",
    "Pilot projects",
    "Research or service done by students and staff with CSOs.",
    "pilot",
    (
        _title("pilot", "A shared kitchen for three streets"),
        Field("pilot.theme", "Theme", "In one or two words, such as food.", required=True, example="food"),
        _reference("pilot.partner_id", "Partner", "partners", "Example University"),
        *_place("pilot", "Gent", "BE"),
        *_coordinates("pilot"),
        Field("pilot.starts_on", "Starts on", DAY, "day", 12, example="2025-02-20"),
        Field("pilot.ends_on", "Ends on", DAY, "day", 12),
        Field("pilot.stopped_on", "Stopped on", f"{DAY} Only when it was stopped before its end.", "day", 12),
        Field("pilot.case_study_title", "Case study", "Its title.", width=36),
        Field("pilot.case_study_url", "Case study at", "The address of the page or file.", width=30),
        Field("pilot.description", "Description", "", width=44),
    ),
    "pilot.title",
    "pilot.partner_id",
)

PILOT_CSOS = Sheet(
    "pilot_csos",
    "CSOs in pilot projects",
    "Which civil society organisations take part in which pilot project.",
    "pilot_cso",
    (
        _reference(
            "pilot_cso.pilot_id", "Pilot project", "pilots", "A shared kitchen for three streets", required=True
        ),
        _reference("pilot_cso.cso_id", "CSO", "csos", "Neighbours of Brugse Poort", required=True),
    ),
    of_partner="pilot_cso.pilot_id",
)

CSOS = Sheet(
    "csos",
    "CSOs",
    "Civil society organisations you are in contact with: associations, foundations, other not-for-profits.",
    "organisation",
    (
        Field(
            "organisation.short_name",
            "Short name",
            "What the organisation is called on the other sheets. Each name once. No names of persons.",
            width=28,
            required=True,
            example="Neighbours of Brugse Poort",
        ),
        Field("organisation.legal_name", "Legal name", "As registered.", width=40),
        Field(
            "organisation.activity_field",
            "Field of activity",
            "The group of the International Classification of Non-profit and Third Sector Organizations.",
            "choice",
            30,
            choices={group: group for group in ACTIVITY_FIELDS},
            example="Social services",
        ),
        *_place("organisation", "Gent", "BE"),
        *_coordinates("organisation"),
        Field("organisation.vat_number", "VAT number", "With the letters of the country.", width=16),
        Field("organisation.website", "Website", "Beginning with https:// or http://.", width=28),
    ),
    "organisation.short_name",
    "cso_relation.partner_id",
)

CSO_RELATIONS = Sheet(
    "cso_relations",
    "CSO contacts",
    "Which CSO is in contact with which partner, from when to when.",
    "cso_relation",
    (
        _reference("cso_relation.cso_id", "CSO", "csos", "Neighbours of Brugse Poort", required=True),
        _reference("cso_relation.partner_id", "Partner", "partners", "Example University", required=True),
        Field("cso_relation.active_from", "Active from", DAY, "day", 12, example="2025-01-15"),
        Field("cso_relation.active_until", "Active until", f"{DAY} Leave it empty while it lasts.", "day", 12),
    ),
    of_partner="cso_relation.partner_id",
)

ENGAGEMENTS = Sheet(
    "engagements",
    "Engagements",
    "Dated contacts with people outside the consortium. Headcounts by audience; who comes twice counts twice.",
    "engagement",
    (
        Field("engagement.held_on", "Held on", DAY, "day", 12, required=True, example="2025-03-14"),
        Field(
            "engagement.kind",
            "Kind",
            "Choose one, or type your own word.",
            "choice",
            20,
            required=True,
            choices=ENGAGEMENT_KINDS,
            or_other=True,
            example="workshop",
        ),
        _reference("engagement.partner_id", "Partner", "partners", "Example University"),
        _reference("engagement.cso_id", "CSO", "csos", "Neighbours of Brugse Poort"),
        _reference("engagement.pilot_id", "Pilot project", "pilots"),
        Field(
            "engagement.initiator",
            "Initiator",
            "",
            "choice",
            11,
            choices={"cso": "the civil society organisation", "partner": "the partner"},
            example="cso",
        ),
        *_place("engagement", "Gent", "BE"),
        *(
            Field(
                f"engagement.{audience}",
                name[:1].upper() + name[1:],
                f"Headcount. {UNKNOWN}",
                "whole number",
                11,
                example="12" if audience == "student" else "",
            )
            for audience, name in AUDIENCE_NAMES.items()
        ),
        Field(
            "engagement.unique_persons",
            "Unique persons",
            f"Different people in all audiences together. {UNKNOWN}",
            "whole number",
            11,
        ),
    ),
    of_partner="engagement.partner_id",
)

INDICATORS = Sheet(
    "indicators",
    "Indicators",
    "What is counted against a target.",
    "indicator",
    (
        Field("indicator.code", "No.", "Such as I01.", width=9, required=True, example="I01"),
        _title("indicator", "Engagements held with communities"),
        Field(
            "indicator.results_level",
            "Results level",
            "Activities lead to outputs, outputs to outcomes, outcomes to impact.",
            "choice",
            12,
            required=True,
            choices={level: level for level in RESULTS_LEVELS},
            example="output",
        ),
        _objective("indicator"),
        Field("indicator.unit", "Unit", "Such as persons, or %.", required=True, example="engagements"),
        Field(
            "indicator.direction",
            "Direction",
            "",
            "choice",
            13,
            required=True,
            choices=DIRECTION_NAMES,
            example="ascending",
        ),
        Field(
            "indicator.accumulation",
            "Accumulation",
            "",
            "choice",
            13,
            required=True,
            choices=ACCUMULATION_NAMES,
            example="cumulative",
        ),
        Field("indicator.baseline", "Baseline", UNKNOWN, "number", 11, example="0"),
        Field("indicator.target", "Target", UNKNOWN, "number", 11, example="120"),
        Field("indicator.target_on", "Target on", DAY, "day", 12, example="2026-12-31"),
        Field(
            "indicator.disaggregation_axis",
            "Broken down by",
            "What the parts of its values are, such as country or audience.",
            width=15,
        ),
        Field("indicator.note", "Note", "", width=40),
    ),
    "indicator.code",
)

INDICATOR_VALUES = Sheet(
    "indicator_values",
    "Indicator values",
    "What an indicator was on a day, as a whole (total, total) or of one part.",
    "indicator_value",
    (
        _reference("indicator_value.indicator_id", "Indicator", "indicators", "I01", required=True),
        Field(
            "indicator_value.observed_on",
            "Observed on",
            ANY_DAY,
            "day",
            13,
            required=True,
            precision="observed_precision",
            example="2025-06-30",
        ),
        Field(
            "indicator_value.axis",
            "Axis",
            "total for the whole; else what the part is one of, such as country.",
            required=True,
            example="total",
        ),
        Field(
            "indicator_value.category",
            "Part",
            "total for the whole; else which part, such as BE.",
            required=True,
            example="total",
        ),
        Field("indicator_value.value", "Value", "", "number", 11, required=True, example="48"),
        Field("indicator_value.numerator", "Numerator", "Of a percentage.", "number", 11),
        Field("indicator_value.denominator", "Denominator", "Of a percentage.", "number", 12),
        Field("indicator_value.respondents", "Respondents", "Of a survey.", "whole number", 12),
        Field(
            "indicator_value.evidence_level",
            "Evidence level",
            "",
            "choice",
            10,
            required=True,
            choices=EVIDENCE_NAMES,
            example="1",
        ),
        Field("indicator_value.evidence", "Evidence", "Which document or list says so.", width=40),
    ),
)

COMMUNICATION_ACTIVITIES = Sheet(
    "communication_activities",
    "Communication",
    "Communication activities, for whom and by whom.",
    "communication_activity",
    (
        Field("communication_activity.code", "No.", "Such as C1.", width=9, required=True, example="C1"),
        _title("communication_activity", "Launch campaign"),
        Field(
            "communication_activity.audience",
            "Audience",
            "",
            "choice",
            14,
            choices=AUDIENCE_NAMES,
            example="citizen",
        ),
        _reference("communication_activity.lead_id", "Lead partner", "partners", "Example University"),
    ),
    "communication_activity.code",
    "communication_activity.lead_id",
)

COMMUNICATION_STATES = Sheet(
    "communication_states",
    "Communication states",
    "How a communication activity stands, from which day.",
    "communication_activity_state",
    (
        _reference(
            "communication_activity_state.communication_activity_id",
            "Activity",
            "communication_activities",
            "C1",
            required=True,
        ),
        Field("communication_activity_state.effective_on", "Day", DAY, "day", 12, required=True, example="2024-03-11"),
        Field(
            "communication_activity_state.state",
            "State",
            "",
            "choice",
            12,
            required=True,
            choices=STATE_NAMES,
            example="ongoing",
        ),
        Field("communication_activity_state.reason", "Reason", "In a sentence.", width=44),
    ),
    of_partner="communication_activity_state.communication_activity_id",
)

SHEETS = (
    PARTNERS,
    WORK_PACKAGES,
    DELIVERABLES,
    DELIVERABLE_EVENTS_SHEET,
    MILESTONES,
    MILESTONE_EVENTS_SHEET,
    RISKS,
    RISK_STATES,
    PILOTS,
    PILOT_CSOS,
    CSOS,
    CSO_RELATIONS,
    ENGAGEMENTS,
    INDICATORS,
    INDICATOR_VALUES,
    COMMUNICATION_ACTIVITIES,
    COMMUNICATION_STATES,
)
