-- Critical risks on any day.

-- How high a risk stands: 'high' where likelihood or severity is high and the other at least medium, 'medium' where
-- both are medium or one is high and the other low, else 'low'.
create or replace macro risk_level(likelihood, severity) as
    case
        when 'high' in (likelihood, severity) and 'low' not in (likelihood, severity) then 'high'
        when 'high' in (likelihood, severity) or (likelihood = 'medium' and severity = 'medium') then 'medium'
        else 'low'
    end;

-- One row per risk and reporting period with the state of play as it was known on the day. Read from the records: a
-- later state of play replaces the one of the same period from its own day on, and the days before keep what they had.
create or replace macro risk_play(as_of, among := null) as table
with recorded as (
    select
        *,
        max(version) filter (where withdrawn) over (partition by consortium_id, risk_id, period) as taken_back_in
    from risk_state_history
    where among is null or consortium_id in among
)
select
    consortium_id,
    risk_id,
    period,
    recorded_on,
    materialised,
    measures_applied,
    state_of_play
from recorded
where recorded_on <= as_of and version > coalesce(taken_back_in, -1)
qualify row_number() over (partition by consortium_id, risk_id, period order by version desc) = 1;

-- One row per risk identified by the day, with the state of play of the latest period that has one.
--   status           'materialised', 'not materialised' or 'no state of play'
--   missing_periods  periods that ended or run on the day, after the risk was identified, without a state of play
create or replace macro risk_stand(as_of, among := null) as table
with play as (
    select
        *
    from risk_play(as_of, among := among)
),
latest as (
    select
        *
    from play
    qualify row_number() over (partition by consortium_id, risk_id order by period desc) = 1
),
missing as (
    select
        risk.consortium_id,
        risk.risk_id,
        list(reporting_period.period order by reporting_period.period) as periods,
        bool_or(reporting_period.ends_on >= as_of) as is_running
    from risk
    inner join reporting_period
        on
            risk.consortium_id = reporting_period.consortium_id
            and reporting_period.starts_on <= as_of
            and risk.identified_on <= reporting_period.ends_on
    anti join play
        on
            risk.consortium_id = play.consortium_id
            and risk.risk_id = play.risk_id
            and reporting_period.period = play.period
    where among is null or risk.consortium_id in among
    group by risk.consortium_id, risk.risk_id
)
select
    risk.consortium_id,
    risk.risk_id,
    risk.code,
    risk.description,
    risk.foreseen,
    risk.work_package,
    risk.lead_id,
    risk.likelihood,
    risk.severity,
    risk_level(risk.likelihood, risk.severity) as level,
    risk.measures,
    risk.identified_on,
    latest.period as state_period,
    latest.recorded_on as state_recorded_on,
    latest.materialised,
    latest.measures_applied,
    latest.state_of_play,
    case latest.materialised
        when true then 'materialised'
        when false then 'not materialised'
        else 'no state of play'
    end as status,
    coalesce(missing.periods, []) as missing_periods,
    coalesce(missing.is_running, false) as is_missing_now
from risk
left join latest on risk.consortium_id = latest.consortium_id and risk.risk_id = latest.risk_id
left join missing on risk.consortium_id = missing.consortium_id and risk.risk_id = missing.risk_id
where risk.identified_on <= as_of and (among is null or risk.consortium_id in among);
