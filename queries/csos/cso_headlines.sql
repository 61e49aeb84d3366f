-- what: how many CSOs are on record by the day, active on it, in how many countries, and placed in a region
-- grain: one row
-- params: consortium, as_of
select
    count(*) as csos,
    count(*) filter (where known.is_active) as active,
    count(distinct cso.country) as countries,
    count(cso.country) as with_country,
    count(region.region_code) as placed
from cso_on_record($as_of, $consortium) as known
inner join organisation as cso on known.cso_id = cso.organisation_id
left join organisation_region as region on known.cso_id = region.organisation_id
order by csos
