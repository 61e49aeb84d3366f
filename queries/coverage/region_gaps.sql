-- what: regions in scope without a CSO as of the day, most people first, with the nearest partner HEI
-- grain: one row per region of the level without a CSO
-- params: scheme, level, as_of, consortium, countries, themes, types, active_only
select
    region_code,
    title,
    country,
    population,
    population_year,
    population_basis,
    latitude,
    longitude,
    partner_id,
    partner,
    partner_latitude,
    partner_longitude,
    distance_km
from region_gap($scheme, $level, $as_of, $consortium, $themes, $types, $active_only)
where len($countries) = 0 or country in $countries
order by population desc nulls last, region_code
