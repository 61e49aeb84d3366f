"""What a user may say of a communication activity."""

from dataclasses import dataclass
from datetime import date

STATES = ("ongoing", "postponed", "delivered", "cancelled")
AUDIENCES = ("student", "staff", "cso_member", "citizen", "policy_maker", "enterprise")


@dataclass(frozen=True)
class CommunicationState:
    """What a user says of how a communication activity stands from the day `on` on, and why."""

    state: str
    on: date
    reason: str | None = None


@dataclass(frozen=True)
class NewCommunicationActivity:
    """What a user says of a communication activity; `audience` is one of AUDIENCES where it is known."""

    consortium_id: str
    code: str
    title: str
    first: CommunicationState
    audience: str | None = None
    lead_id: str | None = None
