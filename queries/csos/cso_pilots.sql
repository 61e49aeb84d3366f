-- what: the pilot projects a CSO takes part in, as of the day
-- grain: one row per pilot
-- params: cso, consortium, as_of
select
    consortium.acronym,
    state.consortium_id,
    state.pilot_id,
    state.title,
    state.theme,
    state.status,
    known_as(partner.short_name, partner.legal_name) as partner,
    state.starts_on,
    case when state.status = 'stopped' then state.stopped_on else state.ends_on end as ends_on
from pilot_cso as link
inner join pilot_state($as_of) as state
    on link.consortium_id = state.consortium_id and link.pilot_id = state.pilot_id
inner join consortium on state.consortium_id = consortium.consortium_id
semi join asked_consortium($consortium) as asked on link.consortium_id = asked.consortium_id
left join organisation as partner on state.partner_id = partner.organisation_id
where link.cso_id = $cso
order by state.starts_on desc nulls last, state.consortium_id, state.pilot_id
