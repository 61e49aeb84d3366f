-- what: what happened to deliverables and milestones in the days before, newest first
-- grain: one row per event
-- params: consortium, as_of, days
with happened as (
    select
        event.effective_on,
        'deliverable' as kind,
        deliverable.code,
        deliverable.title,
        event.event,
        event.due_on,
        event.reason,
        event.position
    from deliverable_event as event
    inner join deliverable on event.deliverable_id = deliverable.deliverable_id
    where event.consortium_id = $consortium
    union all
    select
        event.effective_on,
        'milestone' as kind,
        milestone.code,
        milestone.title,
        event.event,
        event.due_on,
        event.reason,
        event.position
    from milestone_event as event
    inner join milestone on event.milestone_id = milestone.milestone_id
    where event.consortium_id = $consortium
)
select
    effective_on,
    kind,
    code,
    title,
    event,
    case when event = 'rescheduled' then due_on end as due_on,
    reason
from happened
where effective_on <= $as_of and effective_on > $as_of - $days
order by effective_on desc, kind, code_order(code), position desc
