-- what: how concentrated engagements or their headcount are on countries, quarter by quarter or year by year
-- grain: one row per quarter or year from the first with an engagement
-- params: consortium, as_of, kinds, countries, partners, period, measure
with held as (
    select
        period_of(engagement.held_on, $period) as period_starts_on,
        engagement.country,
        case when $measure = 'headcount' then engagement.headcount else 1 end as amount
    from engagement_state($as_of) as engagement
    left join organisation as partner on engagement.partner_id = partner.organisation_id
    where
        engagement.consortium_id = $consortium
        and (len($kinds) = 0 or engagement.kind in $kinds)
        and (len($countries) = 0 or engagement.country in $countries)
        and (len($partners) = 0 or known_as(partner.short_name, partner.legal_name) in $partners)
),
span as (
    select
        min(held.period_starts_on) as first_period,
        greatest(
            max(held.period_starts_on), period_of(least($as_of, any_value(consortium.ends_on)), $period)
        ) as last_period
    from held
    left join consortium on consortium.consortium_id = $consortium
),
period as (
    select
        cast(unnest(generate_series(
            first_period, last_period, case when $period = 'year' then interval 1 year else interval 3 months end
        )) as date) as period_starts_on
    from span
),
place as (
    select distinct country
    from held
    where country is not null
),
amount as (
    select
        period.period_starts_on,
        place.country,
        count(held.amount) as counted,
        coalesce(cast(sum(held.amount) as double), 0) as amount
    from period
    cross join place
    left join held on period.period_starts_on = held.period_starts_on and place.country = held.country
    group by period.period_starts_on, place.country
),
spread as (
    select
        period_starts_on,
        count(*) as countries,
        count(*) filter (where amount > 0) as countries_above_zero,
        cast(sum(counted) as bigint) as counted,
        sum(amount) as total,
        list(amount order by country) as amounts
    from amount
    group by period_starts_on
)
select
    period_starts_on,
    is_running_period(period_starts_on, $period, $as_of) as is_running,
    countries,
    countries_above_zero,
    counted,
    total,
    herfindahl(amounts) as herfindahl,
    herfindahl_normalised(amounts) as herfindahl_normalised,
    shannon(amounts) as shannon,
    evenness(amounts) as evenness,
    effective_number(amounts) as effective_number,
    gini(amounts) as gini
from spread
order by period_starts_on
