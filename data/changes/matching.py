"""Which organisation rows of files were taken for, and taking that back; identifiers that registers know."""

from collections.abc import Callable

import polars as pl

from data import store
from data.changes.checked import SOURCE
from data.changes.events import Conflict, Meanwhile
from data.changes.limits import LONGEST_TITLE
from data.problems import Problem
from data.transaction import Change, Transaction

Fetch = Callable[..., pl.DataFrame]

# Titles are names in other languages, and former names. What public sources do not name cannot be known again.
KNOWN = """
with other_name as (
    select
        subject_id as organisation_id,
        list(title order by title) as other_names
    from title
    where subject_kind = 'organisation'
    group by subject_id
)
select
    organisation.organisation_id,
    organisation.legal_name,
    organisation.short_name,
    other_name.other_names,
    organisation.country,
    organisation.city,
    organisation.pic,
    organisation.oid,
    organisation.ror,
    organisation.vat_number,
    organisation.erasmus_code
from organisation
left join other_name on organisation.organisation_id = other_name.organisation_id
where organisation.fictional = $fictional
order by organisation.organisation_id
"""
DECIDED = "select source_key, organisation_id from organisation_match order by source_key"
PRESENT = "select * from organisation_match where source_key = $source_key"
MEANWHILE = """
select
    record.organisation_id as code,
    null as event,
    null as effective_on,
    record.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from organisation_match_history as record
inner join change on record.version = change.version
where record.source_key = $source_key and record.version > $seen_version
order by change.version
"""
ORGANISATION = "select * from organisation where organisation_id = $organisation_id"
ORGANISATION_MEANWHILE = """
select
    coalesce(record.short_name, record.legal_name, record.organisation_id) as code,
    null as event,
    null as effective_on,
    record.withdrawn,
    change.recorded_by,
    change.recorded_at,
    change.version
from organisation_history as record
inner join change on record.version = change.version
where record.organisation_id = $organisation_id and record.version > $seen_version
order by change.version
"""
LONGEST_REASON = 300


def known_organisations(fetch: Fetch = store.fetch, *, fictional: bool = False) -> pl.DataFrame:
    """Return one row per organisation on record, as data.imports.who_is_who.matches takes them.

    Columns: organisation_id, legal_name, short_name, other_names (a list), country, city and the identifiers. `fetch`
    is that of a transaction where one runs. Fictional organisations and real ones are never one.
    """
    return fetch(KNOWN, {"fictional": fictional})


def decided_matches(fetch: Fetch = store.fetch) -> pl.DataFrame:
    """Return source_key and organisation_id of every match that was decided and stands."""
    return fetch(DECIDED)


def withdraw_match(source_key: str, *, who: str, seen_version: int) -> Change:
    """Take back which organisation a row of a file is and return the change; the next import asks again.

    What the import brought stays; to take that back, take back the import. Raise Conflict when somebody decided since
    `seen_version`, Problem when nothing is decided.
    """

    def work(transaction: Transaction) -> None:
        _nothing_since(transaction, source_key, seen_version)
        present = transaction.fetch(PRESENT, {"source_key": source_key})
        if present.is_empty():
            raise Problem("Nothing is decided about this row of a file.", "There is nothing to take back.")
        transaction.withdraw("organisation_match", present)

    why = f"{_shortened(source_key)}: decision taken back"
    return store.write(work, who=who, why=why, origin="app")[1]


def take_identifiers(organisation_id: str, found: dict[str, str], *, who: str, seen_version: int) -> Change:
    """Record identifiers of an organisation that a register knows, as offered_identifiers says them; return the change.

    `found` has kind of identifier -> value. Raise Conflict when somebody saved the organisation since `seen_version`,
    Problem when it is not on record or has another identifier of the kind.
    """
    asked = {"organisation_id": organisation_id}

    def work(transaction: Transaction) -> None:
        rows = transaction.fetch(ORGANISATION, asked).to_dicts()
        if not rows:
            raise Problem("This organisation is not on record.", "Load the page again and choose another.")
        meanwhile = transaction.fetch(ORGANISATION_MEANWHILE, asked | {"seen_version": seen_version}).to_dicts()
        if meanwhile:
            raise Conflict([Meanwhile(**one) for one in meanwhile])
        (row,) = rows
        other = [kind for kind, value in found.items() if row[kind] not in (None, value)]
        if other:
            raise Problem(
                "The organisation has another identifier of this kind on record: {value}.",
                "Correct it where the organisation is edited, if the register is right.",
                value=row[other[0]],
            )
        transaction.append("source_document", [SOURCE])
        transaction.append("organisation", [row | found | {"source_id": SOURCE["source_id"]}])

    why = f"{organisation_id}: {', '.join(sorted(found))} from a register"
    return store.write(work, who=who, why=why[:LONGEST_REASON], origin="app")[1]


def _nothing_since(transaction: Transaction, source_key: str, seen_version: int) -> None:
    rows = transaction.fetch(MEANWHILE, {"source_key": source_key, "seen_version": seen_version}).to_dicts()
    if rows:
        raise Conflict([Meanwhile(**one) for one in rows])


def _shortened(source_key: str) -> str:
    return source_key.replace("|", " ").strip()[: LONGEST_TITLE // 2]
