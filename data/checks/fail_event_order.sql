-- what: Nothing happens to a deliverable or milestone before it is planned, and no answer comes before a submission.
-- grain: one row per event that comes too early
-- Two days are compared as exactly as the less exact of them is known.
with deliverable_first as (
    select
        consortium_id,
        deliverable_id,
        event,
        min(effective_on) as effective_on,
        arg_min(effective_precision, effective_on) as effective_precision
    from deliverable_event
    where event in ('planned', 'submitted')
    group by consortium_id, deliverable_id, event
),
deliverable_pair as (
    select
        'deliverable_event' as entity,
        event.event_id as key,
        event.event,
        event.effective_on,
        event.effective_precision,
        first.event as other,
        first.effective_on as other_on,
        first.effective_precision as other_precision
    from deliverable_event as event
    inner join deliverable_first as first
        on event.consortium_id = first.consortium_id and event.deliverable_id = first.deliverable_id
),
milestone_pair as (
    select
        'milestone_event' as entity,
        event.event_id as key,
        event.event,
        event.effective_on,
        'planned' as other,
        min(event.effective_on) filter (where event.event = 'planned') over (
            partition by event.consortium_id, event.milestone_id
        ) as other_on,
        'day' as other_precision,
        'day' as effective_precision
    from milestone_event as event
),
pair as (
    select
        *,
        case
            when 'year' in (effective_precision, other_precision) then 'year'
            when 'month' in (effective_precision, other_precision) then 'month'
            else 'day'
        end as exactness
    from (select * from deliverable_pair union all by name select * from milestone_pair)
    where event <> other and (other = 'planned' or event in ('returned', 'approved'))
)
select
    entity,
    key,
    format('is "{}" on {}, before it is {} on {}.', event, effective_on, other, other_on) as message
from pair
where date_trunc(exactness, effective_on) < date_trunc(exactness, other_on)
order by entity, key, other
