-- what: pilot projects with where they stand as of the day, those running first
-- grain: one row per pilot
-- params: consortium, as_of, search, themes, countries, statuses
with involved as (
    select
        link.pilot_id,
        count(*) as csos,
        string_agg(
            known_as(cso.short_name, cso.legal_name), ', '
            order by lower(strip_accents(known_as(cso.short_name, cso.legal_name)))
        ) as cso_names
    from pilot_cso as link
    inner join organisation as cso on link.cso_id = cso.organisation_id
    where link.consortium_id = $consortium
    group by link.pilot_id
)
select
    state.pilot_id,
    state.title,
    state.theme,
    known_as(partner.short_name, partner.legal_name) as partner,
    state.city,
    state.country,
    state.latitude,
    state.longitude,
    state.status,
    state.starts_on,
    case when state.status = 'stopped' then state.stopped_on else state.ends_on end as ends_on,
    involved.csos,
    involved.cso_names,
    -- A case study tells how a pilot went: it is not there before the pilot has ended.
    case when state.status in ('finished', 'stopped') then state.case_study_title end as case_study_title,
    case when state.status in ('finished', 'stopped') then state.case_study_url end as case_study_url,
    state.description
from pilot_state($as_of) as state
left join organisation as partner on state.partner_id = partner.organisation_id
left join involved on state.pilot_id = involved.pilot_id
where
    state.consortium_id = $consortium
    and (len($themes) = 0 or state.theme in $themes)
    and (len($countries) = 0 or state.country in $countries)
    and (len($statuses) = 0 or state.status in $statuses)
    and (
        $search = ''
        or contains(
            strip_accents(lower(concat_ws(
                ' ', state.title, state.theme, state.city, partner.short_name, partner.legal_name, involved.cso_names
            ))),
            strip_accents(lower($search))
        )
    )
order by
    case state.status
        when 'running' then 1 when 'planned' then 2 when 'finished' then 3 when 'stopped' then 4 else 5
    end,
    state.starts_on nulls last,
    lower(strip_accents(state.title)),
    state.pilot_id
