-- what: what happened to the deliverables of the sample: two in five in time, a long tail of late ones, some never
-- grain: one row per event
-- params: seed, consortia, since, before
with planned as (
    select
        made.number,
        made.consortium_id,
        made.starts_on,
        made.ends_on,
        made.consortium_id || '-d' || lpad(cast(counted.place as varchar), 3, '0') as deliverable_id,
        nth_of(made.number, counted.place) as one,
        least(
            made.months,
            1 + cast(floor(made.months * (counted.place + chance($seed, 'due', one)) / made.deliverables) as integer)
        ) as due_month,
        month_due_on(made.starts_on, due_month) as due_on
    from scale_consortium($seed, $consortia, $since, $before) as made
    cross join unnest(range(made.deliverables)) as counted (place)
),
moved as (
    select
        *,
        case
            when chance($seed, 'moved', one) < 0.22
                then least(ends_on, due_on + 30 + cast(floor(150 * chance($seed, 'by', one)) as integer))
        end as moved_to,
        coalesce(moved_to, due_on) as current_due_on,
        chance($seed, 'removed', one) < 0.01 as is_removed
    from planned
),
handed_in as (
    select
        *,
        case
            when chance($seed, 'never', one) > 0.04 and not is_removed
                then greatest(
                    starts_on,
                    current_due_on + case
                        when chance($seed, 'in time', one) < 0.42
                            then -cast(floor(25 * chance($seed, 'early', one)) as integer)
                        else cast(floor(2 + 9 * exp(3.2 * chance($seed, 'late', one))) as integer)
                    end
                )
        end as submitted_on,
        case
            when chance($seed, 'returned', one) < 0.12
                then submitted_on + 20 + cast(floor(30 * chance($seed, 'returning', one)) as integer)
        end as returned_on,
        returned_on + 15 + cast(floor(60 * chance($seed, 'again', one)) as integer) as again_on,
        case
            when chance($seed, 'approved', one) < 0.8
                then coalesce(again_on, submitted_on) + 30
                    + cast(floor(70 * chance($seed, 'approving', one)) as integer)
        end as approved_on
    from moved
),
event as (
    select
        number,
        consortium_id,
        deliverable_id,
        one,
        due_month,
        unnest([
            {'event': 'planned', 'effective_on': starts_on, 'due_on': due_on, 'reason': null},
            {
                'event': 'rescheduled',
                'effective_on': greatest(starts_on, due_on - 20),
                'due_on': case when moved_to > due_on then moved_to end,
                'reason': 'A partner needed more time.'
            },
            {
                'event': 'drafted',
                'effective_on': case
                    when chance($seed, 'drafted', one) < 0.5
                        then greatest(starts_on, least(coalesce(submitted_on, current_due_on), current_due_on) - 25)
                end,
                'due_on': null,
                'reason': null
            },
            {'event': 'submitted', 'effective_on': submitted_on, 'due_on': null, 'reason': null},
            {'event': 'returned', 'effective_on': returned_on, 'due_on': null, 'reason': 'Evidence is missing.'},
            {'event': 'submitted', 'effective_on': again_on, 'due_on': null, 'reason': null},
            {'event': 'approved', 'effective_on': approved_on, 'due_on': null, 'reason': null},
            {
                'event': 'removed',
                'effective_on': case when is_removed then greatest(starts_on, due_on - 40) end,
                'due_on': null,
                'reason': 'Agreed with the funder.'
            }
        ]) as happened,
        generate_subscripts([1, 2, 3, 4, 5, 6, 7, 8], 1) as position
    from handed_in
)
select
    deliverable_id || '-' || cast(position as varchar) as event_id,
    deliverable_id,
    consortium_id,
    happened.event,
    happened.effective_on,
    'day' as effective_precision,
    position,
    happened.due_on,
    case when happened.due_on is not null then 'day' end as due_precision,
    case when happened.event = 'planned' then due_month end as due_month,
    case when happened.event = 'drafted' then 0.3 + 0.6 * chance($seed, 'progress', one) end as progress,
    happened.reason,
    'scale-sample' as source_id
from event
where
    (happened.event = 'planned' or happened.effective_on <= scale_recorded_until())
    and (happened.event <> 'rescheduled' or happened.due_on is not null)
order by number, one, position
