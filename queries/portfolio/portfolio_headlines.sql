-- what: consortia, organisations, countries, participations and grants of the portfolio as of the day
-- grain: one row
-- params: as_of, with_fictional, search, action_types, countries, stages
with chosen as materialized (
    select
        consortium_id,
        stage,
        grant_eur
    from portfolio_consortium($as_of, $with_fictional, $search, $action_types, $countries, $stages)
),
held as (
    select
        held.organisation_id,
        any_value(held.country) as country,
        count(*) as participations
    from participation_state($as_of) as held
    semi join chosen on held.consortium_id = chosen.consortium_id
    group by held.organisation_id
),
taking_part as (
    select
        count(*) as organisations,
        count(country) as organisations_with_country,
        count(distinct country) as countries,
        cast(coalesce(sum(participations), 0) as bigint) as participations
    from held
)
select
    count(chosen.consortium_id) as consortia,
    any_value(taking_part.organisations) as organisations,
    any_value(taking_part.organisations_with_country) as organisations_with_country,
    any_value(taking_part.countries) as countries,
    any_value(taking_part.participations) as participations,
    count(chosen.consortium_id) filter (where chosen.stage = 'running') as running,
    count(chosen.grant_eur) as with_grant,
    sum(chosen.grant_eur) as grant_eur
from taking_part
left join chosen on true
order by consortia
