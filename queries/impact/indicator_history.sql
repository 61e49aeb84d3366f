-- what: all that was recorded of an indicator by the day: values, what replaced them, what was taken back
-- grain: one row per recording
-- params: indicator, as_of
with recorded as (
    select
        value.*,
        row_number() over (
            partition by value.observed_on, value.axis, value.category
            order by value.version desc
        ) as age
    from indicator_value_history as value
    left join consortium on value.consortium_id = consortium.consortium_id
    where
        value.indicator_id = $indicator
        and is_value_known(value.recorded_on, value.observed_on, consortium.record_basis, $as_of)
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
