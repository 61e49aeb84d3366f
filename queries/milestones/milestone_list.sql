-- what: milestones with their due dates and whether they were achieved as of the day, what hurts most first
-- grain: one row per milestone
-- params: consortium, as_of, search, statuses
select
    state.milestone_id,
    state.code,
    state.title,
    state.status,
    state.work_package,
    state.lead_id,
    known_as(lead.short_name, lead.legal_name) as lead,
    state.means_of_verification,
    state.baseline_due_on,
    state.current_due_on,
    state.achieved_on,
    state.explanation
from milestone_state($as_of) as state
left join organisation as lead on state.lead_id = lead.organisation_id
where
    state.consortium_id = $consortium
    and (len($statuses) = 0 or state.status in $statuses)
    and (
        $search = ''
        or contains(
            strip_accents(lower(concat_ws(' ', state.code, state.title, lead.short_name, lead.legal_name))),
            strip_accents(lower($search))
        )
    )
order by
    case state.status when 'overdue' then 1 when 'achieved' then 3 when 'removed' then 4 else 2 end,
    state.current_due_on nulls last,
    code_order(state.code),
    state.milestone_id
