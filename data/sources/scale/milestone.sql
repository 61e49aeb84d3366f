-- what: four milestones of each consortium of the sample
-- grain: one row per milestone
-- params: seed, consortia, since, before
select
    made.consortium_id || '-m' || cast(counted.place as varchar) as milestone_id,
    made.consortium_id,
    'MS' || cast(counted.place as varchar) as code,
    ['Partners agree on the work', 'First pilots run', 'Course taught', 'Results handed on'][counted.place] as title,
    'WP' || cast(least(counted.place, made.work_packages) as varchar) as work_package,
    'Minutes' as means_of_verification,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
cross join unnest([1, 2, 3, 4]) as counted (place)
order by made.number, counted.place
