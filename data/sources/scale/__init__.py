"""A portfolio of many fictional consortia, made inside the store: the same rows for the same seed and scale."""

from pathlib import Path

from data.problems import Problem
from data.store import Store
from data.transaction import Transaction

FOLDER = Path(__file__).parent
# Consortia of a scale: each has ten deliverables and a hundred engagements on average, few very many.
SCALES = {"S": 5, "M": 10_000, "L": 100_000}
SLICE = 10_000  # consortia of one write, so that memory holds it
SOURCE = {
    "source_id": "scale-sample",
    "title": "Sample portfolio, invented by a program",
    "language": "en",
    "kind": "seeded generator",
}
# In the order in which they name each other.
ENTITIES = (
    "consortium",
    "organisation",
    "participation",
    "cso_relation",
    "objective",
    "work_package",
    "reporting_period",
    "deliverable",
    "deliverable_event",
    "milestone",
    "milestone_event",
    "risk",
    "risk_state",
    "pilot",
    "pilot_cso",
    "engagement",
    "indicator",
    "indicator_value",
    "communication_activity",
    "communication_activity_state",
)
MARKED = ("consortium", "organisation")


def add_scale_sample(
    store: Store, scale: str, seed: int, *, who: str, beside_real: bool = False, fictional: bool = True
) -> int:
    """Write the sample portfolio of `scale` (a key of SCALES) and return how many rows that added.

    Raise Problem when the store has a sample already, or holds consortia that somebody recorded or imported and
    `beside_real` does not allow that. Only to measure what a funder of real consortia waits for, `fictional` is off.
    """
    _refuse(store, beside_real=beside_real)
    _, change = store.write(lambda transaction: transaction.append("source_document", [SOURCE]),
                            who=who, why=f"sample portfolio {scale}, seed {seed}", origin="command line")  # fmt: skip
    rows = change.row_count
    for entity in ENTITIES:
        sql = (FOLDER / f"{entity}.sql").read_text(encoding="utf-8")
        for since in range(0, SCALES[scale], SLICE):
            asked: dict[str, int] = {"seed": seed, "consortia": SCALES[scale], "since": since}
            asked["before"] = min(since + SLICE, SCALES[scale])
            if entity in MARKED:
                asked["fictional"] = fictional

            def work(to: Transaction, entity: str = entity, sql: str = sql, asked: dict[str, int] = asked) -> int:
                return to.append_new(entity, sql, asked)

            _, change = store.write(work, who=who, why=f"sample portfolio {scale}, seed {seed}", origin="command line")
            rows += change.row_count
    return rows


def _refuse(store: Store, *, beside_real: bool) -> None:
    if not store.fetch("select 1 from source_document where source_id = 'scale-sample'").is_empty():
        raise Problem(
            "The store {path} holds a sample portfolio already.",
            "Set CONSORTIUM_STORE to the path of another store, or delete that file first.",
            path=store.location,
        )
    recorded = store.fetch(
        """
        select count(*) as consortia
        from consortium
        where
            not fictional
            and consortium_id in (
                select record.consortium_id
                from consortium_record as record
                inner join change on record.version = change.version
                where change.origin <> 'sources'
            )
        """
    ).item()
    if recorded and not beside_real:
        raise Problem(
            "The store {path} holds {n} consortia that are real; a sample portfolio would stand among them.",
            "Set CONSORTIUM_STORE to a store of its own, or say --beside-real.",
            path=store.location,
            n=recorded,
        )
