-- what: the named organisations of a consortium, as of the day
-- grain: one row per participation, the coordinator first
-- params: consortium, as_of
select
    organisation_id,
    role,
    organisation_type,
    pic,
    coalesce(legal_name, short_name) as name
from participation_state($as_of)
where consortium_id = $consortium and (legal_name is not null or short_name is not null)
order by role <> 'coordinator', name, organisation_id
