-- what: pilot projects of the sample, each in the town of its partner
-- grain: one row per pilot
-- params: seed, consortia, since, before
with partner as (
    select
        consortium_id,
        list(organisation_id order by participation_id) as partners
    from participation
    where consortium_id >= scale_id($since) and consortium_id < scale_id($before) and source_id = 'scale-sample'
    group by consortium_id
),
drawn as (
    select
        made.number,
        made.consortium_id,
        made.starts_on,
        made.ends_on,
        counted.place,
        nth_of(made.number, counted.place) as one,
        chosen_of(partner.partners, chance($seed, 'pilot partner', one)) as partner_id,
        made.starts_on + cast(floor(400 * chance($seed, 'pilot start', one)) as integer) as begins_on
    from scale_consortium($seed, $consortia, $since, $before) as made
    inner join partner on made.consortium_id = partner.consortium_id
    cross join unnest(range(1, made.pilots + 1)) as counted (place)
)
select
    format('{}-t{}', drawn.consortium_id, drawn.place) as pilot_id,
    drawn.consortium_id,
    format('Pilot {} in {}', drawn.place, organisation.city) as title,
    chosen_of(
        ['health', 'environment', 'housing', 'culture', 'education', 'migration'], chance($seed, 'theme', drawn.one)
    ) as theme,
    drawn.partner_id,
    organisation.country,
    organisation.city,
    organisation.latitude,
    organisation.longitude,
    drawn.begins_on as starts_on,
    drawn.begins_on + 90 + cast(floor(300 * chance($seed, 'pilot end', drawn.one)) as integer) as ends_on,
    case when chance($seed, 'stopped', drawn.one) < 0.05 then drawn.begins_on + 60 end as stopped_on,
    'scale-sample' as source_id
from drawn
inner join organisation on drawn.partner_id = organisation.organisation_id
order by drawn.number, drawn.place
