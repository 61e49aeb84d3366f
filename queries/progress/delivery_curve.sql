-- what: deliverables planned by the baseline, planned by the current due dates and delivered, day by day, cumulative
-- grain: one row per day on which a count changes, and the as-of day
-- params: consortium, as_of
with counted as (
    select
        baseline_due_on,
        baseline_due_precision,
        current_due_on,
        current_due_precision,
        first_submitted_on,
        submitted_precision,
        is_delivered,
        status
    from deliverable_state($as_of)
    where consortium_id = $consortium and is_in_count
),
dated as (
    select
        'baseline' as curve,
        baseline_due_on as known_on,
        baseline_due_precision as known_precision
    from counted
    where baseline_due_on is not null
    union all
    select
        'current' as curve,
        current_due_on as known_on,
        current_due_precision as known_precision
    from counted
    where current_due_on is not null
    union all
    select
        'delivered' as curve,
        first_submitted_on as known_on,
        submitted_precision as known_precision
    from counted
    where is_delivered
),
-- What public sources say was delivered, on no day they tell, counts on the as-of day. Where no day is known at all,
-- there is no curve.
-- A month or a year counts from its last day on: earlier, it may not have been yet.
placed as (
    select
        curve,
        known_precision in ('month', 'year') as is_approximate,
        case known_precision
            when 'year' then make_date(year(known_on), 12, 31)
            when 'month' then last_day(known_on)
            else known_on
        end as placed_on
    from dated
    where exists (select 1 from dated as any_day where any_day.known_on is not null)
),
changing as (
    select
        curve,
        is_approximate,
        case when curve = 'delivered' then least(placed_on, $as_of) else placed_on end as day
    from placed
    union all
    select distinct
        'as of' as curve,
        false as is_approximate,
        cast($as_of as date) as day
    from placed
),
daily as (
    select
        day,
        count(*) filter (where curve = 'baseline') as baseline,
        count(*) filter (where curve = 'current') as current_plan,
        count(*) filter (where curve = 'delivered') as delivered,
        bool_or(is_approximate) as is_approximate
    from changing
    group by day
),
known as (
    select
        count(*) as in_count,
        count(*) filter (where current_due_on is null) as undated,
        count(*) filter (where status = 'not known') as not_known,
        count(baseline_due_on) > 0 as has_baseline,
        count(current_due_on) > 0 as has_current,
        bool_or(is_delivered) or not bool_or(status = 'not known') as has_delivered
    from counted
)
select
    daily.day,
    case when known.has_baseline then cast(sum(daily.baseline) over so_far as bigint) end as planned_baseline,
    case when known.has_current then cast(sum(daily.current_plan) over so_far as bigint) end as planned_current,
    case
        when known.has_delivered and daily.day <= $as_of then cast(sum(daily.delivered) over so_far as bigint)
    end as delivered,
    daily.is_approximate,
    known.in_count,
    known.undated,
    known.not_known
from daily
cross join known
window so_far as (
    order by daily.day
)
order by daily.day
