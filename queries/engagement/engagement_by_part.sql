-- what: engagements and headcount up to the day, by audience, by kind or by country
-- grain: one row per part; an engagement with several audiences is in each of them
-- params: consortium, as_of, kinds, countries, partners, part
with held as (
    select
        engagement.engagement_id,
        engagement.kind,
        engagement.country,
        engagement.headcount
    from engagement_state($as_of) as engagement
    left join organisation as partner on engagement.partner_id = partner.organisation_id
    where
        engagement.consortium_id = $consortium
        and (len($kinds) = 0 or engagement.kind in $kinds)
        and (len($countries) = 0 or engagement.country in $countries)
        and (len($partners) = 0 or known_as(partner.short_name, partner.legal_name) in $partners)
),
parted as (
    select
        case when $part = 'kind' then kind else country end as part,
        headcount
    from held
    where $part <> 'audience'
    union all
    select
        audience.audience as part,
        audience.headcount
    from held
    inner join engagement_audience($as_of) as audience
        on audience.consortium_id = $consortium and held.engagement_id = audience.engagement_id
    where $part = 'audience'
)
select
    part,
    count(*) as engagements,
    count(headcount) as counted,
    cast(sum(headcount) as bigint) as headcount
from parted
group by part
order by headcount desc nulls last, part nulls last
