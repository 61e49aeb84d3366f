-- what: days from the current due date to the first submission, or to the as-of day where overdue, by consortium
-- grain: one row per deliverable of the chosen consortia handed in or overdue
-- params: as_of, consortia
select
    chosen.acronym,
    state.code,
    state.title,
    state.current_due_on,
    state.first_submitted_on,
    coalesce(state.first_submitted_on, $as_of) - state.current_due_on as days,
    state.first_submitted_on is null as is_so_far
from deliverable_state($as_of, among := $consortia) as state
inner join consortium as chosen on state.consortium_id = chosen.consortium_id
where
    state.consortium_id in $consortia
    and state.is_in_count
    and state.current_due_on is not null
    and coalesce(state.current_due_precision, 'day') = 'day'
    and coalesce(state.submitted_precision, 'day') = 'day'
    and (state.first_submitted_on is not null or state.is_overdue)
order by lower(chosen.acronym), state.consortium_id, state.code, state.deliverable_id
