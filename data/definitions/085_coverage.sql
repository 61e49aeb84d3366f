-- Coverage of regions by CSOs, its gaps, and how far partners reach, as domain.md section 6.

-- What filters leave -------------------------------------------------------------------------------------------------

-- Consortia asked for: one, or all real ones (an empty text).
create or replace macro asked_consortium(in_consortium) as table
select consortium_id
from consortium
where case when in_consortium = '' then not fictional else consortium_id = in_consortium end;

-- One row per consortium and partner that takes part on the day, of the types asked for (an empty list: of any).
create or replace macro asked_partner(as_of, in_consortium, types) as table
select distinct
    participation.consortium_id,
    participation.organisation_id as partner_id,
    participation.organisation_type
from participation_state(as_of) as participation
semi join asked_consortium(in_consortium) as asked on participation.consortium_id = asked.consortium_id
where len(types) = 0 or participation.organisation_type in types;

-- One row per consortium, CSO and partner it is in contact with (null: it takes part itself).
--   themes       of the pilots the CSO is in
--   types        of the partner it is in contact with; of the CSO, where it takes part itself
--   active_only  active on the day; else also those that were active before
create or replace macro asked_cso(as_of, in_consortium, themes, types, active_only) as table
with in_theme as (
    select distinct
        pilot_cso.consortium_id,
        pilot_cso.cso_id
    from pilot_cso
    inner join pilot on pilot_cso.consortium_id = pilot.consortium_id and pilot_cso.pilot_id = pilot.pilot_id
    where pilot.theme in themes
)
select
    known.consortium_id,
    known.cso_id,
    known.partner_id,
    known.is_active
from known_cso(as_of) as known
semi join asked_consortium(in_consortium) as asked on known.consortium_id = asked.consortium_id
left join in_theme on known.consortium_id = in_theme.consortium_id and known.cso_id = in_theme.cso_id
left join organisation as partner on coalesce(known.partner_id, known.cso_id) = partner.organisation_id
where
    (known.is_active or not active_only)
    and (len(themes) = 0 or in_theme.cso_id is not null)
    and (len(types) = 0 or partner.organisation_type in types);

-- One row per pilot begun by the day (running on it, when active_only), of the themes and types of partner asked for.
create or replace macro asked_pilot(as_of, in_consortium, themes, types, active_only) as table
select
    state.consortium_id,
    state.pilot_id,
    state.partner_id,
    state.theme
from pilot_state(as_of) as state
semi join asked_consortium(in_consortium) as asked on state.consortium_id = asked.consortium_id
left join organisation as partner on state.partner_id = partner.organisation_id
where
    (state.status = 'running' or (not active_only and state.status <> 'planned'))
    and (len(themes) = 0 or state.theme in themes)
    and (len(types) = 0 or partner.organisation_type in types);

-- One row per engagement held by the day, of pilots of the themes and of types of partner asked for.
create or replace macro asked_engagement(as_of, in_consortium, themes, types) as table
select
    state.consortium_id,
    state.engagement_id,
    state.region_code,
    state.country,
    state.city,
    state.headcount
from engagement_state(as_of) as state
semi join asked_consortium(in_consortium) as asked on state.consortium_id = asked.consortium_id
left join pilot on state.consortium_id = pilot.consortium_id and state.pilot_id = pilot.pilot_id
left join organisation as partner on state.partner_id = partner.organisation_id
where
    (len(themes) = 0 or pilot.theme in themes)
    and (len(types) = 0 or partner.organisation_type in types);

-- Coverage, gaps, reach -----------------------------------------------------------------------------------------------

