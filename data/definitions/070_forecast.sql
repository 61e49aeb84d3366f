-- When an open deliverable will be handed in, judged by how late earlier ones came.
-- Why so: docs/decisions/0008-forecast.md

-- Below this many earlier deliveries nothing is said.
create or replace macro fewest_deliveries() as 8;

-- The middle of a sorted list, of two middle values the later; and the two values that hold the next one in at least
-- 80 % of cases (n + 1 places for n values; with 8 the whole range, 7 in 9).
create or replace macro middle_of(spread) as spread[len(spread) // 2 + 1];
create or replace macro lower_end_of(spread) as spread[greatest((len(spread) + 1) // 10, 1)];
create or replace macro upper_end_of(spread) as spread[len(spread) + 1 - greatest((len(spread) + 1) // 10, 1)];

-- How far from its due date a deliverable is: leads are days to the due date, below 0 after it.
create or replace macro lead_band(lead_days) as case
    when lead_days < 0 then 'overdue'
    when lead_days <= 30 then 'up to 30 days'
    when lead_days <= 90 then '31 to 90 days'
    else 'more than 90 days'
end;

-- Over the decided cases of a back-test: the rule that forecasts are shown by. The middle and the interval where the
-- middle was nearer than the plain rule and the interval held nearly as often as it says, else the plain rule.
create or replace macro forecast_rule(deliverable_id, is_covered, error_days, usual_error_days) as case
    when
        count(distinct deliverable_id) >= fewest_deliveries()
        and median(error_days) < median(usual_error_days)
        and count(*) filter (where is_covered) >= 0.7 * count(*)
        then 'interval'
    else 'median so far'
end;

-- One row per due date a deliverable has had up to the day, and how late it came against it.
--   held_from, held_until  the first day it held, and the day the next one took its place; null while it holds
--   submitted_on           the first submission; null while there is none
--   left_on                the day it was merged or removed, or listed as delivered on a day nobody says; null before
--   days                   submitted_on - due_on, below 0 when early; null where either is not known to the day
--   is_current             the due date that held when it was handed in
--   shortest_lead, longest_lead  as a past case the row stands for a deliverable that is more than the one and at most
--                          the other number of days before its due date (below 0: after it) and still open. Of several
--                          due dates that held so long before, the first counts, as if it had always held: then
--                          longest_lead is null. No day lies between the two where an earlier due date covers all.
create or replace macro due_date_held(as_of) as table
with folded as (
    select
        consortium_id,
        deliverable_id,
        min(effective_on) filter (where event = 'submitted' and listed_only is not true) as submitted_on,
        arg_min(effective_precision, (effective_on, position)) filter (
            where event = 'submitted' and listed_only is not true
        ) as submitted_precision,
        min(effective_on) filter (where event in ('merged', 'removed') or listed_only) as left_on,
        list(
            struct_pack(held_from := effective_on, due_on := due_on, due_precision := coalesce(due_precision, 'day'))
            order by effective_on, position
        ) filter (where event in ('planned', 'rescheduled') and due_on is not null) as due_dates
    from deliverable_event
    where effective_on <= as_of
    group by consortium_id, deliverable_id
),
numbered as (
    select
        * exclude (due_dates),
        unnest(due_dates) as due_date,
        generate_subscripts(due_dates, 1) as number,
        unnest(list_append(due_dates[2:], null)) as next_due_date
    from folded
),
compared as (
    select
        * exclude (due_date, next_due_date),
        due_date.due_on,
        due_date.due_precision,
        due_date.held_from,
        next_due_date.held_from as held_until,
        due_date.held_from <= submitted_on
        and due_date.due_precision = 'day'
        and coalesce(submitted_precision, 'day') = 'day' as is_comparable
    from numbered
)
select
    *,
    case when is_comparable then cast(submitted_on - due_on as integer) end as days,
    is_comparable and coalesce(held_until > submitted_on, true) as is_current,
    case when is_comparable then due_on - least(coalesce(held_until, submitted_on), submitted_on) end as shortest_lead,
    min(shortest_lead) over (
        partition by consortium_id, deliverable_id
        order by number
        rows between unbounded preceding and 1 preceding
    ) as longest_lead
from compared;

-- One row per open deliverable and day it is forecast on: the day itself for those of `consortium`, and days before it
-- for those of all `histories` (a list of consortia), to compare with what came.
--   on_day         month ends; with more than 100 deliverables quarter ends, with more than 400 half-year ends
--   deliveries     deliverables handed in by then
--   n              those of them that had still been open as long before (or after) their due date
--   expected_on, earliest_on, latest_on  due date + the middle and the ends of how late those n came; null below 8
--   usual_on       the plain rule: due date + the middle of how late all came, not before on_day; null below 8
--   is_decided     of a day before: the interval has ended by now, so that it is known whether it held
--   is_covered     handed in within the interval; this and what follows only where decided, else null
--   error_days, usual_error_days  days between the first submission (the day itself while there is none) and
--                  expected_on, usual_on
create or replace macro forecast_replay(consortium, histories, as_of) as table
with held as materialized (
    select *
    from due_date_held(as_of)
    where consortium_id in list_append(histories, consortium)
),
past as materialized (
    select *
    from held
    where consortium_id in histories and days is not null
),
known as (
    select
        min(submitted_on) as first_on,
        min(days) as fewest_days
    from past
),
scale as (
    select
        case
            when count(distinct deliverable_id) <= 100 then 1
            when count(distinct deliverable_id) <= 400 then 3
            else 6
        end as months
    from held
),
day as (
    select as_of as on_day
    union all
    select month_end.on_day
    from (
        select last_day(unnest(generate_series(first_on, cast(as_of as timestamp), interval 1 month))) as on_day
        from known
    ) as month_end
    cross join scale
    where month_end.on_day < as_of and month(month_end.on_day) % scale.months = 0
),
-- What was known on each of the days. Joined by the day, cases find it several times faster than by comparing dates.
past_then as (
    select
        day.on_day,
        past.days,
        past.is_current,
        past.shortest_lead,
        coalesce(past.longest_lead, 1000000) as longest_lead
    from day
    inner join past
        on past.submitted_on <= day.on_day and (past.left_on is null or past.left_on > day.on_day)
),
usual as (
    select
        on_day,
        list_sort(list(days)) as spread
    from past_then
    where is_current
    group by on_day
),
open_then as (
    select
        row_number() over () as case_number,
        day.on_day,
        held.deliverable_id,
        held.due_on,
        held.due_on - day.on_day as lead_days,
        held.submitted_on as came_on,
        usual.spread as usual_spread
    from held
    inner join day
        on
            held.held_from <= day.on_day
            and (held.held_until is null or held.held_until > day.on_day)
            and (held.submitted_on is null or held.submitted_on > day.on_day)
    left join usual on day.on_day = usual.on_day
    cross join known
    where
        held.due_precision = 'day'
        and held.left_on is null
        and case
            when day.on_day = as_of then held.consortium_id = consortium
            -- The rest is not decided by now, whatever was forecast.
            else held.consortium_id in histories and held.due_on + known.fewest_days <= as_of
        end
),
compared as (
    select
        open_then.case_number,
        list_sort(list(past_then.days)) as spread
    from open_then
    inner join past_then
        on
            open_then.on_day = past_then.on_day
            and open_then.lead_days > past_then.shortest_lead
            and open_then.lead_days <= past_then.longest_lead
    group by open_then.case_number
),
forecast as (
    select
        open_then.on_day,
        open_then.deliverable_id,
        open_then.due_on,
        open_then.lead_days,
        lead_band(open_then.lead_days) as lead_band,
        open_then.came_on,
        coalesce(len(open_then.usual_spread), 0) as deliveries,
        coalesce(len(compared.spread), 0) as n,
        least(deliveries, n) >= fewest_deliveries() as is_enough,
        case when is_enough then open_then.due_on + middle_of(compared.spread) end as expected_on,
        case when is_enough then open_then.due_on + lower_end_of(compared.spread) end as earliest_on,
        case when is_enough then open_then.due_on + upper_end_of(compared.spread) end as latest_on,
        case
            when is_enough
                then greatest(open_then.due_on + middle_of(open_then.usual_spread), open_then.on_day)
        end as usual_on
    from open_then
    left join compared on open_then.case_number = compared.case_number
)
select
    * exclude (is_enough),
    on_day < as_of and coalesce(latest_on <= as_of, false) as is_decided,
    case when is_decided then coalesce(came_on between earliest_on and latest_on, false) end as is_covered,
    case when is_decided then abs(coalesce(came_on, as_of) - expected_on) end as error_days,
    case when is_decided then abs(coalesce(came_on, as_of) - usual_on) end as usual_error_days
from forecast;

-- One row per consortium whose deliveries stand for those to come: itself where records are kept and at least 8
-- deliverables were handed in by the day, else all of the portfolio where records are kept (at most
-- 100, those that began last). What is fictional stands for what is fictional alone.
create or replace macro forecast_history(consortium, as_of) as table
with own as (
    select count(distinct deliverable_id) as deliveries
    from deliverable_event
    where consortium_id = consortium and event = 'submitted' and effective_on <= as_of
)
select other.consortium_id
from consortium as asked
cross join own
inner join consortium as other on asked.fictional = other.fictional and other.record_basis = 'records'
where
    asked.consortium_id = consortium
    and (
        other.consortium_id = consortium
        or own.deliveries < fewest_deliveries()
        or asked.record_basis <> 'records'
    )
order by other.consortium_id <> consortium, other.starts_on desc nulls last, other.consortium_id
limit 100;

-- One row per open deliverable of the consortium that was never handed in and whose due date is known to the day.
--   rule           'interval' or 'median so far', as the back-test at this lead decides; null where nothing is said
--   basis          whose deliveries it stands on: 'consortium' or 'portfolio'
--   n              how many: with 'median so far' all, else those that had still been open as long before (or after)
--                  their due date
--   needed         nothing is said where fewer than this many had still been open
--   expected_on, earliest_on, latest_on  null where nothing is said, the last two also with 'median so far'
--   error_days     median absolute error of that rule in the back-test at this lead; null where none was decided
create or replace macro delivery_forecast(consortium, histories, as_of) as table
with replay as materialized (
    select *
    from forecast_replay(consortium, histories, as_of)
),
judged as (
    select
        lead_band,
        forecast_rule(deliverable_id, is_covered, error_days, usual_error_days) as rule,
        case when rule = 'interval' then median(error_days) else median(usual_error_days) end as rule_error_days
    from replay
    where is_decided
    group by lead_band
),
ruled as (
    select
        replay.*,
        case when replay.expected_on is not null then coalesce(judged.rule, 'median so far') end as rule,
        case when replay.expected_on is not null then judged.rule_error_days end as rule_error_days
    from replay
    left join judged on replay.lead_band = judged.lead_band
    where replay.on_day = as_of
)
select
    ruled.deliverable_id,
    ruled.due_on,
    ruled.lead_days,
    ruled.rule,
    case when histories = [consortium] then 'consortium' else 'portfolio' end as basis,
    case when ruled.rule = 'median so far' then ruled.deliveries else ruled.n end as n,
    fewest_deliveries() as needed,
    case when ruled.rule = 'median so far' then ruled.usual_on else ruled.expected_on end as expected_on,
    case when ruled.rule = 'interval' then ruled.earliest_on end as earliest_on,
    case when ruled.rule = 'interval' then ruled.latest_on end as latest_on,
    ruled.rule_error_days as error_days
from ruled
inner join consortium as asked on asked.consortium_id = consortium
where
    deliverable_status(
        null, false, false, ruled.due_on, asked.record_basis = 'public sources', as_of
    ) <> 'not known';

-- One row per lead band and one for 'all': how the forecasts of the past did whose interval has ended by now.
--   cases, deliverables     a deliverable is a case on every replayed day it was open
--   still_open              cases not handed in by now: they count as not covered, and with their days so far
--   covered                 cases handed in within the interval
--   error_days, usual_error_days  median absolute error of the middle and of the plain rule, on the same cases
--   rule                    what forecasts at this lead are shown by; null for 'all'
create or replace macro forecast_backtest(consortium, histories, as_of) as table
select
    coalesce(lead_band, 'all') as lead_band,
    count(*) as cases,
    count(distinct deliverable_id) as deliverables,
    count(*) filter (where came_on is null) as still_open,
    count(*) filter (where is_covered) as covered,
    median(error_days) as error_days,
    median(usual_error_days) as usual_error_days,
    case when histories = [consortium] then 'consortium' else 'portfolio' end as basis,
    case
        when lead_band is not null
            then forecast_rule(deliverable_id, is_covered, error_days, usual_error_days)
    end as rule
from forecast_replay(consortium, histories, as_of)
where is_decided
group by grouping sets ((lead_band), ())
having count(*) > 0;
