-- what: which regions work together as of the day: partners in one consortium, and partner and CSOs of one pilot
-- grain: one row per pair of regions of the level (region_code <= other_region_code) that share at least one
-- params: scheme, level, as_of, consortium, countries, themes, types, active_only
with lies_in as (
    select
        subject_id,
        region_code
    from placed($scheme, $level)
    where subject_kind = 'organisation' and region_code is not null
),
partner_region as (
    select
        asked.consortium_id,
        lies_in.region_code,
        count(*) as organisations
    from asked_partner($as_of, $consortium, $types) as asked
    inner join lies_in on asked.partner_id = lies_in.subject_id
    group by asked.consortium_id, lies_in.region_code
),
consortium_pair as (
    select
        one.region_code,
        other.region_code as other_region_code,
        count(*) as consortia
    from partner_region as one
    inner join partner_region as other
        on one.consortium_id = other.consortium_id and one.region_code <= other.region_code
    where one.region_code < other.region_code or one.organisations > 1
    group by one.region_code, other.region_code
),
member as (
    select
        consortium_id,
        pilot_id,
        partner_id as organisation_id
    from asked_pilot($as_of, $consortium, $themes, $types, $active_only)
    where partner_id is not null
    union
    select
        pilot_cso.consortium_id,
        pilot_cso.pilot_id,
        pilot_cso.cso_id as organisation_id
    from pilot_cso
    semi join asked_pilot($as_of, $consortium, $themes, $types, $active_only) as asked
        on pilot_cso.consortium_id = asked.consortium_id and pilot_cso.pilot_id = asked.pilot_id
),
pilot_region as (
    select
        member.consortium_id,
        member.pilot_id,
        lies_in.region_code,
        count(*) as organisations
    from member
    inner join lies_in on member.organisation_id = lies_in.subject_id
    group by member.consortium_id, member.pilot_id, lies_in.region_code
),
pilot_pair as (
    select
        one.region_code,
        other.region_code as other_region_code,
        count(*) as pilots
    from pilot_region as one
    inner join pilot_region as other
        on
            one.consortium_id = other.consortium_id
            and one.pilot_id = other.pilot_id
            and one.region_code <= other.region_code
    where one.region_code < other.region_code or one.organisations > 1
    group by one.region_code, other.region_code
)
select
    region_code,
    one.title,
    one.country,
    one.latitude,
    one.longitude,
    other_region_code,
    other.title as other_title,
    other.country as other_country,
    other.latitude as other_latitude,
    other.longitude as other_longitude,
    coalesce(consortium_pair.consortia, 0) as consortia,
    coalesce(pilot_pair.pilots, 0) as pilots
from consortium_pair
full join pilot_pair using (region_code, other_region_code)
inner join region as one using (region_code)
inner join region as other on other_region_code = other.region_code
where
    one.scheme = $scheme
    and other.scheme = $scheme
    and (len($countries) = 0 or one.country in $countries or other.country in $countries)
order by pilots desc, consortia desc, region_code, other_region_code
