-- what: deliverables with their baseline, current and actual dates as of the day, what hurts most first
-- grain: one row per deliverable
-- params: consortium, as_of, search, statuses, work_packages, leads, types, levels, periods
with state as (
    select
        *,
        reporting_period_of(consortium_id, current_due_on) as period
    from deliverable_state($as_of)
    where consortium_id = $consortium
)
select
    state.deliverable_id,
    state.code,
    state.title,
    state.status,
    state.is_overdue,
    state.is_in_count,
    state.work_package,
    state.lead_id,
    known_as(lead.short_name, lead.legal_name) as lead,
    state.deliverable_type,
    state.dissemination_level,
    state.objective,
    state.planned_on,
    state.baseline_due_on,
    state.baseline_due_precision,
    state.baseline_due_month,
    state.current_due_on,
    state.current_due_precision,
    state.period,
    state.first_submitted_on,
    state.submitted_precision,
    state.approved_on,
    state.days_late,
    state.slip_days,
    state.reschedulings,
    state.progress,
    state.last_reason,
    state.url
from state
left join organisation as lead on state.lead_id = lead.organisation_id
where
    (
        len($statuses) = 0
        or state.status in $statuses
        or (state.is_overdue and 'overdue' in $statuses)
    )
    and (len($work_packages) = 0 or state.work_package in $work_packages)
    and (len($leads) = 0 or known_as(lead.short_name, lead.legal_name) in $leads)
    and (len($types) = 0 or state.deliverable_type in $types)
    and (len($levels) = 0 or state.dissemination_level in $levels)
    and (len($periods) = 0 or cast(state.period as varchar) in $periods)
    and (
        $search = ''
        or contains(
            strip_accents(lower(concat_ws(' ', state.code, state.title, lead.short_name, lead.legal_name))),
            strip_accents(lower($search))
        )
    )
order by
    state.is_overdue desc,
    state.status = 'revision requested' desc,
    case when state.is_overdue then state.days_late end desc nulls last,
    state.is_in_count desc,
    state.is_delivered,
    state.current_due_on nulls last,
    code_order(state.code),
    state.deliverable_id
