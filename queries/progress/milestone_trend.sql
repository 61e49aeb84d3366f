-- what: each due date deliverables and milestones were given, with the day it took effect
-- grain: one row per deliverable or milestone and due date given
-- params: consortium, as_of
with followed as (
    select
        'deliverable' as kind,
        deliverable_id as followed_id,
        code,
        title,
        case
            when status = 'not known' then least(current_due_on, $as_of)
            when is_delivered then last_submitted_on
            else $as_of
        end as until_day
    from deliverable_state($as_of)
    where consortium_id = $consortium and is_in_count
    union all
    select
        'milestone' as kind,
        milestone_id as followed_id,
        code,
        title,
        coalesce(achieved_on, $as_of) as until_day
    from milestone_state($as_of)
    where consortium_id = $consortium and status <> 'removed'
),
given as (
    select
        'deliverable' as kind,
        deliverable_id as followed_id,
        event,
        effective_on,
        position,
        due_on,
        due_precision,
        reason
    from deliverable_event
    where consortium_id = $consortium
    union all
    select
        'milestone' as kind,
        milestone_id as followed_id,
        event,
        effective_on,
        position,
        due_on,
        'day' as due_precision,
        reason
    from milestone_event
    where consortium_id = $consortium
)
select
    followed.kind,
    followed.code,
    followed.title,
    given.event,
    given.effective_on,
    given.due_on,
    given.due_precision,
    given.reason,
    count(*) filter (where given.event = 'rescheduled') over one as reschedulings,
    greatest(followed.until_day, max(given.effective_on) over one) as followed_until
from followed
inner join given on followed.kind = given.kind and followed.followed_id = given.followed_id
where
    given.event in ('planned', 'rescheduled')
    and given.due_on is not null
    and given.effective_on <= $as_of
window one as (
    partition by followed.kind, followed.followed_id
)
order by followed.kind, code_order(followed.code), followed.followed_id, given.effective_on, given.position
