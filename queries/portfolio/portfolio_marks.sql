-- what: deliverables, milestones and reports of the chosen consortia by the day they are due, as of the day
-- grain: one row per deliverable, milestone or report with a due date
-- params: as_of, consortia
with mark as (
    select
        consortium_id,
        'deliverable' as kind,
        code,
        title,
        current_due_on as due_on,
        current_due_precision as due_precision,
        case
            when status = 'not known' then 'not known'
            when is_delivered then 'done'
            when is_overdue then 'overdue'
            else 'to come'
        end as state
    from deliverable_state($as_of, among := $consortia)
    where is_in_count and current_due_on is not null
    union all
    select
        consortium_id,
        'milestone' as kind,
        code,
        title,
        current_due_on as due_on,
        'day' as due_precision,
        case status when 'achieved' then 'done' when 'overdue' then 'overdue' else 'to come' end as state
    from milestone_state($as_of, among := $consortia)
    where status <> 'removed' and current_due_on is not null
    union all
    select
        consortium_id,
        'report' as kind,
        cast(period as varchar) as code,
        null as title,
        report_due_on as due_on,
        'day' as due_precision,
        case when report_due_on < $as_of then 'past' else 'to come' end as state
    from reporting_period
    where consortium_id in $consortia
)
select
    consortium_id,
    kind,
    code,
    title,
    due_on,
    due_precision,
    state
from mark
order by consortium_id, due_on, kind, code_order(code), title
