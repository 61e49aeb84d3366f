"""Commands about who may do what: `python -m data access list|grant|revoke|erase`."""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from data.access import ROLES
from data.changes.access import ended_before, erase, grant, revoke
from data.changes.grants import NewGrant
from data.problems import Problem
from data.store import Store

WHO = "command line"
GRANTS = """
select
    access_grant.access_grant_id,
    access_grant.person,
    access_grant.recorded_as,
    access_grant.role,
    consortium.acronym,
    known_as(organisation.short_name, organisation.legal_name) as organisation,
    access_grant.from_on,
    access_grant.until_on
from access_grant
left join consortium on access_grant.consortium_id = consortium.consortium_id
left join organisation on access_grant.organisation_id = organisation.organisation_id
order by access_grant.person, access_grant.from_on, access_grant.access_grant_id
"""
CONSORTIUM = """
select consortium_id
from consortium
where lower(consortium_id) = lower($name) or lower(acronym) = lower($name)
order by consortium_id
"""
ORGANISATION = """
select distinct organisation.organisation_id
from organisation
inner join participation on organisation.organisation_id = participation.organisation_id
where
    ($consortium is null or participation.consortium_id = $consortium)
    and lower($name) in (
        lower(organisation.organisation_id), lower(organisation.short_name), lower(organisation.legal_name)
    )
order by organisation.organisation_id
"""


def add_access_commands(commands: Any, present_store: Callable[[], Store]) -> None:
    """Add `access` and what is below it to the commands of the command line."""
    parser = commands.add_parser(
        "access",
        help="who may read and change what",
        description="Say who may read and change what, where people sign in (ACCESS=sign-in). The first administrator "
        "is made here.",
    )
    below = parser.add_subparsers(required=True, metavar="COMMAND")
    listed = below.add_parser("list", help="list everybody who was given access")
    listed.set_defaults(run=lambda _: _list(present_store()))
    granting = below.add_parser("grant", help="give somebody a role")
    granting.add_argument("person", help="e-mail address, or the name that the dashboard shows whom nobody let in")
    granting.add_argument("role", choices=ROLES)
    granting.add_argument("--consortium", metavar="ACRONYM", help="its acronym or id; all of them if left out")
    granting.add_argument("--organisation", metavar="NAME", help="of a partner: its name or id")
    granting.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="DAY", help="today if left out")
    granting.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="the last day; no end if left out")
    granting.add_argument(
        "--recorded-as", metavar="NAME", help="what the history calls the person; made up if left out"
    )
    granting.set_defaults(run=lambda chosen: _grant(present_store(), chosen))
    revoking = below.add_parser("revoke", help="take a role back, or all that somebody has")
    revoking.add_argument("person")
    revoking.add_argument("--role", choices=ROLES, help="this role only")
    revoking.set_defaults(run=lambda chosen: _revoke(present_store(), chosen))
    erasing = below.add_parser("erase", help="forget a person: in grants and in the history, also of before")
    whom = erasing.add_mutually_exclusive_group(required=True)
    whom.add_argument("person", nargs="?")
    whom.add_argument(
        "--ended-before", type=date.fromisoformat, metavar="DAY", help="everybody all of whose roles ended before"
    )
    erasing.set_defaults(run=lambda chosen: _erase(present_store(), chosen))


def _list(store: Store) -> int:
    rows = store.fetch(GRANTS).to_dicts()
    if not rows:
        print("Nobody was given access. Make the first administrator: python -m data access grant PERSON administrator")
    for row in rows:
        scope = ", ".join(row[name] for name in ("organisation", "acronym") if row[name]) or "everything"
        until = f" until {row['until_on']}" if row["until_on"] else ""
        print(
            f"{row['person']}  {row['role']} of {scope}, from {row['from_on']}{until}, recorded as {row['recorded_as']}"
        )
    return 0


def _grant(store: Store, chosen: argparse.Namespace) -> int:
    consortium = _one(store, CONSORTIUM, {"name": chosen.consortium}, chosen.consortium)
    asked = {"name": chosen.organisation, "consortium": consortium}
    given = NewGrant(
        chosen.person,
        chosen.role,
        consortium_id=consortium,
        organisation_id=_one(store, ORGANISATION, asked, chosen.organisation),
        from_on=chosen.from_on,
        until_on=chosen.until,
        recorded_as=chosen.recorded_as,
    )
    recorded_as, _ = grant(given, who=WHO, today=datetime.now().astimezone().date())
    print(f"{chosen.person} is {chosen.role} now; the history calls them “{recorded_as}”.")
    return 0


def _revoke(store: Store, chosen: argparse.Namespace) -> int:
    held = [row for row in store.fetch(GRANTS).to_dicts() if row["person"] == chosen.person.casefold()]
    held = [row for row in held if chosen.role in (None, row["role"])]
    if not held:
        raise Problem("Nothing is granted to {person}.", "Look with: python -m data access list", person=chosen.person)
    for row in held:
        revoke(row["access_grant_id"], who=WHO)
        print(f"{chosen.person} is {row['role']} no more.")
    return 0


def _erase(store: Store, chosen: argparse.Namespace) -> int:
    persons = [chosen.person] if chosen.person else ended_before(chosen.ended_before)
    for person in persons:
        pseudonym, change = erase(person, who=WHO)
        print(f"Erased a person in {change.row_count} rows; the history says “{pseudonym}”.")
    store.checkpoint()
    print(f"{len(persons)} erased. Backups made before still hold them: delete those, or let them run out.")
    return 0


def _one(store: Store, question: str, asked: dict[str, Any], name: str | None) -> str | None:
    if name is None:
        return None
    found = store.fetch(question, asked).to_series().to_list()
    if len(found) != 1:
        raise Problem(
            "“{name}” names {n} consortia or partners on record.", "Give its id instead.", name=name, n=len(found)
        )
    return str(found[0])
