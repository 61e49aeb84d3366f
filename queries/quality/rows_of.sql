-- what: the rows of a consortium that a check may warn of, by the key the check gives
-- grain: one row per row of an entity
-- params: consortium
select
    'consortium' as entity,
    consortium_id as key
from consortium
where consortium_id = $consortium
union all
select
    'participation' as entity,
    participation_id as key
from participation
where consortium_id = $consortium
union all
select
    'deliverable_event' as entity,
    event_id as key
from deliverable_event
where consortium_id = $consortium
union all
select
    'engagement' as entity,
    engagement_id as key
from engagement
where consortium_id = $consortium
union all
select distinct
    'indicator_value' as entity,
    concat_ws(' ', indicator_id, observed_on, axis) as key
from indicator_value
where consortium_id = $consortium
order by entity, key
