-- what: the reporting periods of a consortium that have begun by the day
-- grain: one row per reporting period
-- params: consortium, as_of
select
    period,
    starts_on,
    ends_on
from reporting_period
where consortium_id = $consortium and starts_on <= $as_of
order by period
