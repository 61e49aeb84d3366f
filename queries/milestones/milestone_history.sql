-- what: everything ever recorded of a milestone, with who recorded it when, also what was taken back
-- grain: one row per event
-- params: milestone
with recorded as (
    select
        *,
        min(version) over (partition by event_id) as first_version,
        row_number() over (partition by event_id order by version desc) as age
    from milestone_event_history
    where milestone_id = $milestone
)
select
    recorded.event_id,
    recorded.event,
    recorded.effective_on,
    recorded.due_on,
    recorded.reason,
    first_change.recorded_by,
    first_change.recorded_at,
    recorded.withdrawn as is_taken_back,
    case when recorded.withdrawn then last_change.recorded_by end as taken_back_by
from recorded
inner join change as first_change on recorded.first_version = first_change.version
inner join change as last_change on recorded.version = last_change.version
where recorded.age = 1
order by recorded.effective_on desc, recorded.position desc, recorded.event_id
