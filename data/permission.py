"""What a change may touch, by what was granted to whoever saves it: checked once, inside every write.

A coordinator changes every row of its consortium, a partner the rows of its organisation: what it leads, its pilots,
engagements and contacts. What the plan promises and what the funder answered is the coordinator's to record. What
belongs to no consortium is an administrator's, organisations excepted: they are changed by those who work with them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import polars as pl

from data.access import Reader
from data.problems import Problem

Row = Mapping[str, Any]

# Whose a row is, as its own column says ...
OWNER = {
    "communication_activity": "lead_id",
    "cso_relation": "partner_id",
    "deliverable": "lead_id",
    "engagement": "partner_id",
    "milestone": "lead_id",
    "pilot": "partner_id",
    "risk": "lead_id",
}
# ... or the row that it is a part of.
PART_OF = {
    "communication_activity_state": "communication_activity",
    "delay_justification": "deliverable",
    "deliverable_event": "deliverable",
    "deliverable_link": "deliverable",
    "milestone_event": "milestone",
    "pilot_cso": "pilot",
    "quote": "pilot",
    "risk_state": "risk",
}
# A partner neither adds to the plan nor says for the funder what it answered.
PLANNED = ("deliverable", "milestone")
EVENTS_OF_PARTNERS = ("drafted", "submitted", "achieved", "explained")
# Rows of no consortium that others than administrators may touch.
SHARED = ("duplicate_decision", "organisation", "organisation_unit", "placement", "source_document")
OF_ADMINISTRATORS = ("access_grant",)
# What is noted of an import, whosever rows it brings, and whom its rows were taken for.
OF_ANYBODY = (
    "import_entity",
    "import_mapping",
    "import_rejected_row",
    "import_remark",
    "import_run",
    "import_sheet",
    "organisation_match",
)

LED = {
    "communication_activity": """
select consortium_id, communication_activity_id as id, lead_id as organisation_id
from communication_activity
where communication_activity_id in $ids
""",
    "deliverable": """
select consortium_id, deliverable_id as id, lead_id as organisation_id
from deliverable
where deliverable_id in $ids
""",
    "milestone": """
select consortium_id, milestone_id as id, lead_id as organisation_id
from milestone
where milestone_id in $ids
""",
    "pilot": """
select consortium_id, pilot_id as id, partner_id as organisation_id
from pilot
where pilot_id in $ids
""",
    "risk": """
select consortium_id, risk_id as id, lead_id as organisation_id
from risk
where risk_id in $ids
""",
}
# With which organisations a consortium works, and through which partner. A contact gives no right over an organisation
# that is no CSO: anybody may say that there is one.
WORKS_WITH = """
select
    consortium_id,
    organisation_id as id,
    organisation_id
from participation
where organisation_id in $ids
union
select
    cso_relation.consortium_id,
    cso_relation.cso_id as id,
    cso_relation.partner_id as organisation_id
from cso_relation
inner join organisation on cso_relation.cso_id = organisation.organisation_id
where cso_relation.cso_id in $ids and organisation.organisation_type = 'CSO'
"""
# The same of what the write itself gives up: who takes an import back gives up what it brought as a whole.
WORKED_WITH = """
select
    consortium_id,
    organisation_id as id,
    organisation_id
from participation_history
where version = $version and withdrawn and organisation_id in $ids
union
select
    relation.consortium_id,
    relation.cso_id as id,
    relation.partner_id as organisation_id
from cso_relation_history as relation
inner join (
    select
        organisation_id,
        arg_max(organisation_type, version) as organisation_type
    from organisation_history
    where version < $version and organisation_id in $ids
    group by organisation_id
) as organisation
    on relation.cso_id = organisation.organisation_id and organisation.organisation_type = 'CSO'
where relation.version = $version and relation.withdrawn and relation.cso_id in $ids
"""


class Write(Protocol):
    """A transaction before it is kept."""

    version: int
    added_to: set[str]

    def fetch(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Return the rows of `sql` as the transaction sees them."""
        ...

    def added(self, entity: str) -> pl.DataFrame:
        """Return the rows it added."""
        ...

    def before(self, entity: str) -> pl.DataFrame:
        """Return the rows that stood under their keys before."""
        ...


class Refused(Problem):
    """Whoever saves has no right to this change."""


