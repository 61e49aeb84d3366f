-- what: the deliverables of a consortium with their three clocks as of the day
-- grain: one row per deliverable
-- params: consortium, as_of
select
    state.deliverable_id,
    state.code,
    state.title,
    state.work_package,
    known_as(lead.short_name, lead.legal_name) as lead,
    state.status,
    state.is_overdue,
    state.deliverable_type,
    state.dissemination_level,
    state.objective,
    state.baseline_due_on,
    state.baseline_due_precision,
    state.current_due_on,
    state.current_due_precision,
    state.first_submitted_on,
    state.submitted_precision,
    state.approved_on,
    state.days_late,
    state.slip_days,
    state.reschedulings,
    state.progress,
    state.last_reason,
    state.url
from deliverable_state($as_of) as state
left join organisation as lead on state.lead_id = lead.organisation_id
where state.consortium_id = $consortium
order by state.current_due_on nulls last, code_order(state.code), state.deliverable_id
