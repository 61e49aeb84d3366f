-- what: which CSOs are in the pilots of the sample
-- grain: one row per pilot and CSO
-- params: seed, consortia, since, before
with related as (
    select
        consortium_id,
        list(distinct cso_id order by cso_id) as csos
    from cso_relation
    where consortium_id >= scale_id($since) and consortium_id < scale_id($before) and source_id = 'scale-sample'
    group by consortium_id
)
select distinct
    format('{}-t{}', made.consortium_id, counted.place) as pilot_id,
    chosen_of(related.csos, chance($seed, 'pilot cso', nth_of(made.number, counted.place * 10 + other.nth))) as cso_id,
    made.consortium_id,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
inner join related on made.consortium_id = related.consortium_id
cross join unnest(range(1, made.pilots + 1)) as counted (place)
cross join unnest([1, 2]) as other (nth)
order by pilot_id, cso_id
