-- what: CSOs, partners, pilots and engagements by region, and CSOs per 100,000 inhabitants, as of the day
-- grain: one row per region of the level, and one without a region for what is not placed at it
-- params: scheme, level, as_of, consortium, countries, themes, types, active_only
select
    region_code,
    title,
    country,
    parent_code,
    latitude,
    longitude,
    region_code is not null and (len($countries) = 0 or country in $countries) as in_scope,
    csos,
    partners,
    pilots,
    engagements,
    engagements_counted,
    headcount,
    population,
    population_year,
    population_basis,
    density
from cso_coverage($scheme, $level, $as_of, $consortium, $themes, $types, $active_only)
order by region_code nulls last
