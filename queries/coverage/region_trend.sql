-- what: engagements held in a region by calendar quarter up to the day
-- grain: one row per quarter from the first with an engagement to the last
-- params: scheme, level, region, consortium, as_of, themes, types
with held as (
    select
        state.quarter_starts_on,
        state.headcount
    from asked_engagement($as_of, $consortium, $themes, $types) as asked
    inner join engagement_state($as_of) as state
        on asked.consortium_id = state.consortium_id and asked.engagement_id = state.engagement_id
    inner join engagement_region($scheme, $level) as lies_in
        on asked.consortium_id = lies_in.consortium_id and asked.engagement_id = lies_in.engagement_id
    where lies_in.region_code = $region
),
quarter as (
    select cast(unnest(generate_series(first_quarter, last_quarter, interval 3 month)) as date) as quarter_starts_on
    from (
        select
            cast(min(quarter_starts_on) as timestamp) as first_quarter,
            cast(quarter_of($as_of) as timestamp) as last_quarter
        from held
    )
)
select
    quarter.quarter_starts_on,
    quarter.quarter_starts_on = quarter_of($as_of) as is_running,
    'engagements' as part,
    count(held.quarter_starts_on) as engagements,
    count(held.headcount) as counted,
    case when count(held.quarter_starts_on) = 0 then 0 else sum(held.headcount) end as headcount
from quarter
left join held on quarter.quarter_starts_on = held.quarter_starts_on
group by quarter.quarter_starts_on
order by quarter.quarter_starts_on
