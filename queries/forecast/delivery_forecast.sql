-- what: when each open deliverable will be handed in, judged by how late earlier ones came
-- grain: one row per deliverable that is open, was never handed in and has a due date known to the day
-- params: consortium, histories, as_of
select
    forecast.deliverable_id,
    deliverable.code,
    deliverable.title,
    forecast.due_on,
    forecast.lead_days,
    forecast.rule,
    forecast.basis,
    forecast.n,
    forecast.needed,
    forecast.expected_on,
    forecast.earliest_on,
    forecast.latest_on,
    forecast.error_days
from delivery_forecast($consortium, $histories, $as_of) as forecast
inner join deliverable on forecast.deliverable_id = deliverable.deliverable_id
where deliverable.consortium_id = $consortium
order by forecast.due_on, deliverable.code, forecast.deliverable_id
