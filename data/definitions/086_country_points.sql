-- Countries on the map and their inhabitants.

-- One row per country with a point: its largest place, which lies on land and where readers look for the country.
create or replace view country_point as
select
    country,
    arg_max(title, (population, place_id)) as place,
    arg_max(latitude, (population, place_id)) as latitude,
    arg_max(longitude, (population, place_id)) as longitude
from place
group by country;

-- One row per country with its population: statistics before an estimate before the sum of its places, then the year
-- nearest before the day, else the first after it.
create or replace macro country_population(as_of) as table
select
    region.country,
    counted.population,
    counted.population_year,
    counted.basis as population_basis
from region
inner join region_population as counted
    on region.scheme = counted.scheme and region.region_code = counted.region_code
where region.level = 0
qualify
    row_number() over (
        partition by region.country
        order by
            case counted.basis when 'statistics' then 1 when 'estimate' then 2 else 3 end,
            counted.population_year > year(cast(as_of as date)),
            abs(counted.population_year - year(cast(as_of as date))),
            region.scheme,
            region.region_code
    ) = 1;
