-- what: the day each month number of the consortium ends, up to a year after its end
-- grain: one row per month number
-- params: consortium
with lifetime as (
    select
        starts_on,
        starts_precision,
        coalesce(date_diff('month', starts_on, ends_on) + 13, 60) as months
    from consortium
    where consortium_id = $consortium and starts_on is not null
),
numbered as (
    select
        starts_on,
        starts_precision,
        unnest(generate_series(1, months)) as month_number
    from lifetime
)
select
    month_number,
    month_due_on(starts_on, month_number) as due_on,
    starts_precision as due_precision
from numbered
order by month_number
