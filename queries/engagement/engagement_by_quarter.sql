-- what: engagements and headcount by calendar quarter up to the day, by audience, by kind or by country
-- grain: one row per quarter from the first with an engagement and per part that occurs in any of them
-- params: consortium, as_of, kinds, countries, partners, part
with held as (
    select
        engagement.engagement_id,
        engagement.quarter_starts_on,
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
        quarter_starts_on,
        case when $part = 'kind' then kind else country end as part,
        headcount
    from held
    where $part <> 'audience'
    union all
    select
        held.quarter_starts_on,
        audience.audience as part,
        audience.headcount
    from held
    inner join engagement_audience($as_of) as audience
        on audience.consortium_id = $consortium and held.engagement_id = audience.engagement_id
    where $part = 'audience'
),
-- Until the day or the end of the consortium, so that a quarter without an engagement is seen as one.
span as (
    select
        min(held.quarter_starts_on) as first_quarter,
        greatest(max(held.quarter_starts_on), quarter_of(least($as_of, any_value(consortium.ends_on)))) as last_quarter
    from held
    left join consortium on consortium.consortium_id = $consortium
),
quarter as (
    select
        cast(unnest(generate_series(first_quarter, last_quarter, interval 3 months)) as date) as quarter_starts_on
    from span
),
part as (
    select distinct part
    from parted
)
select
    quarter.quarter_starts_on,
    is_running_quarter(quarter.quarter_starts_on, $as_of) as is_running,
    part.part,
    count(parted.quarter_starts_on) as engagements,
    count(parted.headcount) as counted,
    case when count(parted.quarter_starts_on) = 0 then 0 else cast(sum(parted.headcount) as bigint) end as headcount
from quarter
cross join part
left join parted
    on quarter.quarter_starts_on = parted.quarter_starts_on and part.part is not distinct from parted.part
group by quarter.quarter_starts_on, part.part
order by quarter.quarter_starts_on, part.part nulls last
