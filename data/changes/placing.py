"""What a user may say about where an organisation lies when the name of its city means several places."""

from data import store
from data.changes.checked import SOURCE
from data.problems import Problem, Word
from data.regions.placing import place_organisation
from data.transaction import Change, Transaction

IN_DOUBT = """
select scheme
from placement
where
    subject_kind = 'organisation'
    and subject_id = $organisation_id
    and (placed_by = 'chosen' or list_contains(string_split(reason, '|'), 'several places'))
"""
CHOSEN = """
select scheme
from placement
where
    subject_kind = 'organisation'
    and subject_id = $organisation_id
    and placed_by = 'chosen'
    and place_id = $place_id
"""


def choose_place(organisation_id: str, place_id: str, *, who: str) -> Change:
    """Record which of several places of one name an organisation lies in, for all schemes, and return the change.

    The choice holds until the organisation gets a code or coordinates of its own, or another city. Raise Problem when
    there is nothing to choose, or the place is not among those its city can mean; nothing is saved then.
    """
    asked = {"organisation_id": organisation_id}

    def work(transaction: Transaction) -> None:
        if transaction.fetch(IN_DOUBT, asked).is_empty():
            raise Problem(
                "It is not in doubt where this organisation lies.",
                "To move it, correct its city, its coordinates or its region code.",
            )
        transaction.append("source_document", [SOURCE])
        place_organisation(transaction, organisation_id, chosen=(place_id, SOURCE["source_id"]))
        if transaction.fetch(CHOSEN, asked | {"place_id": place_id}).is_empty():
            raise Problem(
                "The field “{field}” names a place that the city of this organisation cannot mean.",
                "Choose one from the list.",
                field=Word("Place"),
            )

    return store.write(work, who=who, why=f"{organisation_id}: place chosen", origin="app")[1]
