-- what: public pages and files of a consortium: what deliverables and pilot projects became
-- grain: one row per address
-- params: consortium, as_of
select
    state.url,
    any_value(concat(state.code, ' ', state.title)) as title,
    any_value(deliverable.language) as language
from deliverable_state($as_of) as state
inner join deliverable on state.deliverable_id = deliverable.deliverable_id
where
    state.consortium_id = $consortium
    and state.url is not null
    and state.dissemination_level = 'PU'
    and state.is_delivered
group by state.url
union all
select
    case_study_url as url,
    any_value(coalesce(case_study_title, title)) as title,
    null as language
from pilot_state($as_of)
where consortium_id = $consortium and case_study_url is not null
group by case_study_url
order by title, url
