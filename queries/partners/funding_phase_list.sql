-- what: the grants that carry the consortium one after the other or side by side
-- grain: one row per funding phase
-- params: consortium
select
    phase.funding_phase_id,
    phase.title,
    action_type.title as action_type,
    phase.agreement_number,
    phase.starts_on,
    phase.starts_precision,
    phase.ends_on,
    phase.ends_precision,
    cast(phase.grant_eur as double) as grant_eur,
    phase.note
from funding_phase as phase
left join action_type on phase.action_type_id = action_type.action_type_id
where phase.consortium_id = $consortium
order by phase.funding_phase_id
