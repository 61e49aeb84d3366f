-- what: region schemes, their levels and the countries they divide
-- grain: one row per scheme and level
-- params: none
select
    region_scheme.scheme,
    region_scheme.title,
    region_scheme.edition,
    region_scheme.attribution,
    region.level,
    count(*) as regions,
    list(distinct region.country order by region.country) as countries
from region_scheme
inner join region on region_scheme.scheme = region.scheme
group by all
order by region_scheme.scheme, region.level
