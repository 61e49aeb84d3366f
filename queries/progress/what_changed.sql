-- what: deliverables, milestones and risks that moved between two days, with what happened to each
-- grain: one row per event of what moved; one without event for what moved by the passing of time alone
-- params: consortium, changed_from, changed_to
with seen as (
    select
        false as is_after,
        'deliverable' as kind,
        deliverable_id as moved_id,
        status,
        current_due_on as due_on,
        current_due_precision as due_precision
    from deliverable_state($changed_from)
    where consortium_id = $consortium
    union all
    select
        true as is_after,
        'deliverable' as kind,
        deliverable_id as moved_id,
        status,
        current_due_on as due_on,
        current_due_precision as due_precision
    from deliverable_state($changed_to)
    where consortium_id = $consortium
    union all
    select
        false as is_after,
        'milestone' as kind,
        milestone_id as moved_id,
        status,
        current_due_on as due_on,
        'day' as due_precision
    from milestone_state($changed_from)
    where consortium_id = $consortium
    union all
    select
        true as is_after,
        'milestone' as kind,
        milestone_id as moved_id,
        status,
        current_due_on as due_on,
        'day' as due_precision
    from milestone_state($changed_to)
    where consortium_id = $consortium
    union all
    select
        false as is_after,
        'risk' as kind,
        risk_id as moved_id,
        status,
        null as due_on,
        null as due_precision
    from risk_stand($changed_from)
    where consortium_id = $consortium
    union all
    select
        true as is_after,
        'risk' as kind,
        risk_id as moved_id,
        status,
        null as due_on,
        null as due_precision
    from risk_stand($changed_to)
    where consortium_id = $consortium
),
compared as (
    select
        kind,
        moved_id,
        max(status) filter (where not is_after) as status_before,
        max(status) filter (where is_after) as status_after,
        max(due_on) filter (where not is_after) as due_before,
        max(due_precision) filter (where not is_after) as due_before_precision,
        max(due_on) filter (where is_after) as due_after,
        max(due_precision) filter (where is_after) as due_after_precision
    from seen
    group by kind, moved_id
),
happened as (
    select
        'deliverable' as kind,
        deliverable_id as moved_id,
        effective_on,
        effective_precision,
        position,
        event,
        due_on,
        progress,
        reason
    from deliverable_event
    where consortium_id = $consortium
    union all
    select
        'milestone' as kind,
        milestone_id as moved_id,
        effective_on,
        'day' as effective_precision,
        position,
        event,
        due_on,
        null as progress,
        reason
    from milestone_event
    where consortium_id = $consortium
    union all
    select
        'risk' as kind,
        risk_id as moved_id,
        identified_on as effective_on,
        'day' as effective_precision,
        0 as position,
        'identified' as event,
        null as due_on,
        null as progress,
        null as reason
    from risk
    where consortium_id = $consortium
    union all
    select
        'risk' as kind,
        risk_id as moved_id,
        recorded_on as effective_on,
        'day' as effective_precision,
        period as position,
        'state of play' as event,
        null as due_on,
        null as progress,
        state_of_play as reason
    from risk_play($changed_to)
    where consortium_id = $consortium
),
named as (
    select
        'deliverable' as kind,
        deliverable_id as moved_id,
        code,
        title
    from deliverable
    where consortium_id = $consortium
    union all
    select
        'milestone' as kind,
        milestone_id as moved_id,
        code,
        title
    from milestone
    where consortium_id = $consortium
    union all
    select
        'risk' as kind,
        risk_id as moved_id,
        code,
        description as title
    from risk
    where consortium_id = $consortium
)
select
    compared.kind,
    named.code,
    named.title,
    compared.status_before,
    compared.status_after,
    compared.due_before,
    compared.due_before_precision,
    compared.due_after,
    compared.due_after_precision,
    happened.effective_on,
    happened.effective_precision,
    happened.event,
    case when happened.event = 'rescheduled' then happened.due_on end as event_due_on,
    happened.progress,
    happened.reason
from compared
inner join named on compared.kind = named.kind and compared.moved_id = named.moved_id
left join happened
    on
        compared.kind = happened.kind
        and compared.moved_id = happened.moved_id
        and happened.effective_on > $changed_from
        and happened.effective_on <= $changed_to
where
    happened.event is not null
    or compared.status_before is distinct from compared.status_after
    or compared.due_before is distinct from compared.due_after
order by
    compared.kind,
    code_order(named.code),
    compared.moved_id,
    happened.effective_on,
    happened.position,
    happened.event
