-- what: what indicators of a consortium were in a span of time, as known on the day, as a whole and in parts
-- grain: one row per indicator, axis and category; of a span the last one observed
-- params: consortium, as_of, since, until
select
    indicator_id,
    axis,
    category,
    actual,
    observed_on,
    observed_precision,
    earliest_day(observed_on, observed_precision) as starts_on,
    latest_day(observed_on, observed_precision) as ends_on,
    respondents,
    evidence_level,
    evidence
from indicator_observation($as_of, since := $since, until := $until)
where consortium_id = $consortium
qualify observed_on = max(observed_on) over (partition by indicator_id, axis, category)
order by indicator_id, axis <> 'total', axis, category
