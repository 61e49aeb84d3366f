-- what: deliverables, milestones and reports that are overdue on the day or due soon after it
-- grain: one row per deliverable, milestone or report
-- params: consortium, as_of, days
with due as (
    select
        'deliverable' as kind,
        state.code,
        state.title,
        state.lead_id,
        state.current_due_on as due_on,
        state.current_due_precision as due_precision,
        case when state.is_overdue then 'overdue' else state.status end as status
    from deliverable_state($as_of) as state
    where
        state.consortium_id = $consortium
        and state.is_in_count
        and not state.is_delivered
        and state.status <> 'not known'
    union all
    select
        'milestone' as kind,
        state.code,
        state.title,
        state.lead_id,
        state.current_due_on as due_on,
        'day' as due_precision,
        state.status
    from milestone_state($as_of) as state
    where state.consortium_id = $consortium and state.status in ('overdue', 'due soon', 'planned')
    union all
    select
        'report' as kind,
        'P' || period as code,
        'M' || (datediff('month', starts_on, ends_on) + 1) as title,
        null as lead_id,
        report_due_on as due_on,
        'day' as due_precision,
        case when is_due_soon(report_due_on, $as_of) then 'due soon' else 'planned' end as status
    from reporting_period
    where consortium_id = $consortium and report_due_on >= $as_of
)
select
    due.kind,
    due.code,
    due.title,
    known_as(lead.short_name, lead.legal_name) as lead,
    due.due_on,
    due.due_precision,
    due.status,
    due.due_on - $as_of as days_to_due
from due
left join organisation as lead on due.lead_id = lead.organisation_id
where due.due_on <= $as_of + $days
order by due.due_on, due.kind, code_order(due.code)
