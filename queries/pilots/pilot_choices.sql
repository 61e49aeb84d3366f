-- what: the values each filter of the pilots page can take as of the day
-- grain: one row per filter field and value
-- params: consortium, as_of
with state as (
    select
        theme,
        country,
        status
    from pilot_state($as_of)
    where consortium_id = $consortium
),
chosen as (
    unpivot state on theme, country, status into name field value value
)
select
    field,
    value,
    count(*) as pilots
from chosen
group by field, value
order by field, value
