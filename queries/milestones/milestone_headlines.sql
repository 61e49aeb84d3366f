-- what: how many milestones are due, achieved and overdue as of the day
-- grain: one row
-- params: consortium, as_of
select
    count(*) filter (where status <> 'removed') as in_count,
    count(*) filter (where status <> 'removed' and current_due_on <= $as_of) as due_so_far,
    count(*) filter (where status = 'achieved' and current_due_on <= $as_of) as achieved_of_due,
    count(*) filter (where status = 'achieved' and current_due_on > $as_of) as achieved_early,
    count(*) filter (where status = 'overdue') as overdue,
    count(*) filter (where status = 'overdue' and explanation is not null) as explained_overdue,
    count(*) filter (where status = 'due soon') as due_soon
from milestone_state($as_of)
where consortium_id = $consortium
order by in_count
