"""Stores with a sample portfolio of each scale, to measure with; and what a reader looks at in them."""

from contextlib import closing
from datetime import date
from pathlib import Path

from data.build import build
from data.sources.scale import add_scale_sample
from data.store import Store

SEED = 1
AS_OF = date(2026, 11, 20)
# Among those running on the day the one that nine in ten are smaller than, by what it has on record.
TYPICAL = """
with running as (
    select
        consortium.consortium_id,
        consortium.acronym,
        count(engagement.engagement_id) as engagements
    from consortium
    left join engagement on consortium.consortium_id = engagement.consortium_id
    where consortium.source_id = 'scale-sample' and $as_of between consortium.starts_on and consortium.ends_on
    group by consortium.consortium_id, consortium.acronym
)
select acronym
from running
qualify row_number() over (order by engagements, consortium_id) = (count(*) over () * 9 + 9) // 10
"""


def scale_store(folder: Path, scale: str) -> Path:
    """Return the folder of a store of this scale inside `folder`, made when missing.

    Its consortia count as real, as those of a funder do: what leaves the fictional out would else be measured empty.
    """
    own = folder / scale
    file = own / "consortium.duckdb"
    if not file.exists():
        own.mkdir(parents=True, exist_ok=True)
        making = file.with_name("making.duckdb")
        making.unlink(missing_ok=True)
        with closing(Store(str(making))) as store:
            build(store)
            add_scale_sample(store, scale, SEED, who="bench", beside_real=True, fictional=False)
            build(store)
        making.rename(file)
    return own


def typical_consortium(store: Store) -> str:
    """Return the acronym of the consortium whose pages are measured."""
    acronym: str = store.fetch(TYPICAL, {"as_of": AS_OF}).item()
    return acronym
