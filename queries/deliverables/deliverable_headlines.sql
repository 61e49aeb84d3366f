-- what: how many deliverables are due, delivered, overdue and on time by both clocks as of the day
-- grain: one row
-- params: consortium, as_of
select
    count(*) filter (where is_in_count) as in_count,
    count(*) filter (where is_in_count and current_due_on <= $as_of) as due_so_far,
    count(current_due_on) filter (where is_in_count) as with_due,
    count(*) filter (where is_delivered) as delivered,
    count(*) filter (where is_overdue) as overdue,
    count(*) filter (where status = 'not known') as not_known,
    count(*) filter (where is_on_time_baseline) as on_time_baseline,
    count(is_on_time_baseline) as of_due_baseline,
    count(*) filter (where is_on_time_current) as on_time_current,
    count(is_on_time_current) as of_due_current,
    median(slip_days) as median_slip_days,
    count(slip_days) as with_slip,
    count(*) filter (where not is_in_count) as left_count
from deliverable_state($as_of)
where consortium_id = $consortium
order by in_count
