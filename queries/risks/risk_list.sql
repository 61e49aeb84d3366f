-- what: critical risks identified by the day, with the latest state of play known then, what is worst first
-- grain: one row per risk
-- params: consortium, as_of, search, levels
select
    stand.risk_id,
    stand.code,
    stand.description,
    stand.foreseen,
    stand.likelihood,
    stand.severity,
    stand.level,
    stand.measures,
    stand.lead_id,
    known_as(lead.short_name, lead.legal_name) as lead,
    stand.work_package,
    stand.identified_on,
    stand.status,
    stand.state_period,
    stand.state_recorded_on,
    stand.measures_applied,
    stand.state_of_play,
    stand.missing_periods
from risk_stand($as_of) as stand
left join organisation as lead on stand.lead_id = lead.organisation_id
where
    stand.consortium_id = $consortium
    and (len($levels) = 0 or stand.level in $levels)
    and (
        $search = ''
        or contains(
            strip_accents(lower(concat_ws(' ', stand.code, stand.description, lead.short_name, lead.legal_name))),
            strip_accents(lower($search))
        )
    )
order by
    case stand.level when 'high' then 1 when 'medium' then 2 else 3 end,
    stand.status = 'materialised' desc,
    code_order(stand.code),
    stand.risk_id
