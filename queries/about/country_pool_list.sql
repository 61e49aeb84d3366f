-- what: countries of each pool that eligibility rules name, by the call years they belong to it
-- grain: one row per pool, country and first call year
-- params: none
select
    country_pool,
    country,
    first_call_year,
    last_call_year
from country_pool
order by country_pool, first_call_year, country
