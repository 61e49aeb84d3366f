-- what: engagements held up to the day, who came, who asked, who came back, and how they spread over countries
-- grain: one row
-- params: consortium, as_of, kinds, countries, partners
with held as (
    select
        engagement.held_on,
        engagement.headcount,
        engagement.cso_id,
        engagement.country,
        engagement.initiator
    from engagement_state($as_of) as engagement
    left join organisation as partner on engagement.partner_id = partner.organisation_id
    where
        engagement.consortium_id = $consortium
        and (len($kinds) = 0 or engagement.kind in $kinds)
        and (len($countries) = 0 or engagement.country in $countries)
        and (len($partners) = 0 or known_as(partner.short_name, partner.legal_name) in $partners)
),
by_cso as (
    select
        cso_id,
        quarters_active(held_on, $as_of) as quarters
    from held
    where cso_id is not null
    group by cso_id
),
by_country as (
    select
        country,
        count(*) as engagements
    from held
    where country is not null
    group by country
),
retention as (
    select
        count(*) as csos,
        count(*) filter (where quarters >= 1) as csos_active,
        count(*) filter (where is_retained(quarters)) as csos_retained
    from by_cso
),
spread as (
    select
        count(*) as countries,
        herfindahl(list(engagements)) as herfindahl_index,
        effective_number(list(engagements)) as effective_countries
    from by_country
),
total as (
    select
        count(*) as engagements,
        count(headcount) as counted,
        cast(sum(headcount) as bigint) as headcount,
        count(cso_id) as with_cso,
        count(country) as with_country,
        count(initiator) as known_initiator,
        count(*) filter (where initiator = 'cso') as cso_initiated
    from held
)
select
    total.engagements,
    total.counted,
    total.headcount,
    retention.csos,
    total.with_cso,
    spread.countries,
    total.with_country,
    total.cso_initiated,
    total.known_initiator,
    retention.csos_retained,
    retention.csos_active,
    spread.herfindahl_index,
    spread.effective_countries
from total
cross join retention
cross join spread
order by total.engagements
