-- what: how many indicators have a value, a defined progress, their target reached and documented evidence
-- grain: one row
-- params: consortium, as_of, results_levels, objectives
select
    count(*) as indicators,
    count(target) as with_target,
    count(actual) as with_value,
    count(progress) as with_progress,
    count(*) filter (where progress_state = 'reached') as reached,
    count(*) filter (where evidence_level >= 2) as documented,
    count(parts_incomplete) as with_breakdown,
    count(*) filter (where parts_incomplete) as with_incomplete_breakdown
from indicator_state($as_of)
where
    consortium_id = $consortium
    and (len($results_levels) = 0 or results_level in $results_levels)
    and (len($objectives) = 0 or objective in $objectives)
order by indicators
