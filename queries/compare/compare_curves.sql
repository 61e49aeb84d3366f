-- what: share of the plan that was due and that was delivered by months since the start of each consortium
-- grain: one row per consortium with a known start and deliverables, and month in which a share changes
-- params: as_of, consortia
with chosen as (
    select
        consortium_id,
        acronym,
        fictional,
        starts_on,
        starts_precision,
        ends_on
    from consortium
    where consortium_id in $consortia and starts_on is not null
),
counted as (
    select
        chosen.consortium_id,
        chosen.starts_on,
        state.status,
        state.is_delivered,
        latest_day(state.current_due_on, state.current_due_precision) as due_on,
        -- A month or a year counts from its last day on: earlier, it may not have been yet; but not after the day.
        least(latest_day(state.first_submitted_on, state.submitted_precision), $as_of) as submitted_on
    from chosen
    inner join deliverable_state($as_of, among := $consortia) as state on chosen.consortium_id = state.consortium_id
    where state.is_in_count
),
known as (
    select
        consortium_id,
        count(*) as in_count,
        count(due_on) as dated,
        count(*) filter (where status = 'not known') as not_known,
        bool_or(is_delivered) or not bool_or(status = 'not known') as has_delivered
    from counted
    group by consortium_id
),
changing as (
    select
        consortium_id,
        due_on as day,
        1 as due,
        0 as delivered
    from counted
    where due_on is not null
    union all
    select
        consortium_id,
        submitted_on as day,
        0 as due,
        1 as delivered
    from counted
    where is_delivered
    union all
    select distinct
        consortium_id,
        starts_on as day,
        0 as due,
        0 as delivered
    from counted
    union all
    -- Until the day, or the end of the consortium where that was before.
    select
        consortium_id,
        cast(least($as_of, ends_on) as date) as day,
        0 as due,
        0 as delivered
    from chosen
    where starts_on <= $as_of
),
daily as (
    select
        consortium_id,
        day,
        sum(due) as due,
        sum(delivered) as delivered
    from changing
    group by consortium_id, day
)
select
    chosen.consortium_id,
    chosen.acronym,
    chosen.fictional,
    chosen.starts_precision,
    daily.day,
    round(months_since(chosen.starts_on, daily.day), 2) as months,
    case when known.dated > 0 then sum(daily.due) over so_far / known.in_count end as due_share,
    case
        when known.has_delivered and daily.day <= $as_of then sum(daily.delivered) over so_far / known.in_count
    end as delivered_share,
    known.in_count,
    known.dated,
    known.not_known
from daily
inner join chosen on daily.consortium_id = chosen.consortium_id
inner join known on daily.consortium_id = known.consortium_id
window so_far as (
    partition by daily.consortium_id
    order by daily.day
)
order by lower(chosen.acronym), chosen.consortium_id, daily.day
