-- what: outlines of the regions of the map, and of every country around them
-- grain: one row per region of the level in these countries, and one per country of the scheme
-- params: scheme, level, countries
select
    region.region_code,
    region.country,
    region.level,
    region.outline,
    region_scheme.attribution
from region
inner join region_scheme on region.scheme = region_scheme.scheme
where
    region.scheme = $scheme
    and region.outline is not null
    and (region.level = 0 or (region.level = $level and list_contains($countries, region.country)))
order by region.level, region.region_code
