-- what: engagements with a CSO by calendar quarter up to the day, by kind
-- grain: one row per quarter from the first with an engagement and per kind
-- params: cso, consortium, as_of
with held as (
    select
        state.quarter_starts_on,
        state.kind,
        state.headcount
    from engagement_state($as_of) as state
    semi join asked_consortium($consortium) as asked on state.consortium_id = asked.consortium_id
    where state.cso_id = $cso
),
-- Until the day or the end of the consortia, so that a quarter without an engagement is seen as one.
lifetime as (
    select max(consortium.ends_on) as ends_on
    from consortium
    semi join asked_consortium($consortium) as asked on consortium.consortium_id = asked.consortium_id
),
span as (
    select
        min(held.quarter_starts_on) as first_quarter,
        greatest(
            max(held.quarter_starts_on), quarter_of(least($as_of, any_value(lifetime.ends_on)))
        ) as last_quarter
    from held
    cross join lifetime
),
quarter as (
    select
        cast(unnest(generate_series(first_quarter, last_quarter, interval 3 months)) as date) as quarter_starts_on
    from span
),
kind as (
    select distinct kind
    from held
)
select
    quarter.quarter_starts_on,
    is_running_quarter(quarter.quarter_starts_on, $as_of) as is_running,
    kind.kind as part,
    count(held.kind) as engagements,
    count(held.headcount) as counted,
    case when count(held.kind) = 0 then 0 else cast(sum(held.headcount) as bigint) end as headcount
from quarter
cross join kind
left join held on quarter.quarter_starts_on = held.quarter_starts_on and kind.kind = held.kind
group by quarter.quarter_starts_on, kind.kind
order by quarter.quarter_starts_on, kind.kind
