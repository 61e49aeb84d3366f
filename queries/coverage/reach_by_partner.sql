-- what: how many people live within km of each partner, and of any partner, as of the day
-- grain: one row per partner, and one without a partner for all of them together, each place counted once
-- params: as_of, consortium, countries, types, km
with within as (
    select
        partner_id,
        place_id,
        population
    from reach($as_of, $consortium, $types, $km)
    where len($countries) = 0 or country in $countries
),
of_partner as (
    select
        partner_id,
        count(*) as places,
        cast(sum(population) as bigint) as population
    from within
    group by partner_id
),
of_all as (
    select
        count(*) as places,
        cast(sum(population) as bigint) as population
    from (
        select distinct
            place_id,
            population
        from within
    )
)
select
    asked.partner_id,
    known_as(organisation.short_name, organisation.legal_name) as partner,
    organisation.organisation_type,
    organisation.city,
    organisation.country,
    point.latitude,
    point.longitude,
    point.point_by,
    case when point.latitude is not null then coalesce(of_partner.places, 0) end as places,
    case when point.latitude is not null then coalesce(of_partner.population, 0) end as population
from (select distinct partner_id from asked_partner($as_of, $consortium, $types)) as asked
inner join organisation on asked.partner_id = organisation.organisation_id
left join organisation_point as point on asked.partner_id = point.organisation_id
left join of_partner on asked.partner_id = of_partner.partner_id
union all
select
    null as partner_id,
    null as partner,
    null as organisation_type,
    null as city,
    null as country,
    null as latitude,
    null as longitude,
    null as point_by,
    case when has_point then places end as places,
    case when has_point then coalesce(population, 0) end as population
from of_all
cross join (select count(*) > 0 as has_point from partner_point($as_of, $consortium, $types))
order by partner nulls last, partner_id nulls last
