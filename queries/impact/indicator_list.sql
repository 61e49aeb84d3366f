-- what: indicators with baseline, target, actual and progress as of the day, along the results chain
-- grain: one row per indicator
-- params: consortium, as_of, since, until, results_levels, objectives
with in_period as (
    select
        indicator_id,
        actual as in_period
    from indicator_observation($as_of, since := $since, until := $until)
    where consortium_id = $consortium and axis = 'total'
    qualify observed_on = max(observed_on) over (partition by indicator_id)
)
select
    state.indicator_id,
    state.code,
    state.title,
    state.results_level,
    state.objective,
    state.unit,
    state.direction,
    state.accumulation,
    state.baseline,
    state.target,
    state.target_on,
    in_period.in_period,
    state.actual,
    state.progress,
    state.progress_state,
    state.observed_on,
    state.observed_precision,
    state.recorded_on,
    state.respondents,
    state.evidence_level,
    state.evidence,
    state.disaggregation_axis,
    state.parts_incomplete,
    state.note,
    source.title as source
from indicator_state($as_of, until := $until) as state
left join in_period on state.indicator_id = in_period.indicator_id
left join source_document as source on coalesce(state.value_source_id, state.source_id) = source.source_id
where
    state.consortium_id = $consortium
    and (len($results_levels) = 0 or state.results_level in $results_levels)
    and (len($objectives) = 0 or state.objective in $objectives)
order by
    list_position(['activity', 'output', 'outcome', 'impact'], state.results_level),
    code_order(state.code),
    state.indicator_id
