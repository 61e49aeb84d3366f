-- what: An organisation that is named lies in a region of every scheme that has its country.
-- grain: one row per organisation and scheme without
select
    'organisation' as entity,
    organisation.organisation_id as key,
    format(
        '{} is in no region of {}: {}.',
        known_as(organisation.short_name, organisation.legal_name),
        region_scheme.title,
        replace(placement.reason, '|', ', ')
    ) as message
from placement
inner join organisation
    on placement.subject_kind = 'organisation' and placement.subject_id = organisation.organisation_id
inner join region_scheme on placement.scheme = region_scheme.scheme
where
    placement.placed_by = 'not placed'
    and known_as(organisation.short_name, organisation.legal_name) is not null
    and not list_contains(string_split(placement.reason, '|'), 'country not in scheme')
order by key, region_scheme.scheme
