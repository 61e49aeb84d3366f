-- what: reporting periods of the sample, of 18 months
-- grain: one row per reporting period
-- params: seed, consortia, since, before
select
    made.consortium_id,
    cast(counted.place as integer) as period,
    cast(made.starts_on + to_months(cast(18 * (counted.place - 1) as integer)) as date) as starts_on,
    least(
        made.ends_on, cast(made.starts_on + to_months(cast(18 * counted.place as integer)) - interval 1 day as date)
    ) as ends_on,
    least(
        made.ends_on, cast(made.starts_on + to_months(cast(18 * counted.place as integer)) - interval 1 day as date)
    ) + 60 as report_due_on,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
cross join unnest(range(1, cast(ceil(made.months / 18) as bigint) + 1)) as counted (place)
order by made.number, counted.place
