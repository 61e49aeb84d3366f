-- Regions: what lies where, at every level of a scheme.

-- What is placed in regions: one row per organisation, pilot, town of engagements, and place.
create or replace view placeable as
select
    'organisation' as subject_kind,
    organisation_id as subject_id,
    iso_country(country) as country,
    city,
    region_code,
    nuts3_code,
    latitude,
    longitude
from organisation
union all
select
    'pilot' as subject_kind,
    pilot_id as subject_id,
    iso_country(country) as country,
    city,
    region_code,
    null as nuts3_code,
    latitude,
    longitude
from pilot
union all
select
    'town' as subject_kind,
    town_id(country, city) as subject_id,
    min(iso_country(country)) as country,
    min(city) as city,
    null as region_code,
    null as nuts3_code,
    null as latitude,
    null as longitude
from (
    -- Names are folded once each, however many engagements a town has.
    select distinct
        country,
        city
    from engagement
    where country is not null and city is not null
) as town
group by town_id(country, city)
-- Of a group, not of its rows: that would be asked of every engagement, before they are made distinct.
having max(folded_name(city)) <> ''
union all
select
    'place' as subject_kind,
    place_id as subject_id,
    iso_country(country) as country,
    null as city,
    null as region_code,
    null as nuts3_code,
    latitude,
    longitude
from place;

-- One row per organisation, pilot or town and place it may mean by its city: those found by the fullest form of the
-- name; of these, towns before districts of towns, and those it is the title of before those it is another name of.
create or replace view place_candidate as
with named as (
    select
        iso_country(country) as country,
        unnest([title] || coalesce(string_split(other_titles, '|'), [])) as name,
        generate_subscripts([title] || coalesce(string_split(other_titles, '|'), []), 1) > 1 as is_other,
        part_of is not null as is_district,
        place_id
    from place
),
known_by as (
    select
        country,
        folded_name(name) as name,
        place_id,
        is_district,
        bool_and(is_other) as is_other
    from named
    where name <> ''
    group by all
),
asked as (
    select
        subject_kind,
        subject_id,
        country,
        unnest(name_keys(city)) as name,
        generate_subscripts(name_keys(city), 1) as position
    from placeable
    where country is not null and city is not null
),
ranked as (
    select
        asked.subject_kind,
        asked.subject_id,
        known_by.place_id,
        rank() over (
            partition by asked.subject_kind, asked.subject_id
            order by asked.position, known_by.is_district, known_by.is_other
        ) as place_rank
    from asked
    inner join known_by on asked.country = known_by.country and asked.name = known_by.name
)
select
    subject_kind,
    subject_id,
    place_id
from ranked
where place_rank = 1;

-- Schemes and levels --------------------------------------------------------------------------------------------------

-- One row per region of a scheme with its codes at levels 0 to 3, its own included; null where it has none.
create or replace macro region_path(in_scheme) as table
with own as (
    select
        region_code,
        level,
        parent_code,
        country,
        title
    from region
    where scheme = in_scheme
),
chain as (
    select
        own.*,
        [
            {'code': own.region_code, 'level': own.level},
            {'code': parent.region_code, 'level': parent.level},
            {'code': second.region_code, 'level': second.level},
            {'code': third.region_code, 'level': third.level}
        ] as ancestors
    from own
    left join own as parent on own.parent_code = parent.region_code
    left join own as second on parent.parent_code = second.region_code
    left join own as third on second.parent_code = third.region_code
)
select
    region_code,
    level,
    parent_code,
    country,
    title,
    list_transform(
        [0, 1, 2, 3], lambda wanted: list_filter(ancestors, lambda one: one.level = wanted)[1].code
    ) as codes
from chain;

-- The code at a level, from the codes of region_path.
create or replace macro code_at(codes, at_level) as codes[at_level + 1];

-- One row per organisation, pilot, town and place with the region it lies in at the asked level: regions and those
-- without one add up to all of them at every level.
--   region_code  null when not placed at this level
--   placed_by    as the placement says; 'own code' or 'country' where only a coarser code or the country is known and
--                that is enough at this level; 'not placed' otherwise
create or replace macro placed(in_scheme, at_level) as table
with path as (
    select
        region_code,
        codes,
        code_at(codes, at_level) as code
    from region_path(in_scheme)
),
country_region as (
    select
        country,
        min(region_code) as code
    from region
    where scheme = in_scheme and level = 0 and at_level = 0
    group by country
    having count(*) = 1
),
placed_finest as (
    select
        subject_kind,
        subject_id,
        region_code,
        placed_by,
        near_border,
        distance_km,
        place_id,
        reason
    from placement
    where scheme = in_scheme
),
found as (
    select
        subject.subject_kind,
        subject.subject_id,
        subject.country,
        finest.region_code as finest_code,
        finest.near_border,
        finest.distance_km,
        finest.place_id,
        finest.reason,
        finest.placed_by,
        path.code as placed_code,
        coalesce(own.code, own_nuts.code) as own_code,
        country_region.code as country_code
    from placeable as subject
    left join placed_finest as finest
        on subject.subject_kind = finest.subject_kind and subject.subject_id = finest.subject_id
    left join path on finest.region_code = path.region_code
    left join path as own on subject.region_code = own.region_code
    left join path as own_nuts on subject.nuts3_code = own_nuts.region_code
    left join country_region on subject.country = country_region.country
)
select
    subject_kind,
    subject_id,
    country,
    coalesce(placed_code, own_code, country_code) as region_code,
    finest_code,
    case
        when placed_code is not null then placed_by
        when own_code is not null then 'own code'
        when country_code is not null then 'country'
        else 'not placed'
    end as placed_by,
    coalesce(near_border, false) as near_border,
    distance_km,
    place_id,
    reason
