-- what: deliverables with what can be changed of them, as of the day
-- grain: one row per deliverable
-- params: consortium, as_of
select
    state.deliverable_id,
    state.code,
    state.title,
    state.work_package,
    state.lead_id,
    state.deliverable_type,
    state.dissemination_level,
    state.objective,
    state.current_due_on as due_on,
    state.current_due_precision as due_precision,
    cast(round(100 * state.progress) as integer) as progress,
    state.last_submitted_on as submitted_on,
    state.status
from deliverable_state($as_of) as state
where state.consortium_id = $consortium
order by code_order(state.code), state.deliverable_id
