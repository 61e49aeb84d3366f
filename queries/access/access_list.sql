-- what: who was given which role, for what, from when until when, and what the history calls them
-- grain: one row per role that somebody has or will have, or had until its end
-- params: as_of
select
    access_grant.access_grant_id,
    access_grant.person,
    access_grant.recorded_as,
    access_grant.role,
    consortium.acronym,
    known_as(organisation.short_name, organisation.legal_name) as organisation,
    access_grant.from_on,
    access_grant.until_on,
    access_grant.from_on <= $as_of
    and (access_grant.until_on is null or access_grant.until_on >= $as_of) as is_in_force
from access_grant
left join consortium on access_grant.consortium_id = consortium.consortium_id
left join organisation on access_grant.organisation_id = organisation.organisation_id
order by access_grant.person, access_grant.from_on, access_grant.access_grant_id
