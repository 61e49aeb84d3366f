-- what: the days on which indicators of a consortium were observed, as known on the day
-- grain: one row per day and how exactly it is known
-- params: consortium, as_of
select distinct
    earliest_day(observed_on, observed_precision) as starts_on,
    latest_day(observed_on, observed_precision) as ends_on
from indicator_value_known($as_of)
where consortium_id = $consortium and observed_on <= $as_of
order by starts_on, ends_on
