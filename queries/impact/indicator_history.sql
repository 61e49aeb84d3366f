-- what: all that was recorded of an indicator by the day: values, what replaced them, what was taken back
-- grain: one row per recording
-- params: indicator, as_of
with recorded as (
    select
        *,
        row_number() over (partition by observed_on, axis, category order by version desc) as age
    from indicator_value_record
    where indicator_id = $indicator and recorded_on <= $as_of
)
select
    recorded.observed_on,
    recorded.observed_precision,
    recorded.axis,
    recorded.category,
    recorded.value,
    recorded.numerator,
    recorded.denominator,
    recorded.respondents,
    recorded.evidence_level,
    recorded.evidence,
    recorded.recorded_on,
    change.recorded_by,
    case
        when recorded.withdrawn then 'taken back'
        when recorded.age > 1 then 'replaced'
        else 'counts'
    end as standing
from recorded
inner join change on recorded.version = change.version
order by
    recorded.observed_on desc,
    recorded.axis <> 'total',
    recorded.axis,
    recorded.category,
    recorded.version desc
