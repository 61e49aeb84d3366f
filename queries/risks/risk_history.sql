-- what: all that was recorded of a risk: states of play up to the day, corrections, how it was identified
-- grain: one row per recording
-- params: risk, as_of
with state as (
    select
        *,
        row_number() over (partition by period order by version desc) as age
    from risk_state_history
    where risk_id = $risk and recorded_on <= $as_of
),
described as (
    select
        *,
        row_number() over (order by version) as place,
        row_number() over (order by version desc) as age
    from risk_history
    where risk_id = $risk and not withdrawn
),
recorded as (
    select
        'state of play' as kind,
        period,
        recorded_on as said_on,
        materialised,
        measures_applied,
        state_of_play,
        null as likelihood,
        null as severity,
        null as measures,
        null as lead_id,
        version,
        age > 1 as is_replaced
    from state
    where not withdrawn
    union all
    select
        case when place = 1 then 'identified' else 'corrected' end as kind,
        null as period,
        case when place = 1 then identified_on end as said_on,
        null as materialised,
        null as measures_applied,
        null as state_of_play,
        likelihood,
        severity,
        measures,
        lead_id,
        version,
        age > 1 as is_replaced
    from described
)
select
    recorded.kind,
    recorded.period,
    recorded.said_on,
    recorded.materialised,
    recorded.measures_applied,
    recorded.state_of_play,
    recorded.likelihood,
    recorded.severity,
    recorded.measures,
    known_as(lead.short_name, lead.legal_name) as lead,
    change.recorded_by,
    change.recorded_at,
    recorded.is_replaced
from recorded
inner join change on recorded.version = change.version
left join organisation as lead on recorded.lead_id = lead.organisation_id
order by recorded.period desc nulls last, recorded.version desc, recorded.kind
