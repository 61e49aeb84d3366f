"""What an administrator may say of who may read and change what."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

# Which role is granted for what: of consortium and organisation those it may have, and those it must have.
GRANTED_FOR: Mapping[str, tuple[AbstractSet[str], AbstractSet[str]]] = {
    "reader": ({"consortium_id"}, set()),
    "partner": ({"consortium_id", "organisation_id"}, {"organisation_id"}),
    "coordinator": ({"consortium_id"}, {"consortium_id"}),
    "funder": ({"consortium_id"}, set()),
    "administrator": (set(), set()),
}


@dataclass(frozen=True)
class NewGrant:
    """What an administrator grants; `person` is an e-mail address or what the identity provider calls them.

    `until_on` is the last day, None for no end. `recorded_as` is what the history calls the person; a name is made up
    where none is given.
    """

    person: str
    role: str | None
    consortium_id: str | None = None
    organisation_id: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    recorded_as: str | None = None
