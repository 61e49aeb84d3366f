-- what: when the deliverables, milestones and reports of a consortium are due, as of the day
-- grain: one row per deliverable in the count, milestone not removed or reporting period
-- params: consortium, as_of
select
    'deliverable' as kind,
    state.deliverable_id as item_id,
    state.code,
    state.title,
    known_as(lead.short_name, lead.legal_name) as lead,
    state.current_due_on as due_on,
    state.current_due_precision as due_precision,
    state.baseline_due_on,
    case when state.is_overdue then 'overdue' else state.status end as status
from deliverable_state($as_of) as state
left join organisation as lead on state.lead_id = lead.organisation_id
where state.consortium_id = $consortium and state.is_in_count and state.current_due_on is not null
union all
select
    'milestone' as kind,
    state.milestone_id as item_id,
    state.code,
    state.title,
    known_as(lead.short_name, lead.legal_name) as lead,
    state.current_due_on as due_on,
    'day' as due_precision,
    state.baseline_due_on,
    state.status
from milestone_state($as_of) as state
left join organisation as lead on state.lead_id = lead.organisation_id
where state.consortium_id = $consortium and state.status <> 'removed' and state.current_due_on is not null
union all
select
    'report' as kind,
    cast(period as text) as item_id,
    'P' || period as code,
    'Report on reporting period ' || period as title,
    null as lead,
    report_due_on as due_on,
    'day' as due_precision,
    null as baseline_due_on,
    null as status
from reporting_period
where consortium_id = $consortium
order by due_on, kind, code_order(code), item_id
