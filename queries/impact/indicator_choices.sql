-- what: the values each filter of the impact page can take
-- grain: one row per filter field and value
-- params: consortium
with stated as (
    select
        results_level,
        objective
    from indicator
    where consortium_id = $consortium
),
chosen as (
    unpivot stated on results_level, objective into name field value value
)
select
    field,
    value,
    count(*) as indicators
from chosen
group by field, value
order by field, value
