"""Who is asking, and what they may read and change; see docs/decisions/0016-access.md.

The store asks here before it answers and before it keeps a change, so that a page that forgets cannot leak.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ParamSpec, Protocol, Self, TypeVar

import polars as pl

from data import settings
from data.problems import Problem

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

ROLES = ("reader", "partner", "coordinator", "funder", "administrator")

GRANTS = """
select
    recorded_as,
    role,
    consortium_id,
    organisation_id
from access_grant
where
    person in $persons
    and from_on <= $today
    and (until_on is null or until_on >= $today)
order by from_on, access_grant_id
"""
# A partner that left keeps what it could read, and changes nothing more from the day on which participation_state no
# longer has it. One that is still to join was given access to prepare.
PARTICIPATIONS = """
select distinct
    consortium_id,
    organisation_id,
    left_on is null or left_on > $today as takes_part
from participation
where organisation_id in $organisations
order by consortium_id, organisation_id, takes_part
"""


class Ask(Protocol):
    """Ask the store without any limit of a reader."""

    def __call__(self, sql: str, parameters: Mapping[str, Any]) -> pl.DataFrame:
        """Return the rows of `sql`."""
        ...


@dataclass(frozen=True)
class Person:
    """Somebody who signed in: every name under which a grant may know them, such as an e-mail address."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """What somebody may do.

    `reads` are the consortia whose rows they see, None for all; `leads` those of which they may change every row;
    `works_for` the pairs of consortium and organisation whose own rows they may change. `recorded_as` stands in the
    history of what they save; None leaves that to the program. `roles` are what they were granted.
    """

    recorded_as: str | None = None
    reads: tuple[str, ...] | None = ()
    leads: frozenset[str] = frozenset()
    works_for: frozenset[tuple[str, str]] = frozenset()
    administers: bool = False
    roles: tuple[str, ...] = ()

    @property
    def may_change(self) -> bool:
        """Return whether there is anything this reader may change."""
        return self.administers or bool(self.leads or self.works_for)

    @property
    def scope(self) -> tuple[tuple[str, ...] | None, bool, str | None]:
        """Return what answers depend on: the consortia read, whether everything else is, and who sees what is theirs.

        Those who change nothing have nothing of their own, and the same answers as all who read what they read.
        """
        return self.reads, self.administers, self.recorded_as if self.may_change and not self.administers else None

    def among(self, consortia: Collection[str]) -> Self:
        """Return a reader who sees of all consortia these at most, and the rest as this one does."""
        return replace(self, reads=tuple(one for one in consortia if self.reads is None or one in self.reads))


# The command line, the start of the dashboard, and whoever opens it on their own machine.
EVERYTHING = Reader(reads=None, administers=True)
VISITOR = Reader(reads=None)


class NotSignedIn(Problem):
    """Nobody is signed in where only those who are may read."""

    def __init__(self) -> None:
        super().__init__("You are not signed in.", "Load the page again and sign in.")


_acting: ContextVar[Reader | Person | None] = ContextVar("acting", default=None)
_signed_in: Callable[[], Person | None] = lambda: None  # noqa: E731


def ask_session(signed_in: Callable[[], Person | None]) -> None:
    """Let `signed_in` say from now on who is signed in where a question comes from, None for nobody."""
    global _signed_in
    _signed_in = signed_in


@contextmanager
def acting_as(who: Reader | Person) -> Iterator[None]:
    """Let `who` be the one that asks and saves within the block."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def carried(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return `work` for another thread, there done as whoever asks for it here; their grants are those of then."""
    who = _acting.get() or _signed_in()

    def done(*values: Arguments.args, **named: Arguments.kwargs) -> Result:
        if who is None:
            return work(*values, **named)
        with acting_as(who):
            return work(*values, **named)

    return done


def reader(ask: Ask) -> Reader:
    """Return what whoever asks may do, by the grants that `ask` finds; raise NotSignedIn when that must be known first.

    `ACCESS` decides: `local` and `local-network` let everybody do everything, `public` lets everybody read, `sign-in`
    lets those read and change who have a grant.
    """
    who = _acting.get()
    if isinstance(who, Reader):
        return who
    mode = settings.access()
    if mode == "public":
        return VISITOR
    if mode != "sign-in":
        return EVERYTHING
    person = who or _signed_in()
    if person is None:
        raise NotSignedIn
    return granted(person, ask, datetime.now().astimezone().date())


def granted(person: Person, ask: Ask, today: date) -> Reader:
    """Return what a person may do on a day; a reader of nothing when there is no grant."""
    grants = ask(GRANTS, {"persons": list(person.names), "today": today}).to_dicts()
    if not grants:
        return Reader()
    roles = tuple(role for role in ROLES if any(grant["role"] == role for grant in grants))
    recorded_as = grants[0]["recorded_as"]
    if "administrator" in roles:
        return Reader(recorded_as, reads=None, administers=True, roles=roles)
    organisations = sorted({grant["organisation_id"] for grant in grants if grant["role"] == "partner"})
    parts = ask(PARTICIPATIONS, {"organisations": organisations, "today": today}).rows() if organisations else []
    # A grant of a partner may be for one consortium only.
    narrowed = {(grant["organisation_id"], grant["consortium_id"]) for grant in grants if grant["role"] == "partner"}
    parts = [part for part in parts if {(part[1], None), (part[1], part[0])} & narrowed]
    named = {grant["consortium_id"] for grant in grants if grant["role"] in ("reader", "funder", "coordinator")}
    return Reader(
        recorded_as,
        reads=None if None in named else tuple(sorted(named | {consortium for consortium, _, _ in parts})),
        leads=frozenset(grant["consortium_id"] for grant in grants if grant["role"] == "coordinator"),
        works_for=frozenset((consortium, organisation) for consortium, organisation, takes_part in parts if takes_part),
        roles=roles,
    )