-- One row per region of the level, and one without a code for what is not placed there.
--   csos, partners  organisations, each once however many consortia they are in
--   csos, pilots, engagements  null where the consortia asked for have recorded none at all, ever: not known, not zero
--   headcount       people reached: the sum over the engagements that counted (engagements_counted), null without one
--   density         CSOs per 100,000 inhabitants
create or replace macro cso_coverage(
    in_scheme, at_level, as_of, in_consortium, themes, types, active_only
) as table
with lies_in as (
    select
        subject_kind,
        subject_id,
        region_code
    from placed(in_scheme, at_level)
    where subject_kind in ('organisation', 'pilot')
),
recorded as (
    select
        exists(
            select 1
            from known_cso(cast('9999-12-31' as date)) as known
            semi join asked_consortium(in_consortium) as asked on known.consortium_id = asked.consortium_id
        ) as has_csos,
        exists(
            select 1
            from pilot
            semi join asked_consortium(in_consortium) as asked on pilot.consortium_id = asked.consortium_id
        ) as has_pilots,
        exists(
            select 1
            from engagement
            semi join asked_consortium(in_consortium) as asked
                on engagement.consortium_id = asked.consortium_id
        ) as has_engagements
),
cso as (
    select
        lies_in.region_code,
        count(distinct asked.cso_id) as csos
    from asked_cso(as_of, in_consortium, themes, types, active_only) as asked
    left join lies_in on asked.cso_id = lies_in.subject_id and lies_in.subject_kind = 'organisation'
    group by lies_in.region_code
),
partner as (
    select
        lies_in.region_code,
        count(distinct asked.partner_id) as partners
    from asked_partner(as_of, in_consortium, types) as asked
    left join lies_in on asked.partner_id = lies_in.subject_id and lies_in.subject_kind = 'organisation'
    group by lies_in.region_code
),
pilot_count as (
    select
        lies_in.region_code,
        count(*) as pilots
    from asked_pilot(as_of, in_consortium, themes, types, active_only) as asked
    left join lies_in on asked.pilot_id = lies_in.subject_id and lies_in.subject_kind = 'pilot'
    group by lies_in.region_code
),
-- Few places against many engagements: they are counted by place before the place is looked for.
engagement_town as (
    select
        region_code,
        country,
        city,
        count(*) as engagements,
        count(headcount) as engagements_counted,
        sum(headcount) as headcount
    from asked_engagement(as_of, in_consortium, themes, types)
    group by region_code, country, city
),
engagement_count as (
    select
        coalesce(path.code, town.region_code, country_region.code) as region_code,
        cast(sum(held.engagements) as bigint) as engagements,
        cast(sum(held.engagements_counted) as bigint) as engagements_counted,
        cast(sum(held.headcount) as bigint) as headcount
    from engagement_town as held
    left join region_at(in_scheme, at_level) as path on held.region_code = path.region_code
    left join town_region(in_scheme, at_level) as town on town_id(held.country, held.city) = town.subject_id
    left join country_region(in_scheme, at_level) as country_region
        on iso_country(held.country) = country_region.country
    group by all
),
row_of as (
    select
        region_code,
        title,
        country,
        parent_code,
        latitude,
        longitude
    from region
    where scheme = in_scheme and level = at_level
    union all
    select
        null as region_code,
        null as title,
        null as country,
        null as parent_code,
        null as latitude,
        null as longitude
)
select
    row_of.region_code,
    row_of.title,
    row_of.country,
    row_of.parent_code,
    row_of.latitude,
    row_of.longitude,
    case when recorded.has_csos then coalesce(cso.csos, 0) end as csos,
    coalesce(partner.partners, 0) as partners,
    case when recorded.has_pilots then coalesce(pilot_count.pilots, 0) end as pilots,
    case when recorded.has_engagements then coalesce(engagement_count.engagements, 0) end as engagements,
    case
        when recorded.has_engagements then coalesce(engagement_count.engagements_counted, 0)
    end as engagements_counted,
    case
        when recorded.has_engagements and engagement_count.engagements is null then 0
        else engagement_count.headcount
    end as headcount,
    population.population,
    population.population_year,
    population.population_basis,
    case when recorded.has_csos then coalesce(cso.csos, 0) * 100000.0 / nullif(population.population, 0) end as density
from row_of
cross join recorded
left join cso on row_of.region_code is not distinct from cso.region_code
left join partner on row_of.region_code is not distinct from partner.region_code
left join pilot_count on row_of.region_code is not distinct from pilot_count.region_code
left join engagement_count on row_of.region_code is not distinct from engagement_count.region_code
left join population_of_regions(in_scheme, at_level, as_of) as population
    on row_of.region_code = population.region_code;

-- One row per partner of the day, of the types asked for, with a point.
create or replace macro partner_point(as_of, in_consortium, types) as table
select
    partner.partner_id,
    partner.organisation_type,
    known_as(organisation.short_name, organisation.legal_name) as partner,
    point.latitude,
    point.longitude,
    point.point_by
from (
    select distinct
        partner_id,
        organisation_type
    from asked_partner(as_of, in_consortium, types)
) as partner
inner join organisation on partner.partner_id = organisation.organisation_id
inner join organisation_point as point on partner.partner_id = point.organisation_id;

