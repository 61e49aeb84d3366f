-- what: three indicators of each consortium of the sample
-- grain: one row per indicator
-- params: seed, consortia, since, before
select
    made.consortium_id || '-i' || cast(counted.place as varchar) as indicator_id,
    made.consortium_id,
    'I' || cast(counted.place as varchar) as code,
    ['Students in projects with communities', 'CSOs that ask again', 'Courses with community work'][counted.place]
        as title,
    ['output', 'outcome', 'impact'][counted.place] as results_level,
    'SO' || cast(1 + counted.place % 2 as varchar) as objective,
    ['persons', 'organisations', 'courses'][counted.place] as unit,
    'ascending' as direction,
    case counted.place when 3 then 'periodic' else 'cumulative' end as accumulation,
    0 as baseline,
    case
        when chance($seed, 'target known', nth_of(made.number, counted.place)) < 0.85
            then 20 + floor(400 * chance($seed, 'target', nth_of(made.number, counted.place)) ** 3)
    end as target,
    made.ends_on as target_on,
    case counted.place when 1 then 'gender' end as disaggregation_axis,
    'en' as language,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
cross join unnest([1, 2, 3]) as counted (place)
order by made.number, counted.place
