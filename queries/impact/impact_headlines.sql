-- what: how many indicators have a value, a defined progress, their target reached and documented evidence
-- grain: one row
-- params: consortium, as_of, until, results_levels, objectives
with chosen as (
    select
        *
    from indicator_state($as_of, until := $until)
    where
        consortium_id = $consortium
        and (len($results_levels) = 0 or results_level in $results_levels)
        and (len($objectives) = 0 or objective in $objectives)
)
select
    count(*) as indicators,
    count(target) as with_target,
    count(actual) as with_value,
    count(progress) as with_progress,
    count(*) filter (where progress_state = 'reached') as reached,
    count(*) filter (where evidence_level >= 2) as documented,
    count(parts_incomplete) as with_breakdown,
    count(*) filter (where parts_incomplete) as with_incomplete_breakdown,
    (
        select count(distinct concat_ws(' ', later.indicator_id, later.observed_on))
        from indicator_value_history as later
        inner join chosen as of_chosen on later.indicator_id = of_chosen.indicator_id
        left join consortium on later.consortium_id = consortium.consortium_id
        where
            later.consortium_id = $consortium
            and later.axis = 'total'
            and later.observed_on <= $as_of
            and later.observed_on <= $until
            and not is_value_known(later.recorded_on, later.observed_on, consortium.record_basis, $as_of)
            and not later.withdrawn
    ) as recorded_later
from chosen
order by indicators
