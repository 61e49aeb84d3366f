-- what: the consortium as an activity of IATI, as of the day
-- grain: one row
-- params: consortium, as_of
select
    state.consortium_id,
    state.acronym,
    state.title,
    state.summary,
    state.language,
    state.website,
    state.agreement_number,
    state.fictional,
    state.stage,
    state.starts_on,
    state.starts_precision,
    state.ends_on,
    state.ends_precision,
    action_type.programme,
    action_type.title as action_type,
    coalesce(
        (
            select max(reporting_period.report_due_on)
            from reporting_period
            where reporting_period.consortium_id = state.consortium_id
        ),
        state.ends_on
    ) as last_report_due_on
from consortium_state($as_of) as state
left join action_type on state.action_type_id = action_type.action_type_id
where state.consortium_id = $consortium
order by state.consortium_id
