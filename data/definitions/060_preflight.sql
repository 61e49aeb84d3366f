-- What keeps the report on a reporting period from being locked.

-- One row per deliverable that is late and open on the day and whose delay is justified, with the latest justification.
-- A justification explains the delay it was recorded in: later than the current due date, so that a rescheduling wants
-- another one once the new date has passed too, and not before the day the funder last asked for a revision.
create or replace macro justified_delay(as_of, among := null) as table
select
    state.consortium_id,
    state.deliverable_id,
    state.current_due_on,
    max(justified.recorded_on) as recorded_on,
    arg_max(justified.justification, justified.recorded_on) as justification
from deliverable_state(as_of, among := among) as state
inner join delay_justification as justified
    on state.consortium_id = justified.consortium_id and state.deliverable_id = justified.deliverable_id
where
    state.is_overdue
    and justified.recorded_on > state.current_due_on
    and justified.recorded_on >= coalesce(state.returned_on, justified.recorded_on)
    and justified.recorded_on <= as_of
group by state.consortium_id, state.deliverable_id, state.current_due_on;

-- One row per communication activity known on the day, with the state it is in: 'ongoing', 'postponed', 'delivered' or
-- 'cancelled', since when, and why. It is known from its first state on; without any, always, its state being null.
create or replace macro communication_state(as_of) as table
with told as (
    select
        consortium_id,
        communication_activity_id,
        min(effective_on) as known_from,
        arg_max(state, effective_on) filter (where effective_on <= as_of) as state,
        max(effective_on) filter (where effective_on <= as_of) as since,
        max_by({'reason': reason}, effective_on) filter (where effective_on <= as_of).reason as reason
    from communication_activity_state
    group by consortium_id, communication_activity_id
)
select
    activity.consortium_id,
    activity.communication_activity_id,
    activity.code,
    activity.title,
    activity.audience,
    activity.lead_id,
    told.state,
    told.since,
    told.reason
from communication_activity as activity
left join told
    on
        activity.consortium_id = told.consortium_id
        and activity.communication_activity_id = told.communication_activity_id
where told.known_from is null or told.known_from <= as_of;

-- One row per reporting period and item that blocks its report as things stand on the day, periods to come included:
-- what is due in them is still to be done.
--   kind            'deliverable', 'milestone', 'risk', 'indicator', 'data management plan', 'communication activity'
--                   or 'participation'
--   sentence        what to do, as a code: 'submit', 'submit or justify', 'submit again', 'submit again or justify',
--                   'achieve', 'achieve or explain', 'describe state of play', 'enter actual',
--                   'submit data management plan', 'deliver or cancel', 'deliver one', 'enter the day it left'
--   responsible_id  the lead, else the lead of the work package, else the coordinator on the day; null when not known
--   due_on          the item's own due date; the day the report is due for what has none
-- Every period wants a communication activity delivered by the day; in the last one none may be left ongoing, postponed
-- or without a state. A partner noted as left blocks the reports due since, until the day it left is entered: an end
-- date still to come is one. Where only public sources speak, silence is not a failing and no row stands here.
create or replace macro preflight(as_of, among := null) as table
with period as (
    select
        reporting_period.consortium_id,
        reporting_period.period,
        reporting_period.starts_on,
        reporting_period.ends_on,
        reporting_period.report_due_on,
        row_number() over (
            partition by reporting_period.consortium_id
            order by reporting_period.period desc
        ) = 1 as is_last,
        month_due_on(consortium.starts_on, 6) as plan_due_on
    from reporting_period
    inner join consortium on reporting_period.consortium_id = consortium.consortium_id
    where consortium.record_basis = 'records' and (among is null or reporting_period.consortium_id in among)
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
    from deliverable_state(as_of, among := among)
    where is_in_count
),
open_deliverable as (
    select
        state.*
    from deliverable_now as state
    anti join justified_delay(as_of, among := among) as justified
        on state.consortium_id = justified.consortium_id and state.deliverable_id = justified.deliverable_id
    where not state.is_delivered
),
plan_handed_in as (
    select distinct
        consortium_id
    from deliverable_now
    where deliverable_type = 'DMP' and has_submission
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
communication_now as (
    select
        *
    from communication_state(as_of)
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
            when state.status = 'revision requested' and state.is_overdue then 'submit again or justify'
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
    inner join milestone_state(as_of, among := among) as state
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
    anti join risk_play(as_of, among := among) as play
        on
            risk.consortium_id = play.consortium_id
            and risk.risk_id = play.risk_id
            and period.period = play.period
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
            from indicator_value_known(as_of, among := among) as known
            where
                known.consortium_id = indicator.consortium_id
                and known.indicator_id = indicator.indicator_id
                and known.axis = 'total'
                and known.observed_on between period.starts_on and least(period.ends_on, as_of)
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
    union all
    select
        period.consortium_id,
        period.period,
        'communication activity' as kind,
        activity.communication_activity_id as item_id,
        activity.code,
        activity.title,
        activity.lead_id,
        null as work_package,
        period.report_due_on as due_on,
        'deliver or cancel' as sentence
    from period
    inner join communication_now as activity on period.consortium_id = activity.consortium_id
    where period.is_last and coalesce(activity.state in ('ongoing', 'postponed'), true)
    union all
    select
        period.consortium_id,
        period.period,
        'communication activity' as kind,
        'communication activity' as item_id,
        null as code,
        null as title,
        null as lead_id,
        null as work_package,
        period.report_due_on as due_on,
        'deliver one' as sentence
    from period
    anti join communication_now as activity
        on period.consortium_id = activity.consortium_id and activity.state = 'delivered'
    union all
    select
        period.consortium_id,
        period.period,
        'participation' as kind,
        participation.participation_id as item_id,
        null as code,
        known_as(participation.short_name, participation.legal_name) as title,
        null as lead_id,
        null as work_package,
        period.report_due_on as due_on,
        'enter the day it left' as sentence
    from period
    inner join participation_state(as_of) as participation
        on
            period.consortium_id = participation.consortium_id
            and period.report_due_on >= participation.left_noted_on
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
