-- what: work packages of the sample, each led by a partner
-- grain: one row per work package
-- params: seed, consortia, since, before
with partner as (
    select
        consortium_id,
        list(organisation_id order by participation_id) as partners
    from participation
    where consortium_id >= scale_id($since) and consortium_id < scale_id($before) and source_id = 'scale-sample'
    group by consortium_id
)
select
    made.consortium_id,
    'WP' || cast(counted.place as varchar) as work_package,
    [
        'Coordination', 'Needs of communities', 'Pilot projects', 'Teaching', 'Evaluation', 'Sharing results',
        'Staying together'
    ][counted.place] as title,
    chosen_of(partner.partners, chance($seed, 'wp lead', nth_of(made.number, counted.place))) as lead_id,
    made.starts_on,
    made.ends_on,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
inner join partner on made.consortium_id = partner.consortium_id
cross join unnest(range(1, made.work_packages + 1)) as counted (place)
order by made.number, counted.place
