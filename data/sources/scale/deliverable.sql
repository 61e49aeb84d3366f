-- what: deliverables of the sample, ten a consortium
-- grain: one row per deliverable
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
    made.consortium_id || '-d' || lpad(cast(counted.place as varchar), 3, '0') as deliverable_id,
    made.consortium_id,
    format('D{}.{}', 1 + counted.place % made.work_packages, 1 + counted.place // made.work_packages) as code,
    chosen_of(
        ['Report on needs', 'Handbook', 'Course', 'Website', 'Data set', 'Policy brief', 'Pilot report', 'Toolkit'],
        chance($seed, 'title', nth_of(made.number, counted.place))
    ) || ' ' || cast(1 + counted.place as varchar) as title,
    'WP' || cast(1 + counted.place % made.work_packages as varchar) as work_package,
    case
        when counted.place = 0 then 'DMP'
        else chosen_of(['R', 'R', 'R', 'R', 'DEM', 'DEC', 'DATA', 'OTHER'],
            chance($seed, 'type', nth_of(made.number, counted.place)))
    end as deliverable_type,
    chosen_of(['PU', 'PU', 'PU', 'SEN'], chance($seed, 'level', nth_of(made.number, counted.place)))
        as dissemination_level,
    chosen_of(partner.partners, chance($seed, 'lead', nth_of(made.number, counted.place)) ** 1.5) as lead_id,
    'SO' || cast(1 + counted.place % 2 as varchar) as objective,
    'en' as language,
    'scale-sample' as source_id
from scale_consortium($seed, $consortia, $since, $before) as made
inner join partner on made.consortium_id = partner.consortium_id
cross join unnest(range(made.deliverables)) as counted (place)
order by made.number, counted.place