-- One row per CSO asked for, with a point.
create or replace macro cso_point(as_of, in_consortium, themes, types, active_only) as table
select
    cso.cso_id,
    point.latitude,
    point.longitude
from (
    select distinct cso_id
    from asked_cso(as_of, in_consortium, themes, types, active_only)
) as cso
inner join organisation_point as point on cso.cso_id = point.organisation_id;

-- One row per partner and place within km of it; the parts of a place count with the place.
create or replace macro reach(as_of, in_consortium, types, km) as table
with partner as (
    select
        *,
        unnest([
            latitude_band(latitude, km) - 1, latitude_band(latitude, km), latitude_band(latitude, km) + 1
        ]) as band
    from partner_point(as_of, in_consortium, types)
)
select
    partner.partner_id,
    place.place_id,
    iso_country(place.country) as country,
    place.population,
    distance_km(partner.latitude, partner.longitude, place.latitude, place.longitude) as distance_km
from partner
inner join place on partner.band = latitude_band(place.latitude, km)
where
    place.part_of is null
    and distance_km(partner.latitude, partner.longitude, place.latitude, place.longitude) <= km;

-- One row per region of the level without a CSO asked for, with the nearest partner HEI to its inner point (null when
-- no partner HEI has a point). Where no CSO is recorded at all nothing is known, and nothing is a gap.
create or replace macro region_gap(
    in_scheme, at_level, as_of, in_consortium, themes, types, active_only
) as table
with gap as (
    select
        *
    from cso_coverage(in_scheme, at_level, as_of, in_consortium, themes, types, active_only)
    where region_code is not null and csos = 0
),
measured as (
    select
        gap.region_code,
        hei.partner_id,
        hei.partner,
        hei.latitude as partner_latitude,
        hei.longitude as partner_longitude,
        distance_km(gap.latitude, gap.longitude, hei.latitude, hei.longitude) as distance_km
    from gap
    cross join partner_point(as_of, in_consortium, ['HEI']) as hei
    where gap.latitude is not null
    qualify row_number() over (partition by gap.region_code order by distance_km, hei.partner_id) = 1
)
select
    gap.region_code,
    gap.title,
    gap.country,
    gap.population,
    gap.population_year,
    gap.population_basis,
    gap.latitude,
    gap.longitude,
    measured.partner_id,
    measured.partner,
    measured.partner_latitude,
    measured.partner_longitude,
    measured.distance_km
from gap
left join measured on gap.region_code = measured.region_code;

-- One row per place of at least so many people with none of the CSOs asked for within km, with the nearest partner HEI.
-- Only where at least one CSO is recorded for the consortia asked for.
create or replace macro town_gap(
    as_of, in_consortium, countries, themes, types, active_only, km, at_least
) as table
with town as (
    select
        place_id,
        title,
        iso_country(country) as country,
        latitude,
        longitude,
        population
    from place
    where
        part_of is null
        and population >= at_least
        and (len(countries) = 0 or iso_country(country) in countries)
),
cso as (
    select
        *,
        unnest([
            latitude_band(latitude, km) - 1, latitude_band(latitude, km), latitude_band(latitude, km) + 1
        ]) as band
    from cso_point(as_of, in_consortium, themes, types, active_only)
),
served as (
    select distinct town.place_id
    from town
    inner join cso on latitude_band(town.latitude, km) = cso.band
    where distance_km(town.latitude, town.longitude, cso.latitude, cso.longitude) <= km
),
gap as (
    select
        town.*
    from town
    anti join served on town.place_id = served.place_id
    where
        exists(
            select 1
            from known_cso(cast('9999-12-31' as date)) as known
            semi join asked_consortium(in_consortium) as asked on known.consortium_id = asked.consortium_id
        )
),
measured as (
    select
        gap.place_id,
        hei.partner_id,
        hei.partner,
        hei.latitude as partner_latitude,
        hei.longitude as partner_longitude,
        distance_km(gap.latitude, gap.longitude, hei.latitude, hei.longitude) as distance_km
    from gap
    cross join partner_point(as_of, in_consortium, ['HEI']) as hei
    qualify row_number() over (partition by gap.place_id order by distance_km, hei.partner_id) = 1
)
select
    gap.place_id,
    gap.title,
    gap.country,
    gap.population,
    gap.latitude,
    gap.longitude,
    measured.partner_id,
    measured.partner,
    measured.partner_latitude,
    measured.partner_longitude,
    measured.distance_km
from gap
left join measured on gap.place_id = measured.place_id;