def check_writer(writer: Reader) -> None:
    """Raise Refused when `writer` may change nothing at all."""
    if not writer.may_change:
        raise Refused(
            "You may read here and change nothing.", "Nothing was saved. Ask an administrator for the right to change."
        )


def check_administrator(writer: Reader) -> None:
    """Raise Refused when `writer` may not change whatever the store holds."""
    if not writer.administers:
        raise _refused()


def check(writer: Reader, write: Write) -> None:
    """Raise Refused when a row that `write` adds, or what stood in its place, is not the writer's to change."""
    if writer.administers:
        return
    for entity in sorted(write.added_to - {*OF_ANYBODY}):
        added = write.added(entity)
        before = write.before(entity)
        if "consortium_id" in added.columns and entity not in OF_ADMINISTRATORS:
            _check_consortium(writer, write, entity, added, before)
        elif entity not in SHARED:
            raise _refused()
        elif entity == "source_document":
            _demand(before.is_empty())
        elif entity == "duplicate_decision":
            first, second = (_workable(writer, write, added[name]) for name in ("first_id", "second_id"))
            _demand(row["first_id"] in first or row["second_id"] in second for row in added.to_dicts())
        else:
            _check_shared(writer, write, entity, added, before)


def _check_consortium(writer: Reader, write: Write, entity: str, added: pl.DataFrame, before: pl.DataFrame) -> None:
    rows = [*added.to_dicts(), *before.to_dicts()]
    others = [row for row in rows if row["consortium_id"] not in writer.leads]
    if not others:
        return
    if entity in PLANNED:
        # What is not there yet, or is taken away as a whole, is the plan itself.
        _demand(added.height == before.height and not added["withdrawn"].any() and not before["withdrawn"].any())
    if entity in OWNER:
        owners = [(row["consortium_id"], row[OWNER[entity]]) for row in others]
    elif entity in PART_OF:
        whole = PART_OF[entity]
        led = _led(write, whole, [row[f"{whole}_id"] for row in others])
        owners = [led.get((row["consortium_id"], row[f"{whole}_id"]), ("", "")) for row in others]
        _demand(row.get("event") in EVENTS_OF_PARTNERS for row in others if "event" in row)
    else:
        raise _refused()
    _demand(owner in writer.works_for for owner in owners)


def _check_shared(writer: Reader, write: Write, entity: str, added: pl.DataFrame, before: pl.DataFrame) -> None:
    if entity == "placement":
        pilots = added.filter(subject_kind="pilot")["subject_id"]
        led = _led(write, "pilot", pilots.to_list())
        theirs = {pilot for (consortium, pilot), owner in led.items() if _is_theirs(writer, consortium, owner[1])}
        _demand(pilot in theirs for pilot in pilots)
        added = added.filter(subject_kind="organisation").rename({"subject_id": "organisation_id"})
    elif entity == "organisation":
        # What nobody had on record before belongs to nobody else.
        added = added.join(before, on=["organisation_id", "organisation_type"], how="semi")
        _demand(added.height == before.height)
    workable = _workable(writer, write, added["organisation_id"])
    _demand(organisation in workable for organisation in added["organisation_id"])


def _workable(writer: Reader, write: Write, organisations: pl.Series) -> set[str]:
    asked = {"ids": organisations.unique().to_list()}
    found = write.fetch(WORKS_WITH, asked).rows() + write.fetch(WORKED_WITH, asked | {"version": write.version}).rows()
    return {id_ for consortium, id_, organisation in found if _is_theirs(writer, consortium, organisation)}


def _is_theirs(writer: Reader, consortium: str, organisation: str | None) -> bool:
    return consortium in writer.leads or (consortium, organisation) in writer.works_for


def _led(write: Write, entity: str, ids: list[str | None]) -> dict[tuple[str, str], tuple[str, str]]:
    """Return whose each row is: (consortium, id) -> (consortium, organisation)."""
    found = write.fetch(LED[entity], {"ids": sorted({id_ for id_ in ids if id_})})
    return {(consortium, id_): (consortium, organisation) for consortium, id_, organisation in found.iter_rows()}


def _demand(holds: bool | Iterable[bool]) -> None:
    if not (holds if isinstance(holds, bool) else all(holds)):
        raise _refused()


def _refused() -> Refused:
    return Refused(
        "This is not yours to change.",
        "Nothing was saved. Ask the coordinator of the consortium, or an administrator of the dashboard.",
    )