from found;

-- Of what an engagement says of its place: the region at the level of its own code, of its town, and of its country
-- where that is one region.
create or replace macro region_at(in_scheme, at_level) as table
select
    region_code,
    code_at(codes, at_level) as code
from region_path(in_scheme);
create or replace macro town_region(in_scheme, at_level) as table
select
    placement.subject_id,
    code_at(path.codes, at_level) as region_code
from placement
inner join region_path(in_scheme) as path on placement.region_code = path.region_code
where placement.scheme = in_scheme and placement.subject_kind = 'town';
create or replace macro country_region(in_scheme, at_level) as table
select
    country,
    min(region_code) as code
from region
where scheme = in_scheme and level = 0 and at_level = 0
group by country
having count(*) = 1;

-- One row per engagement with the region it was held in at the asked level: by its own code, else by its town, else, at
-- the level of countries, by its country; null when not placed.
create or replace macro engagement_region(in_scheme, at_level) as table
select
    engagement.consortium_id,
    engagement.engagement_id,
    coalesce(path.code, town.region_code, country_region.code) as region_code
from engagement
left join region_at(in_scheme, at_level) as path on engagement.region_code = path.region_code
left join town_region(in_scheme, at_level) as town
    on town_id(engagement.country, engagement.city) = town.subject_id
left join country_region(in_scheme, at_level) as country_region
    on iso_country(engagement.country) = country_region.country;

-- One row per region of a level with its population nearest before the day, else the first after it; regions of which
-- no population is known are left out.
create or replace macro population_of_regions(in_scheme, at_level, as_of) as table
select
    region.region_code,
    region_population.population,
    region_population.population_year,
    region_population.basis as population_basis
from region
inner join region_population
    on region.scheme = region_population.scheme and region.region_code = region_population.region_code
where region.scheme = in_scheme and region.level = at_level
qualify
    row_number() over (
        partition by region.region_code
        order by
            region_population.population_year > year(cast(as_of as date)),
            abs(region_population.population_year - year(cast(as_of as date)))
    ) = 1;

-- Distances -----------------------------------------------------------------------------------------------------------

-- Not above 1, which rounding can bring it to; null stays null (`least` passes over it).
create or replace macro at_most_one(amount) as case when amount > 1 then 1 else amount end;

-- Kilometres between two points on a sphere (the haversine formula, mean radius of the earth).
create or replace macro distance_km(latitude, longitude, other_latitude, other_longitude) as
    2 * 6371.0088 * asin(sqrt(at_most_one(
        sin(radians(other_latitude - latitude) / 2) ** 2
        + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(radians(other_longitude - longitude) / 2) ** 2
    )));

-- The band of latitude, km high, that a point lies in: points within km of each other lie in one band or in two
-- neighbouring ones, so that a join on bands leaves few pairs to measure.
create or replace macro latitude_band(latitude, km) as cast(floor(latitude * 111.19 / km) as bigint);

-- One row per organisation with a point: its own coordinates unless they contradict its country, else those of the
-- place by whose name it was placed.
create or replace view organisation_point as
with doubted as (
    select
        subject_id as organisation_id,
        max(place_id) as place_id,
        bool_or(
            list_has_any(
                string_split(reason, '|'),
                ['coordinates zero', 'coordinates swapped', 'outside country', 'far from outlines']
            )
        ) as is_doubted
    from placement
    where subject_kind = 'organisation'
    group by subject_id
),
point as (
    select
        organisation.organisation_id,
        organisation.latitude is not null
        and organisation.longitude is not null
        and not coalesce(doubted.is_doubted, false) as has_own,
        organisation.latitude,
        organisation.longitude,
        place.latitude as place_latitude,
        place.longitude as place_longitude
    from organisation
    left join doubted on organisation.organisation_id = doubted.organisation_id
    left join place on doubted.place_id = place.place_id
)
select
    organisation_id,
    case when has_own then latitude else place_latitude end as latitude,
    case when has_own then longitude else place_longitude end as longitude,
    case when has_own then 'coordinates' else 'place name' end as point_by
from point
where has_own or place_latitude is not null;
