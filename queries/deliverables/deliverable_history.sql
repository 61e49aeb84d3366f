-- what: everything ever recorded of a deliverable, with who recorded it when, also what was taken back
-- grain: one row per event
-- params: deliverable
with recorded as (
    select
        *,
        min(version) over (partition by event_id) as first_version,
        row_number() over (partition by event_id order by version desc) as age
    from deliverable_event_history
    where deliverable_id = $deliverable
)
select
    recorded.event_id,
    recorded.event,
    recorded.effective_on,
    recorded.effective_precision,
    recorded.due_on,
    recorded.due_precision,
    recorded.progress,
    other.code as merged_into,
    recorded.reason,
    first_change.recorded_by,
    first_change.recorded_at,
    recorded.withdrawn as is_taken_back,
    case when recorded.withdrawn then last_change.recorded_by end as taken_back_by
from recorded
inner join change as first_change on recorded.first_version = first_change.version
inner join change as last_change on recorded.version = last_change.version
left join deliverable as other on recorded.merged_into_id = other.deliverable_id
where recorded.age = 1
order by recorded.effective_on desc, recorded.position desc, recorded.event_id
