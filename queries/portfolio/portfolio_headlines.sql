-- what: consortia, organisations, countries and participations of the chosen consortia as of the day
-- grain: one row
-- params: as_of, consortia
with held as (
    select
        consortium_id,
        participation_id,
        organisation_id,
        country
    from participation_state($as_of)
    where consortium_id in (select unnest($consortia))
)
select
    len($consortia) as consortia,
    count(distinct organisation_id) as organisations,
    count(distinct organisation_id) filter (where country is not null) as organisations_with_country,
    count(distinct country) as countries,
    count(participation_id) as participations
from held
order by consortia
