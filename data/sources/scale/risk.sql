-- what: two critical risks of each consortium of the sample
-- grain: one row per risk
-- params: seed, consortia, since, before
select
    made.consortium_id || '-r' || cast(counted.place as varchar) as risk_id,
    made.consortium_id,
    'R' || cast(counted.place as varchar) as code,
    case counted.place when 1 then 'A partner leaves.' else 'Too few CSOs take part.' end as description,
    counted.place = 1 as foreseen,
    'WP' || cast(counted.place as varchar) as work_package,
    chosen_of(['low', 'medium', 'high'], chance($seed, 'likelihood', nth_of(made.number, counted.place))) as likelihood,
    chosen_of(['low', 'medium', 'high'], chance($seed, 'severity', nth_of(made.number, counted.place))) as severity,
    'Others of the consortium step in.' as measures,
    made.starts_on as identified_on,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
cross join unnest([1, 2]) as counted (place)
order by made.number, counted.place
