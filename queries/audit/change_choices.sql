-- what: by what the list of changes can be narrowed: people, where changes came from, and what they hold
-- grain: one row per field and value
-- params: none
select distinct
    'people' as field,
    recorded_by as value
from readable_change
union all
select distinct
    'origins' as field,
    origin as value
from readable_change
union all
select distinct
    'entities' as field,
    entity as value
from change_content
order by field, value
