-- Deliverables counted beforehand, for questions about all consortia: deliverable_state folds every event of the day
-- asked, this is a look at a table. data/present.py lets the table follow inside the transaction that adds records.

-- One row per consortium, leading organisation (null where none is named) and span of days, from `since` to the day
-- before `until`, on which nothing of this changes. Counts of deliverables by the rules of deliverable_state:
--   in_count, not_known, delivered
--   due, on_time       by the current plan; those of which neither can be said are in neither
-- Of the consortia `among` (ids) only, null for all; whoever asks. Readers are shown deliverable_count.
create or replace macro deliverable_spans(among := null) as table
with looked_at as (
    select
        *,
        unnest(list_distinct([since, current_due_on, current_due_on + 1])) as on_day
    from deliverable_fold
    where planned_on is not null and (among is null or consortium_id in (select unnest(among)))
),
judged as (
    select
        looked_at.*,
        deliverable.lead_id,
        deliverable_status(
            looked_at.last_event,
            looked_at.has_submission,
            false,
            looked_at.current_due_on,
            consortium.record_basis = 'public sources',
            looked_at.on_day
        ) as status
    from looked_at
    inner join deliverable_present as deliverable
        on looked_at.consortium_id = deliverable.consortium_id and looked_at.deliverable_id = deliverable.deliverable_id
    inner join consortium_present as consortium on looked_at.consortium_id = consortium.consortium_id
    where looked_at.on_day >= looked_at.since and looked_at.on_day < looked_at.until
),
counted as (
    select
        consortium_id,
        deliverable_id,
        lead_id,
        on_day,
        cast(is_in_count(status) as integer) as in_count,
        cast(status = 'not known' as integer) as not_known,
        cast(is_delivered(status) as integer) as delivered,
        is_on_time(status, has_submission, first_submitted_on, current_due_on, on_day) as is_on_time,
        cast(is_on_time is not null as integer) as due,
        cast(coalesce(is_on_time, false) as integer) as on_time
    from judged
),
changed as (
    select
        consortium_id,
        lead_id,
        on_day,
        in_count - lag(in_count, 1, 0) over in_order as in_count,
        not_known - lag(not_known, 1, 0) over in_order as not_known,
        delivered - lag(delivered, 1, 0) over in_order as delivered,
        due - lag(due, 1, 0) over in_order as due,
        on_time - lag(on_time, 1, 0) over in_order as on_time
    from counted
    window in_order as (partition by consortium_id, deliverable_id order by on_day)
),
of_a_day as (
    select
        consortium_id,
        lead_id,
        on_day,
        sum(in_count) as in_count,
        sum(not_known) as not_known,
        sum(delivered) as delivered,
        sum(due) as due,
        sum(on_time) as on_time
    from changed
    group by consortium_id, lead_id, on_day
)
select
    consortium_id,
    lead_id,
    on_day as since,
    coalesce(lead(on_day) over in_order, date '9999-12-31') as until,
    cast(sum(in_count) over in_order as integer) as in_count,
    cast(sum(not_known) over in_order as integer) as not_known,
    cast(sum(delivered) over in_order as integer) as delivered,
    cast(sum(due) over in_order as integer) as due,
    cast(sum(on_time) over in_order as integer) as on_time
from of_a_day
where in_count <> 0 or not_known <> 0 or delivered <> 0 or due <> 0 or on_time <> 0
window in_order as (partition by consortium_id, lead_id order by on_day);

create or replace table deliverable_tally as
select * from deliverable_spans() order by consortium_id, lead_id, since;

-- One row per consortium and leading organisation with deliverables on the day: how many, see deliverable_spans.
create or replace macro deliverable_count(as_of) as table
select * exclude (since, until)
from deliverable_tally
where since <= as_of and until > as_of and in_count > 0 and is_readable(consortium_id);
