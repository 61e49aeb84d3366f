-- what: the breakdown of one indicator's actual as of the day, axis by axis
-- grain: one row per axis and category, and one of category null for what an incomplete breakdown leaves out
-- params: indicator, as_of
with part as (
    select
        part.axis,
        part.category,
        part.actual,
        part.respondents,
        part.unit,
        axis.is_incomplete
    from indicator_breakdown($as_of) as part
    inner join indicator_axis($as_of) as axis on part.indicator_id = axis.indicator_id and part.axis = axis.axis
    where part.indicator_id = $indicator
),
rest as (
    select
        part.axis,
        any_value(state.actual) - sum(part.actual) as actual
    from part
    cross join indicator_state($as_of) as state
    where state.indicator_id = $indicator and part.is_incomplete and part.unit <> '%'
    group by part.axis
)
select
    axis,
    category,
    actual,
    respondents,
    is_incomplete
from part
union all
select
    axis,
    null as category,
    actual,
    null as respondents,
    true as is_incomplete
from rest
where actual > 0
order by axis, category nulls last
