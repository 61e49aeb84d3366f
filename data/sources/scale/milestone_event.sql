-- what: what happened to the milestones of the sample
-- grain: one row per event
-- params: seed, consortia, since, before
with planned as (
    select
        made.number,
        made.consortium_id,
        made.starts_on,
        counted.place,
        nth_of(made.number, counted.place) as one,
        month_due_on(made.starts_on, made.months * counted.place // 4) as due_on,
        case
            when chance($seed, 'achieved', one) < 0.9
                then greatest(
                    made.starts_on, due_on - 15 + cast(floor(75 * chance($seed, 'when', one) ** 2) as integer)
                )
        end as achieved_on
    from scale_consortium($seed, $consortia, $since, $before) as made
    cross join unnest([1, 2, 3, 4]) as counted (place)
),
event as (
    select
        number,
        place,
        consortium_id,
        unnest([
            {'event': 'planned', 'effective_on': starts_on, 'due_on': due_on},
            {'event': 'achieved', 'effective_on': achieved_on, 'due_on': null}
        ]) as happened,
        generate_subscripts([1, 2], 1) as position
    from planned
)
select
    format('{}-m{}-{}', consortium_id, place, position) as event_id,
    format('{}-m{}', consortium_id, place) as milestone_id,
    consortium_id,
    happened.event,
    happened.effective_on,
    position,
    happened.due_on,
    'scale-sample' as source_id
from event
where happened.event = 'planned' or happened.effective_on <= scale_recorded_until()
order by number, place, position
