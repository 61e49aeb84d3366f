-- what: communication activities known on the day, and how each stands then
-- grain: one row per communication activity
-- params: consortium, as_of
select
    activity.communication_activity_id,
    activity.code,
    activity.title,
    activity.audience,
    activity.lead_id,
    known_as(lead.short_name, lead.legal_name) as lead,
    activity.state,
    activity.since,
    activity.reason
from communication_state($as_of) as activity
left join organisation as lead on activity.lead_id = lead.organisation_id
where activity.consortium_id = $consortium
order by
    case activity.state when 'postponed' then 1 when 'ongoing' then 2 when 'delivered' then 4 when 'cancelled' then 5
        else 3
    end,
    code_order(activity.code),
    activity.communication_activity_id
