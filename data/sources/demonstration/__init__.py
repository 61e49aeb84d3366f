"""A plainly fictional consortium that lets every page be seen full: the same rows on every run and machine."""

import random

import polars as pl

from data.sources.demonstration.communication import communication
from data.sources.demonstration.communities import communities
from data.sources.demonstration.partners import partners
from data.sources.demonstration.plan import plan
from data.sources.demonstration.reflection import reflection
from data.sources.demonstration.results import results
from data.sources.demonstration.reviews import reviews


def demonstration() -> dict[str, pl.DataFrame]:
    """Return the rows of the demonstration consortium by entity, each with all columns of the entity's table.

    An entity is a table's name without `_record`; `version` and `withdrawn` are left to the store.
    """
    # A stream of its own per part, seeded with a text (which Python hashes with SHA-512, so alike everywhere): a
    # change in one part leaves the others as they are.
    planned = plan(random.Random("demonstration: plan"))
    reached = communities(random.Random("demonstration: communities"))
    rows = (
        partners()
        | communication()
        | planned
        | reviews(random.Random("demonstration: reviews"), planned["deliverable_event"])
    )
    rows["organisation"] += reached.pop("organisation")
    rows |= reached
    rows |= results(random.Random("demonstration: results"), rows)
    rows |= reflection(random.Random("demonstration: reflection"), rows["pilot"])
    return {entity: pl.DataFrame(rows[entity], infer_schema_length=None) for entity in rows}
