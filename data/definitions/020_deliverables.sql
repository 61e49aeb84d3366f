-- Deliverables on any day. "Overdue", "late" and "on time" are decided here and nowhere else.

-- "Due M18": start + 18 months - 1 day; a start on the 29th-31st clamps to the end of the month before the day is
-- taken away.
create or replace macro month_due_on(starts_on, month_number) as
    cast(cast(starts_on as date) + to_months(cast(month_number as integer)) - interval 1 day as date);

-- What a number like D1.10 is ordered by: the digits in it as numbers, so that D1.2 comes before.
create or replace macro code_order(code) as
    array_to_string(
        list_transform(
            regexp_extract_all(code, '[0-9]+|[^0-9]+'),
            lambda part: case when part[1] between '0' and '9' then lpad(part, 12, '0') else lower(part) end
        ),
        ''
    );

-- Whether something that is not overdue is due within 30 days.
create or replace macro is_due_soon(due_on, as_of) as due_on <= as_of + 30;

-- First line that holds.
create or replace macro deliverable_status(
    last_event, has_submission, is_drafted, due_on, silence_is_unknown, as_of
) as case
    when last_event in ('removed', 'merged') then last_event
    when last_event = 'approved' then 'accepted'
    when last_event = 'submitted' then 'submitted'
    when last_event = 'returned' then 'revision requested'
    when silence_is_unknown and not has_submission and coalesce(as_of > due_on, true) then 'not known'
    when as_of > due_on then 'overdue'
    when is_due_soon(due_on, as_of) then 'due soon'
    when is_drafted then 'in preparation'
    else 'planned'
end;

create or replace macro is_in_count(status) as status not in ('merged', 'removed');
create or replace macro is_delivered(status) as status in ('submitted', 'accepted');

-- Whether it was handed in by the day it was due; null before that day, and where either is not known.
create or replace macro is_on_time(status, has_submission, first_submitted_on, due_on, as_of) as case
    when status in ('merged', 'removed', 'not known') then null
    when due_on is null or due_on > as_of then null
    when has_submission and first_submitted_on is null then null
    else coalesce(first_submitted_on <= due_on, false)
end;

-- The reporting period a day falls in; null outside all of them.
create or replace macro reporting_period_of(consortium, day) as (
    select min(reporting_period.period)
    from reporting_period
    where
        reporting_period.consortium_id = consortium
        and day between reporting_period.starts_on and reporting_period.ends_on
);

-- One row per deliverable that exists on the day, with its three clocks (baseline, current, actual).
--   status             as domain.md section 3; 'not known' where only public sources speak and they are silent
--   is_in_count        neither merged nor removed
--   has_submission     handed in once, though public sources may not say on which day
--   is_delivered       handed in, and not asked back since
--   is_overdue         open past its current due date, also when drafted or returned
--   days_late          (first submission or the day) - current due date, not below 0; null when either is not known
--   slip_days          current due date - baseline due date; null where public sources are silent
-- Of the consortia `among` (ids) only, null for all: asked here their rows alone are read.
create or replace macro deliverable_state(as_of, among := null) as table
with judged as (
    select
        deliverable.consortium_id,
        deliverable.deliverable_id,
        deliverable.code,
        deliverable.title,
        deliverable.work_package,
        deliverable.deliverable_type,
        deliverable.dissemination_level,
        deliverable.lead_id,
        deliverable.objective,
        deliverable.url,
        folded.* exclude (consortium_id, deliverable_id, since, until),
        deliverable_status(
            folded.last_event,
            folded.has_submission,
            folded.progress is not null,
            folded.current_due_on,
            consortium.record_basis = 'public sources',
            as_of
        ) as status
    from deliverable_folded as folded
    inner join deliverable
        on folded.consortium_id = deliverable.consortium_id and folded.deliverable_id = deliverable.deliverable_id
    inner join consortium on folded.consortium_id = consortium.consortium_id
    where
        folded.since <= as_of
        and folded.until > as_of
        and folded.planned_on is not null
        and (among is null or folded.consortium_id in among)
)
select
    *,
    is_in_count(status) as is_in_count,
    is_delivered(status) as is_delivered,
    status = 'overdue' or (status = 'revision requested' and as_of > current_due_on) as is_overdue,
    case
        when status in ('merged', 'removed', 'not known') or current_due_on is null then null
        when has_submission and first_submitted_on is null then null
        else greatest(coalesce(first_submitted_on, as_of) - current_due_on, 0)
    end as days_late,
    case when status not in ('merged', 'removed', 'not known') then current_due_on - baseline_due_on end as slip_days,
    is_on_time(status, has_submission, first_submitted_on, baseline_due_on, as_of) as is_on_time_baseline,
    is_on_time(status, has_submission, first_submitted_on, current_due_on, as_of) as is_on_time_current
from judged;

-- One row per milestone that exists on the day: achieved, explained, overdue, due soon or planned.
create or replace macro milestone_state(as_of, among := null) as table
with folded as (
    select
        consortium_id,
        milestone_id,
        min(effective_on) filter (where event = 'planned') as planned_on,
        arg_min(due_on, (effective_on, position)) filter (where event = 'planned') as baseline_due_on,
        arg_max(due_on, (effective_on, position)) filter (
            where event in ('planned', 'rescheduled') and due_on is not null
        ) as current_due_on,
        min(effective_on) filter (where event = 'achieved') as achieved_on,
        arg_max(reason, (effective_on, position)) filter (where event = 'explained') as explanation,
        bool_or(event = 'removed') as is_removed
    from milestone_event
    where effective_on <= as_of and (among is null or consortium_id in among)
    group by consortium_id, milestone_id
)
select
    milestone.consortium_id,
    milestone.milestone_id,
    milestone.code,
    milestone.title,
    milestone.work_package,
    milestone.lead_id,
    milestone.means_of_verification,
    folded.baseline_due_on,
    folded.current_due_on,
    folded.achieved_on,
    folded.explanation,
    case
        when folded.is_removed then 'removed'
        when folded.achieved_on is not null then 'achieved'
        when as_of > folded.current_due_on then 'overdue'
        when is_due_soon(folded.current_due_on, as_of) then 'due soon'
        else 'planned'
    end as status
from folded
inner join milestone
    on folded.consortium_id = milestone.consortium_id and folded.milestone_id = milestone.milestone_id
where folded.planned_on is not null and (among is null or milestone.consortium_id in among);
