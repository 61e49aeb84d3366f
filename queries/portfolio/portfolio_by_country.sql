-- what: organisations and consortia of the chosen consortia by country of the organisation, as of the day
-- grain: one row per country, one without a country for organisations whose country is not known
-- params: as_of, consortia
select
    country,
    count(distinct organisation_id) as organisations,
    count(distinct consortium_id) as consortia,
    count(*) as participations
from participation_state($as_of)
where consortium_id in (select unnest($consortia))
group by country
order by country is null, organisations desc, consortia desc, country
