-- What the events of each deliverable say together from one to the next, folded beforehand.

create or replace macro moves_status(event) as
    event in ('submitted', 'returned', 'approved', 'merged', 'removed');
create or replace macro is_dated_submission(event, listed_only) as event = 'submitted' and listed_only is not true;

-- One row per deliverable and span of days, from `since` to the day before `until`, with what its events say by then.
--   baseline_due_on   of the first event that plans it, current_due_on of the last that plans or reschedules it
--   first_submitted_on and last_submitted_on  only days that are known; has_submission also where none is
--   last_event        the last one that moves the status
-- Of the consortia `among` (ids) only, null for all; whoever asks. Readers are shown deliverable_folded.
create or replace macro deliverable_folds(among := null) as table
select
    consortium_id,
    deliverable_id,
    effective_on as since,
    coalesce(lead(effective_on) over in_order, date 'infinity') as until,
    min(case when event = 'planned' then effective_on end) over so_far as planned_on,
    first_value(case when event = 'planned' then due_on end ignore nulls) over so_far as baseline_due_on,
    first_value(case when event = 'planned' then due_precision end ignore nulls) over so_far as baseline_due_precision,
    first_value(case when event = 'planned' then due_month end ignore nulls) over so_far as baseline_due_month,
    last_value(case when event in ('planned', 'rescheduled') then due_on end ignore nulls) over so_far
        as current_due_on,
    last_value(case when event in ('planned', 'rescheduled') and due_on is not null then due_precision end ignore nulls)
        over so_far as current_due_precision,
    count(*) filter (where event = 'submitted') over so_far > 0 as has_submission,
    min(case when is_dated_submission(event, listed_only) then effective_on end) over so_far as first_submitted_on,
    first_value(case when is_dated_submission(event, listed_only) then effective_precision end ignore nulls) over so_far
        as submitted_precision,
    max(case when is_dated_submission(event, listed_only) then effective_on end) over so_far as last_submitted_on,
    max(case when event = 'approved' then effective_on end) over so_far as approved_on,
    max(case when event = 'returned' then effective_on end) over so_far as returned_on,
    last_value(case when moves_status(event) then event end ignore nulls) over so_far as last_event,
    last_value(case when event = 'drafted' then progress end ignore nulls) over so_far as progress,
    last_value(reason ignore nulls) over so_far as last_reason,
    last_value(case when event = 'merged' then merged_into_id end ignore nulls) over so_far as merged_into_id,
    count(*) filter (where event = 'rescheduled') over so_far as reschedulings,
    effective_on as last_event_on
from deliverable_event_present
where among is null or consortium_id in (select unnest(among))
window
    in_order as (partition by consortium_id, deliverable_id order by effective_on, position),
    so_far as (partition by consortium_id, deliverable_id order by effective_on, position rows unbounded preceding)
qualify until > since;

-- Kept, for nearly every question about deliverables begins with it: data/present.py lets it follow inside the
-- transaction that adds records.
create or replace table deliverable_fold as
select * from deliverable_folds() order by consortium_id, deliverable_id, since;

-- The same as far as the reader may see it.
create or replace view deliverable_folded as
select *
from deliverable_fold
where is_readable(consortium_id);
