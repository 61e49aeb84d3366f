-- what: the objectives of a consortium and what serves them
-- grain: one row per objective
-- params: consortium
select
    objective.objective,
    objective.statement,
    objective.language,
    (
        select count(*) from deliverable
        where deliverable.consortium_id = $consortium and deliverable.objective = objective.objective
    ) as deliverables,
    (
        select count(*) from indicator
        where indicator.consortium_id = $consortium and indicator.objective = objective.objective
    ) as indicators
from objective
where objective.consortium_id = $consortium
order by objective.objective
