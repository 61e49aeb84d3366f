-- what: case studies of pilot projects that have ended by the day, the latest first
-- grain: one row per pilot project with a case study
-- params: consortium, as_of
select
    state.pilot_id,
    state.case_study_title,
    state.case_study_url,
    state.title as pilot,
    state.theme,
    known_as(partner.short_name, partner.legal_name) as partner,
    state.country,
    case when state.status = 'stopped' then state.stopped_on else state.ends_on end as ended_on,
    source.title as source
from pilot_state($as_of) as state
left join organisation as partner on state.partner_id = partner.organisation_id
left join source_document as source on state.source_id = source.source_id
where
    state.consortium_id = $consortium
    and state.case_study_title is not null
    -- A case study tells how a pilot went: it is not there before the pilot has ended.
    and state.status in ('finished', 'stopped')
order by ended_on desc, strip_accents(lower(state.case_study_title)), state.pilot_id
