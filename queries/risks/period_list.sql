-- what: the reporting periods that have begun by the day, the latest first
-- grain: one row per reporting period
-- params: consortium, as_of
select
    period,
    starts_on,
    ends_on
from reporting_period
where consortium_id = $consortium and starts_on <= $as_of
order by period desc
