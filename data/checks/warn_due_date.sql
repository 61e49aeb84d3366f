-- what: A deliverable is due while its consortium lasts.
-- grain: one row per event that sets a due date outside of that
-- Two days are compared as exactly as the less exact of them is known.
with bounded as (
    select
        event.event_id,
        event.due_on,
        consortium.starts_on,
        consortium.ends_on,
        [event.due_precision, consortium.starts_precision] as start_precisions,
        [event.due_precision, consortium.ends_precision] as end_precisions
    from deliverable_event as event
    inner join consortium on event.consortium_id = consortium.consortium_id
    where event.due_on is not null
),
compared as (
    select
        *,
        case
            when list_contains(start_precisions, 'year') then 'year'
            when list_contains(start_precisions, 'month') then 'month'
            else 'day'
        end as start_exactness,
        case
            when list_contains(end_precisions, 'year') then 'year'
            when list_contains(end_precisions, 'month') then 'month'
            else 'day'
        end as end_exactness
    from bounded
)
select
    'deliverable_event' as entity,
    event_id as key,
    case
        when date_trunc(start_exactness, due_on) < date_trunc(start_exactness, starts_on)
            then format('sets the due date {}, before the consortium starts on {}.', due_on, starts_on)
        else format('sets the due date {}, after the consortium ends on {}.', due_on, ends_on)
    end as message
from compared
where
    date_trunc(start_exactness, due_on) < date_trunc(start_exactness, starts_on)
    or date_trunc(end_exactness, due_on) > date_trunc(end_exactness, ends_on)
order by key
