-- what: milestones with their due dates and whether they were achieved as of the day
-- grain: one row per milestone
-- params: consortium, as_of
select
    state.milestone_id,
    state.code,
    state.title,
    state.work_package,
    known_as(lead.short_name, lead.legal_name) as lead,
    state.means_of_verification,
    state.baseline_due_on,
    state.current_due_on,
    state.achieved_on,
    state.explanation,
    state.status
from milestone_state($as_of) as state
left join organisation as lead on state.lead_id = lead.organisation_id
where state.consortium_id = $consortium
order by state.current_due_on nulls last, state.code, state.milestone_id
