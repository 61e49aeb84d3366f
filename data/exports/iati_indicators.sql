-- what: the indicators of a consortium with the objective they serve
-- grain: one row per indicator
-- params: consortium
select
    indicator.indicator_id,
    indicator.code,
    indicator.title,
    indicator.results_level,
    indicator.objective,
    objective.statement,
    indicator.unit,
    indicator.direction,
    indicator.accumulation,
    indicator.baseline,
    indicator.target,
    indicator.target_on,
    indicator.note,
    indicator.language
from indicator
left join objective
    on indicator.consortium_id = objective.consortium_id and indicator.objective = objective.objective
where indicator.consortium_id = $consortium
order by
    case indicator.results_level when 'output' then 1 when 'outcome' then 2 when 'impact' then 3 else 4 end,
    indicator.objective nulls last,
    code_order(indicator.code),
    indicator.indicator_id
