-- what: two objectives of each consortium of the sample
-- grain: one row per objective
-- params: seed, consortia, since, before
select
    made.consortium_id,
    'SO' || cast(counted.place as varchar) as objective,
    case counted.place
        when 1 then 'Work with communities on questions they raise.'
        else 'Make what was learnt part of teaching.'
    end as statement,
    'en' as language,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
cross join unnest([1, 2]) as counted (place)
order by made.number, counted.place
