-- what: who takes part in the consortium as of the day, the coordinator first and those not named last
-- grain: one row per participation
-- params: consortium, as_of
with unit as (
    select
        organisation_id,
        string_agg(title, '; ' order by title) as units
    from organisation_unit
    group by organisation_id
),
other_name as (
    select
        subject_id as organisation_id,
        string_agg(title, '; ' order by title) as other_names
    from title
    where subject_kind = 'organisation'
    group by subject_id
)
select
    state.participation_id,
    state.organisation_id,
    known_as(state.short_name, state.legal_name) as name,
    state.legal_name,
    state.organisation_type,
    state.role,
    state.country,
    state.city,
    state.joined_on,
    state.joined_precision,
    state.left_on,
    state.left_noted_on,
    state.pic,
    state.oid,
    other_name.other_names,
    unit.units,
    state.website,
    coalesce(organisation.note, state.note) as note,
    state.latitude,
    state.longitude,
    state.coordinate_precision
from participation_state($as_of) as state
inner join organisation on state.organisation_id = organisation.organisation_id
left join unit on state.organisation_id = unit.organisation_id
left join other_name on state.organisation_id = other_name.organisation_id
where state.consortium_id = $consortium
order by
    case state.role when 'coordinator' then 1 when 'partner' then 2 else 3 end,
    known_as(state.short_name, state.legal_name) is null,
    state.organisation_type = 'CSO',
    lower(strip_accents(known_as(state.short_name, state.legal_name))),
    state.participation_id
