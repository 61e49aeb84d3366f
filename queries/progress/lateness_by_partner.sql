-- what: days from the current due date to the first submission, or to the as-of day where overdue, by lead partner
-- grain: one row per deliverable handed in or overdue
-- params: consortium, as_of
select
    known_as(lead.short_name, lead.legal_name) as lead,
    state.code,
    state.title,
    state.current_due_on,
    state.first_submitted_on,
    coalesce(state.first_submitted_on, $as_of) - state.current_due_on as days,
    state.first_submitted_on is null as is_so_far
from deliverable_state($as_of) as state
left join organisation as lead on state.lead_id = lead.organisation_id
where
    state.consortium_id = $consortium
    and state.is_in_count
    and state.current_due_on is not null
    and coalesce(state.current_due_precision, 'day') = 'day'
    and coalesce(state.submitted_precision, 'day') = 'day'
    and (state.first_submitted_on is not null or state.is_overdue)
order by
    strip_accents(lower(known_as(lead.short_name, lead.legal_name))) nulls last,
    state.lead_id,
    state.code,
    state.deliverable_id
