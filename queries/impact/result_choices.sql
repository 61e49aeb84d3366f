-- what: what a quote can be about and an indicator can serve
-- grain: one row per field and value
-- params: consortium
with choice as (
    select
        'objective' as field,
        objective as value,
        objective as name
    from objective
    where consortium_id = $consortium
    union all
    select
        'indicator_id' as field,
        indicator_id as value,
        concat_ws(' · ', code, title) as name
    from indicator
    where consortium_id = $consortium
    union all
    select
        'pilot_id' as field,
        pilot_id as value,
        title as name
    from pilot
    where consortium_id = $consortium
)
select
    field,
    value,
    case when count(*) over (partition by field, name) > 1 then format('{} ({})', name, value) else name end as name
from choice
order by field, code_order(name), value
