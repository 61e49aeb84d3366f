-- what: A deliverable and a milestone is planned exactly once; its baseline due date stands in that event.
-- grain: one row per deliverable or milestone that is not
with planned as (
    select
        'deliverable' as entity,
        deliverable.deliverable_id as key,
        count(deliverable_event.event_id) as times
    from deliverable
    left join deliverable_event
        on
            deliverable.consortium_id = deliverable_event.consortium_id
            and deliverable.deliverable_id = deliverable_event.deliverable_id
            and deliverable_event.event = 'planned'
    group by deliverable.consortium_id, deliverable.deliverable_id
    union all
    select
        'milestone' as entity,
        milestone.milestone_id as key,
        count(milestone_event.event_id) as times
    from milestone
    left join milestone_event
        on
            milestone.consortium_id = milestone_event.consortium_id
            and milestone.milestone_id = milestone_event.milestone_id
            and milestone_event.event = 'planned'
    group by milestone.consortium_id, milestone.milestone_id
)
select
    entity,
    key,
    case when times = 0 then 'has no "planned" event.' else format('has {} "planned" events.', times) end as message
from planned
where times <> 1
order by entity, key
