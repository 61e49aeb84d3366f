"""What a user may say of a civil society organisation (CSO) and of its contact with a partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from data.problems import Problem

# Groups of the International Classification of Non-profit and Third Sector Organizations (United Nations, 2018).
ACTIVITY_FIELDS = (
    "Culture, communication and recreation",
    "Education services",
    "Human health services",
    "Social services",
    "Environmental protection and animal welfare",
    "Community and economic development, and housing",
    "Civic, advocacy, political and international activities",
    "Philanthropic intermediaries and voluntarism promotion",
    "Religious congregations and associations",
    "Business, professional and labour organizations",
    "Professional, scientific, accounting and administrative services",
    "Other activities",
)


class CsoFields(TypedDict, total=False):
    """Fields of an organisation that can be corrected; latitude and longitude in degrees."""

    legal_name: str | None
    short_name: str | None
    activity_field: str | None
    country: str | None
    city: str | None
    website: str | None
    region_code: str | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Relation:
    """A CSO's contact with a partner of a consortium, from the day `active_from`; None where that is not known."""

    consortium_id: str
    cso_id: str
    partner_id: str | None
    active_from: date | None = None


@dataclass(frozen=True)
class NewCso:
    """What a user says of a CSO in contact with a partner of a consortium.

    `different_from` are organisations on record of which the user says that this is another one.
    """

    consortium_id: str
    fields: CsoFields
    partner_id: str | None
    active_from: date | None = None
    different_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnRecord:
    """An organisation on record that may be the one a user is about to add, and what of it agrees."""

    organisation_id: str
    name: str
    city: str | None
    likeness: float
    same_website: bool
    same_city: bool


class MayBeOnRecord(Problem):
    """The organisation to be added may be on record already; `found` says as which, the likeliest first."""

    def __init__(self, found: Sequence[OnRecord]) -> None:
        super().__init__(
            "This organisation may be on record already.",
            "Nothing was saved and what you typed is kept. Use the one on record, or save yours as a new one.",
        )
        self.found = tuple(found)
