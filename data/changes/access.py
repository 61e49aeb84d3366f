"""Grant somebody a role and take it back; the records keep who could do what when."""

import uuid
from datetime import date
from typing import Any

import polars as pl

from data import store
from data.access import ROLES
from data.changes import checked
from data.changes.checked import SOURCE
from data.changes.grants import GRANTED_FOR, NewGrant
from data.problems import Problem, Word
from data.transaction import Change, Transaction

LONGEST_NAME = 80
PERSON = Word("Person")
RECORDED_AS = Word("Recorded as")
FIELDS = {"consortium_id": Word("Consortium"), "organisation_id": Word("Organisation")}

TAKES_PART = """
select organisation_id
from participation
where organisation_id = $organisation_id and consortium_id = coalesce($consortium_id, consortium_id)
"""
KNOWN_AS = "select recorded_as from access_grant_history where person = $person order by version desc limit 1"
NAME_IS_TAKEN = """
select recorded_as as name
from access_grant_history
where recorded_as = $name and person <> $person
union
select recorded_by as name
from change
where recorded_by = $name and not exists (select 1 from access_grant_history where recorded_as = $name)
"""
SAME = """
select access_grant_id
from access_grant
where
    person = $person
    and role = $role
    and consortium_id is not distinct from $consortium_id
    and organisation_id is not distinct from $organisation_id
    and (until_on is null or until_on >= $from_on)
    and ($until_on is null or from_on <= $until_on)
"""
NAMES = "select distinct recorded_as from access_grant_history where person = $person order by recorded_as"
GRANTS_OF = "select * from access_grant where person = $person"
# The last day of a role that was taken back is the day of the change that did it.
ENDED = """
select grants.person
from access_grant_history as grants
left join access_grant as standing on grants.access_grant_id = standing.access_grant_id
inner join change on grants.version = change.version
where not starts_with(grants.person, 'erased person ')
group by grants.person
having
    max(coalesce(standing.until_on, case when standing.access_grant_id is not null then date '9999-12-31' end))
    is distinct from date '9999-12-31'
    and greatest(
        max(standing.until_on),
        max(cast(change.recorded_at as date)) filter (where standing.access_grant_id is null)
    ) < $day
order by grants.person
"""
GRANT = "select * from access_grant where access_grant_id = $access_grant_id"


def grant(given: NewGrant, *, who: str, today: date) -> tuple[str, Change]:
    """Grant a role and return what the history calls the person, and the change.

    Raise Problem when a field is wrong, or missing for the role, or the person has the role already.
    """
    role = checked.filled(checked.one_of(given.role, ROLES, Word("Role")), Word("Role"))
    row = {
        "access_grant_id": uuid.uuid4().hex,
        "person": checked.text(given.person, PERSON, names_person=True).casefold(),
        "role": role,
        "consortium_id": given.consortium_id,
        "organisation_id": given.organisation_id,
        "from_on": given.from_on or today,
        "until_on": given.until_on,
        "source_id": SOURCE["source_id"],
    }
    _check_scope(row)
    _check_days(row, today)

    def work(transaction: Transaction) -> str:
        if given.consortium_id:
            checked.lifetime(transaction, given.consortium_id)
        if given.organisation_id:
            scope = {"organisation_id": given.organisation_id, "consortium_id": given.consortium_id}
            if transaction.fetch(TAKES_PART, scope).is_empty():
                raise Problem(
                    "The field “Organisation” does not name a partner of this consortium.", "Choose one from the list."
                )
        same = ("person", "role", "consortium_id", "organisation_id", "from_on", "until_on")
        if not transaction.fetch(SAME, {name: row[name] for name in same}).is_empty():
            raise Problem(
                "The field “Role” says {role}, which this person has already.",
                "Leave it as it is, or take it back first.",
                role=role,
            )
        recorded_as = _recorded_as(transaction, row, given.recorded_as)
        transaction.append("source_document", [SOURCE])
        transaction.append("access_grant", [row | {"recorded_as": recorded_as}])
        return recorded_as

    # Not the person: reasons are read by those who may not know who has which right.
    return store.write(work, who=who, why=f"access: {role} granted", origin="app")


def revoke(access_grant_id: str, *, who: str) -> Change:
    """Take a role back, from the next question on, and return the change; raise Problem when it is not granted."""

    def work(transaction: Transaction) -> None:
        held = transaction.fetch(GRANT, {"access_grant_id": access_grant_id})
        if held.is_empty():
            raise Problem("This role is not granted any more.", "Load the page again.")
        transaction.withdraw("access_grant", held)

    return store.write(work, who=who, why="access: role taken back", origin="app")[1]


def erase(person: str, *, who: str) -> tuple[str, Change]:
    """Take back what was granted to a person and erase their name from grants and history, also of before.

    What they recorded stays, under a name that says nothing; return that and the change. Raise Problem when there is no
    such person.
    """
    known = checked.text(person, PERSON, names_person=True).casefold()
    pseudonym = f"erased person {uuid.uuid4().hex[:8]}"

    def work(transaction: Transaction) -> None:
        names = transaction.fetch(NAMES, {"person": known})["recorded_as"].to_list()
        if not names:
            raise Problem("Nothing was ever granted to this person.", "Look with: python -m data access list")
        for recorded_as in names:
            transaction.erase_person(known, recorded_as, pseudonym)
        # Only now: the rows that take the roles back must not name the person either.
        transaction.withdraw("access_grant", transaction.fetch(GRANTS_OF, {"person": pseudonym}))

    return pseudonym, store.write(work, who=who, why="access: a person was erased", origin="app")[1]


def ended_before(day: date) -> list[str]:
    """Return the persons all of whose roles ended before a day."""
    return store.fetch(ENDED, {"day": day})["person"].to_list()


def _check_scope(row: dict[str, Any]) -> None:
    may_have, must_have = GRANTED_FOR[row["role"]]
    for name, field in FIELDS.items():
        if row[name] is None and name in must_have:
            raise Problem("The field “{field}” is empty.", "Choose one from the list.", field=field)
        if row[name] is not None and name not in may_have:
            raise Problem(
                "The field “{field}” is filled in, and the role {role} is not granted for it.",
                "Empty the field or choose another role.",
                field=field,
                role=row["role"],
            )


def _check_days(row: dict[str, Any], today: date) -> None:
    if row["until_on"] is not None and row["until_on"] < max(row["from_on"], today):
        raise Problem(
            "The field “{field}” says {day}, which is over or before the first day.",
            "Choose a later day, or leave the field empty.",
            field=Word("Last day"),
            day=row["until_on"],
        )


def _recorded_as(transaction: Transaction, row: dict[str, Any], wanted: str | None) -> str:
    known: pl.Series = transaction.fetch(KNOWN_AS, {"person": row["person"]})["recorded_as"]
    if len(known) and wanted in (None, known[0]):
        return str(known[0])
    if len(known):
        raise Problem(
            "The history calls this person {name}.",
            "Leave the field “{field}” empty: a person keeps one name.",
            name=known[0],
            field=RECORDED_AS,
        )
    if wanted is None:
        return f"{row['role']} {uuid.uuid4().hex[:6]}"
    name = checked.text(wanted, RECORDED_AS, longest=LONGEST_NAME)
    if not transaction.fetch(NAME_IS_TAKEN, {"name": name, "person": row["person"]}).is_empty():
        raise Problem(
            "The field “{field}” says {name}, which is taken.", "Choose another name.", field=RECORDED_AS, name=name
        )
    return name
