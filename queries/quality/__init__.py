"""Questions about how complete the record is, when it was last touched, and what in it is worth a look."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NewType

import polars as pl

from data.checks import check_files, first_findings, what
from data.store import opened
from queries import Answer, ask

# An entity of the store of which some fields may be expected to be known.
Entity = NewType("Entity", str)

ENTITIES = tuple(
    Entity(name)
    for name in (
        "consortium",
        "participation",
        "organisation",
        "work_package",
        "deliverable",
        "milestone",
        "risk",
        "communication_activity",
        "pilot",
        "engagement",
        "cso_relation",
        "indicator",
        "indicator_value",
        "meeting",
        "funding_phase",
    )
)
FIRST = 200  # findings of a check that are listed; how many there are is always told
OF_NO_CONSORTIUM = ("organisation",)


def field_completeness(*, entity: Entity, consortium: str | None = None) -> Answer:
    """Return one row per field of an entity that may be expected to be known: entity, field, known, total (rows).

    Of one consortium, or of all where it is None.
    """
    return ask(__file__, "field_completeness", entity=entity, **_only(entity, consortium))


def last_touched(*, entity: Entity, consortium: str | None = None) -> Answer:
    """Return one row: in how many changes rows of an entity were touched, and when last (touched_at, UTC)."""
    return ask(__file__, "last_touched", history=f"{entity}_history", **_only(entity, consortium))


def consortium_completeness(*, entity: Entity) -> Answer:
    """Return one row per consortium, by acronym, with how many of the values expected of an entity are known.

    Columns: consortium_id, acronym, fictional, record_basis, row_count, known and total (values; null without a row),
    touched_at (UTC).
    """
    return ask(__file__, "consortium_completeness", entity=entity, history=f"{entity}_history")


def portfolio_share() -> Answer:
    """Return one row: how many real consortia there are, and how many of them have a deliverable on record."""
    return ask(__file__, "portfolio_share")


def organisations_of(*, consortium: str) -> Answer:
    """Return one row per organisation that takes part in a consortium or is in contact with it: organisation_id."""
    return ask(__file__, "organisations_of", consortium=consortium)


def completeness(*, consortium: str | None, entities: Sequence[Entity]) -> Answer:
    """Return one row per entity and field: entity, field, known, total, touched_at (UTC); entities in their order.

    Entities without a row are left out. No SQL of its own: it asks field_completeness and last_touched of each.
    """
    asked = [field_completeness(entity=entity, consortium=consortium) for entity in entities]
    told = [last_touched(entity=entity, consortium=consortium).rows["touched_at"].item() for entity in entities]
    rows = pl.concat(
        [
            answer.rows.with_columns(touched_at=pl.lit(touched, pl.Datetime("us")))
            for answer, touched in zip(asked, told, strict=True)
        ]
    )
    entity = asked[0].parameters["entity"] if len(asked) == 1 else f"{len(asked)} entities, one after the other"
    return replace(asked[0], rows=rows.filter(pl.col("total") > 0), parameters=asked[0].parameters | {"entity": entity})


def warnings(*, consortium: str | None, entity: Entity | None = None) -> pl.DataFrame:
    """Return the first FIRST findings of each check that is worth a look, one row per finding.

    Columns: check, what (should hold), entity, key, message, findings (how many the check has in all). Of one
    consortium with its organisations, or of all where it is None; of one entity with its parts (the events of a
    deliverable), or of every one. No SQL of its own: the checks have theirs.
    """
    organisations = organisations_of(consortium=consortium).rows["organisation_id"] if consortium else None
    return pl.concat(
        first_findings(opened(), file, most=FIRST, of=consortium, entity=entity, organisations=organisations).select(
            pl.lit(file.stem).alias("check"), pl.lit(what(file)).alias("what"), pl.all()
        )
        for file in check_files("warn")
    )


def _only(entity: str, consortium: str | None) -> dict[str, str | list[str] | None]:
    """Return by which column an entity is narrowed to a consortium, and to which values; None for all."""
    if consortium is None:
        return {"narrowed_by": "source_id", "chosen_values": None}
    if entity in OF_NO_CONSORTIUM:
        return {
            "narrowed_by": "organisation_id",
            "chosen_values": organisations_of(consortium=consortium).rows["organisation_id"].to_list(),
        }
    return {"narrowed_by": "consortium_id", "chosen_values": [consortium]}
