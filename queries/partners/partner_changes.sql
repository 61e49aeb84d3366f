-- what: who joined after the consortium began, who left, and who is to join or to leave, as seen from the day
-- grain: one row per participation that does not span the whole consortium
-- params: consortium, as_of
select
    participation.participation_id,
    known_as(organisation.short_name, organisation.legal_name) as name,
    organisation.organisation_type,
    participation.role,
    organisation.country,
    case
        when participation.left_on <= $as_of then 'left'
        when participation.joined_on > $as_of then 'to join'
        when participation.left_on is not null then 'to leave'
        when participation.left_noted_on <= $as_of then 'left, day not known'
        else 'joined later'
    end as standing,
    participation.joined_on,
    participation.joined_precision,
    participation.left_on,
    participation.note
from participation
inner join organisation on participation.organisation_id = organisation.organisation_id
inner join consortium_state($as_of) as state on participation.consortium_id = state.consortium_id
where
    participation.consortium_id = $consortium
    and (
        participation.left_on is not null
        or participation.left_noted_on <= $as_of
        or participation.joined_on > $as_of
        or participation.joined_on > state.first_known_on
    )
order by
    coalesce(participation.left_on, participation.left_noted_on, participation.joined_on),
    lower(strip_accents(known_as(organisation.short_name, organisation.legal_name))),
    participation.participation_id
