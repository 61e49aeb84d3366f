-- what: indicators with baseline, target, actual and progress as of the day, along the results chain
-- grain: one row per indicator
-- params: consortium, as_of, results_levels, objectives
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
from indicator_state($as_of) as state
left join source_document as source on coalesce(state.value_source_id, state.source_id) = source.source_id
where
    state.consortium_id = $consortium
    and (len($results_levels) = 0 or state.results_level in $results_levels)
    and (len($objectives) = 0 or state.objective in $objectives)
order by
    list_position(['activity', 'output', 'outcome', 'impact'], state.results_level),
    state.code,
    state.indicator_id
