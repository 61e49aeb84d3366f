-- what: The parts of an indicator's value sum to its total, one axis at a time; percentages do not sum.
-- grain: one row per indicator, day and axis where they do not
with part as (
    select
        consortium_id,
        indicator_id,
        observed_on,
        axis,
        sum(value) as sum_of_parts
    from indicator_value
    where axis <> 'total'
    group by consortium_id, indicator_id, observed_on, axis
)
select
    'indicator_value' as entity,
    concat_ws(' ', part.indicator_id, part.observed_on, part.axis) as key,
    case
        when total.value is null
            then format('has parts by {} that sum to {}, and no total.', part.axis, part.sum_of_parts)
        else format('has parts by {} that sum to {}, and a total of {}.', part.axis, part.sum_of_parts, total.value)
    end as message
from part
left join indicator_value as total
    on
        part.consortium_id = total.consortium_id
        and part.indicator_id = total.indicator_id
        and part.observed_on = total.observed_on
        and total.axis = 'total'
left join indicator on part.consortium_id = indicator.consortium_id and part.indicator_id = indicator.indicator_id
where
    (total.value is null or abs(part.sum_of_parts - total.value) > 1e-9)
    and coalesce(indicator.unit, '') <> '%'
order by key
