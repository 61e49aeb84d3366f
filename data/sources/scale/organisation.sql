-- what: organisations of the sample, in towns by their population: those that take part, then CSOs
-- grain: one row per organisation
-- params: seed, consortia, since, before, fictional
with town as (
    select
        title,
        iso_country(country) as country,
        latitude,
        longitude,
        cast(sum(population) over (order by place_id) - population as bigint) as people_before,
        cast(sum(population) over (order by place_id) as bigint) as people_until,
        cast(sum(population) over () as bigint) as people
    from place
    where
        part_of is null
        and iso_country(country) in (select country_pool.country from country_pool)
        and iso_country(country) not in ('RU', 'BY', 'UA')
),
numbered as (
    select
        number,
        case
            when number >= scale_partners($consortia) then 'CSO'
            else [
                'HEI', 'VET', 'PUBLIC', 'SME', 'CSO', 'HEI', 'RESEARCH', 'HEI', 'SCHOOL', 'CSO',
                'HEI', 'VET', 'PUBLIC', 'SME', 'ENTERPRISE', 'HEI', 'RESEARCH', 'HEI', 'OTHER', 'HEI'
            ][1 + number % 20]
        end as organisation_type,
        cast(floor(chance($seed, 'town', number) * (select any_value(town.people) from town)) as bigint) as stands_at
    from (
        select unnest(range(cast(scale_organisations($consortia) as bigint))) as number
    )
    where number * $consortia >= cast($since as bigint) * scale_organisations($consortia)
        and number * $consortia < cast($before as bigint) * scale_organisations($consortia)
)
select
    scale_organisation_id(numbered.number) as organisation_id,
    case numbered.organisation_type
        when 'HEI' then 'University'
        when 'VET' then 'Training college'
        when 'PUBLIC' then 'Office'
        when 'SME' then 'Small firm'
        when 'ENTERPRISE' then 'Company'
        when 'RESEARCH' then 'Institute'
        when 'SCHOOL' then 'School'
        when 'CSO' then 'Association'
        else 'Body'
    end || ' ' || cast(numbered.number as varchar) || ' of ' || town.title as legal_name,
    left(numbered.organisation_type, 1) || cast(numbered.number as varchar) || ' ' || town.title as short_name,
    numbered.organisation_type,
    case
        when numbered.organisation_type = 'CSO'
            then chosen_of(
                [
                    'culture', 'education', 'health', 'social services', 'environment', 'housing and development',
                    'advocacy'
                ],
                chance($seed, 'activity', numbered.number)
            )
    end as activity_field,
    town.country,
    town.title as city,
    town.latitude,
    town.longitude,
    'city' as coordinate_precision,
    cast($fictional as boolean) as fictional,
    'scale-sample' as source_id
from numbered
inner join town on numbered.stands_at >= town.people_before and numbered.stands_at < town.people_until
order by numbered.number
