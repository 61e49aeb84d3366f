-- what: the values each filter of the deliverables page can take as of the day
-- grain: one row per filter field and value
-- params: consortium, as_of
with state as (
    select
        state.status,
        state.work_package,
        known_as(lead.short_name, lead.legal_name) as lead,
        state.deliverable_type as type,
        state.dissemination_level as level,
        cast(reporting_period_of(state.consortium_id, state.current_due_on) as varchar) as period
    from deliverable_state($as_of) as state
    left join organisation as lead on state.lead_id = lead.organisation_id
    where state.consortium_id = $consortium
),
chosen as (
    unpivot state on status, work_package, lead, type, level, period into name field value value
)
select
    field,
    value,
    count(*) as deliverables
from chosen
group by field, value
order by field, code_order(value), value
