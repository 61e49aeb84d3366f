-- What keeps the report on a reporting period from being locked.

-- One row per reporting period and item that blocks its report as things stand on the day, periods to come included:
-- what is due in them is still to be done.
--   kind            'deliverable', 'milestone', 'risk', 'indicator' or 'data management plan'
--   sentence        what to do, as a code: 'submit', 'submit or justify', 'submit again', 'achieve',
--                   'achieve or explain', 'describe state of play', 'enter actual', 'submit data management plan'
--   responsible_id  the lead, else the lead of the work package, else the coordinator on the day; null when not known
--   due_on          the item's own due date; for a risk or an indicator the day the report is due
-- A deliverable that is late is justified by a rescheduling or a draft recorded with a reason on or after its current
-- due date: what was said before that day does not explain the delay. Where only public sources speak, silence is not a
-- failing and no row stands here. A participation that has left without an end date cannot be told from one that goes
-- on, and communication activities are not in the store: neither is looked for.
create or replace macro preflight(as_of) as table
with period as (
    select
        reporting_period.consortium_id,
        reporting_period.period,
        reporting_period.starts_on,
        reporting_period.ends_on,
        reporting_period.report_due_on,
        month_due_on(consortium.starts_on, 6) as plan_due_on
    from reporting_period
    inner join consortium on reporting_period.consortium_id = consortium.consortium_id
    where consortium.record_basis = 'records'
),
coordinator as (
    select
        consortium_id,
        min(organisation_id) as organisation_id
    from participation_state(as_of)
    where role = 'coordinator'
    group by consortium_id
),
deliverable_now as (
    select
        *
    from deliverable_state(as_of)
    where is_in_count
),
explained_late as (
    select distinct
        state.consortium_id,
        state.deliverable_id
    from deliverable_now as state
    inner join deliverable_event
        on
            state.consortium_id = deliverable_event.consortium_id
            and state.deliverable_id = deliverable_event.deliverable_id
    where
        deliverable_event.event in ('rescheduled', 'drafted')
        and deliverable_event.reason is not null
        and deliverable_event.effective_on between state.current_due_on and as_of
),
open_deliverable as (
    select
        state.*
    from deliverable_now as state
    anti join explained_late
        on state.consortium_id = explained_late.consortium_id and state.deliverable_id = explained_late.deliverable_id
    where not state.is_delivered
),
plan_handed_in as (
    select distinct
        consortium_id
    from deliverable_now
    where deliverable_type = 'DMP' and first_submitted_on is not null
),
plan_lead as (
    select
        consortium_id,
        arg_min(lead_id, current_due_on) as lead_id,
        arg_min(work_package, current_due_on) as work_package
    from deliverable_now
    where deliverable_type = 'DMP'
    group by consortium_id
),
item as (
    select
        period.consortium_id,
        period.period,
        'deliverable' as kind,
        state.deliverable_id as item_id,
        state.code,
        state.title,
        state.lead_id,
        state.work_package,
        state.current_due_on as due_on,
        case
            when state.status = 'revision requested' then 'submit again'
            when as_of > state.current_due_on then 'submit or justify'
            else 'submit'
        end as sentence
    from period
    inner join open_deliverable as state
        on
            period.consortium_id = state.consortium_id
            and state.current_due_on between period.starts_on and period.ends_on
    union all
    select
        period.consortium_id,
        period.period,
        'milestone' as kind,
        state.milestone_id as item_id,
        state.code,
        state.title,
        state.lead_id,
        state.work_package,
        state.current_due_on as due_on,
        case when as_of > state.current_due_on then 'achieve or explain' else 'achieve' end as sentence
    from period
    inner join milestone_state(as_of) as state
        on
            period.consortium_id = state.consortium_id
            and state.current_due_on between period.starts_on and period.ends_on
    where state.status not in ('achieved', 'removed') and state.explanation is null
    union all
    select
        period.consortium_id,
        period.period,
        'risk' as kind,
        risk.risk_id as item_id,
        risk.code,
        risk.description as title,
        risk.lead_id,
        risk.work_package,
        period.report_due_on as due_on,
        'describe state of play' as sentence
    from period
    inner join risk
        on
            period.consortium_id = risk.consortium_id
            and risk.identified_on <= least(period.ends_on, as_of)
    left join risk_state
        on
            risk.consortium_id = risk_state.consortium_id
            and risk.risk_id = risk_state.risk_id
            and period.period = risk_state.period
            and risk_state.recorded_on <= as_of
    where risk_state.risk_id is null
    union all
    select
        period.consortium_id,
        period.period,
        'indicator' as kind,
        indicator.indicator_id as item_id,
        indicator.code,
        indicator.title,
        null as lead_id,
        null as work_package,
        period.report_due_on as due_on,
        'enter actual' as sentence
    from period
    inner join indicator on period.consortium_id = indicator.consortium_id
    where
        not exists (
            select 1
            from indicator_value
            where
                indicator_value.consortium_id = indicator.consortium_id
                and indicator_value.indicator_id = indicator.indicator_id
                and indicator_value.axis = 'total'
                and indicator_value.observed_on between period.starts_on and least(period.ends_on, as_of)
        )
    union all
    select
        period.consortium_id,
        period.period,
        'data management plan' as kind,
        'data management plan' as item_id,
        'DMP' as code,
        null as title,
        plan_lead.lead_id,
        plan_lead.work_package,
        period.plan_due_on as due_on,
        'submit data management plan' as sentence
    from period
    left join plan_lead on period.consortium_id = plan_lead.consortium_id
    anti join plan_handed_in on period.consortium_id = plan_handed_in.consortium_id
    where period.plan_due_on < as_of and period.plan_due_on <= period.ends_on
)
select
    item.consortium_id,
    item.period,
    item.kind,
    coalesce(item.lead_id, work_package.lead_id, coordinator.organisation_id) as responsible_id,
    item.item_id,
    item.code,
    item.title,
    item.due_on,
    item.sentence
from item
left join work_package
    on item.consortium_id = work_package.consortium_id and item.work_package = work_package.work_package
left join coordinator on item.consortium_id = coordinator.consortium_id;
