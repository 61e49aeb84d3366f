-- what: how the consortium judges its own community engagement, cell by cell, as of the day
-- grain: one row per dimension and criterion
-- params: consortium, as_of
with dimension as (
    select unnest(generate_series(1, 7)) as dimension
),
criterion as (
    select unnest(generate_series(1, 5)) as criterion
)
select
    dimension.dimension,
    criterion.criterion,
    judged.level,
    judged.evidence,
    judged.assessed_on,
    source.title as source
from dimension
cross join criterion
left join tefce_state($as_of) as judged
    on
        judged.consortium_id = $consortium
        and dimension.dimension = judged.dimension
        and criterion.criterion = judged.criterion
left join source_document as source on judged.source_id = source.source_id
order by dimension.dimension, criterion.criterion
