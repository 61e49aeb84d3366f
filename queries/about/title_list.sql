-- what: titles and names in other languages than the record's own
-- grain: one row per subject and language
-- params: none
select
    title.subject_kind,
    title.subject_id,
    coalesce(consortium.acronym, organisation.legal_name, action_type.title, deliverable.title) as known_as,
    title.language,
    title.title
from title
left join consortium on title.subject_kind = 'consortium' and title.subject_id = consortium.consortium_id
left join organisation on title.subject_kind = 'organisation' and title.subject_id = organisation.organisation_id
left join action_type on title.subject_kind = 'action type' and title.subject_id = action_type.action_type_id
left join deliverable on title.subject_kind = 'deliverable' and title.subject_id = deliverable.deliverable_id
order by title.subject_kind, known_as, title.language, title.subject_id
