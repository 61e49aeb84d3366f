-- what: when rows of an entity were last changed, and in how many changes
-- grain: one row
-- params: history, narrowed_by, chosen_values
with touched as (
    select distinct version
    from query_table($history)
    where $chosen_values is null or list_contains($chosen_values, columns(lambda name: name = $narrowed_by))
)
select
    count(*) as changes,
    max(change.recorded_at) as touched_at
from touched
inner join readable_change as change on touched.version = change.version
order by changes
