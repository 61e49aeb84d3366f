"""What a user may say of results: indicators and their values, quotes, and the self-assessment of engagement."""

from dataclasses import dataclass
from datetime import date

from data.problems import Word

RESULTS_LEVELS = ("activity", "output", "outcome", "impact")
DIRECTIONS = ("ascending", "descending")
ACCUMULATIONS = ("cumulative", "periodic")
EVIDENCE_LEVELS = (0, 1, 2, 3)
# From this level on somebody else can look at what a value rests on, so it is said what that is.
DOCUMENTED = 2
TOTAL = "total"
# ISO 639-1: the official languages of the programme countries.
LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it", "lt", "lv", "mk", "mt",
    "nb", "nl", "pl", "pt", "ro", "sk", "sl", "sr", "sv", "tr",
)  # fmt: skip
# Of the TEFCE Toolbox.
DIMENSIONS = range(1, 8)
CRITERIA = range(1, 6)
ASSESSED_LEVELS = range(1, 6)

# Fields that both a form and a refusal name.
NUMERATOR = Word("Numerator")
DENOMINATOR = Word("Denominator")


@dataclass(frozen=True)
class NewIndicator:
    """What a user says of an indicator; without a target it is a finding."""

    consortium_id: str
    code: str
    title: str
    results_level: str | None
    unit: str
    direction: str | None
    accumulation: str | None
    objective: str | None = None
    baseline: float | None = None
    target: float | None = None
    target_on: date | None = None
    disaggregation_axis: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class IndicatorValue:
    """What a user says an indicator was on a day, as a whole or of one part of it.

    A whole has the axis and the category 'total'. Where numerator and denominator are given, the value is their
    quotient, in percent for an indicator in %.
    """

    indicator_id: str
    observed_on: date
    evidence_level: int | None
    axis: str = TOTAL
    category: str | None = TOTAL
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    respondents: int | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class NewQuote:
    """What somebody said, who stands as one of the audiences and never by name, and what it is about."""

    consortium_id: str
    quote: str
    said_by: str | None
    said_on: date
    language: str | None
    pilot_id: str | None = None
    indicator_id: str | None = None
    objective: str | None = None


@dataclass(frozen=True)
class AssessedCell:
    """How a consortium judges one dimension of its community engagement by one criterion, and what that rests on."""

    consortium_id: str
    dimension: int
    criterion: int
    assessed_on: date
    level: int | None
    evidence: str | None
