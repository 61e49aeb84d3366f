-- what: A title in another language belongs to something that is recorded.
-- grain: one row per title of nothing
with subject as (
    select
        'consortium' as subject_kind,
        consortium_id as subject_id
    from consortium
    union all
    select
        'organisation' as subject_kind,
        organisation_id as subject_id
    from organisation
    union all
    select
        'action type' as subject_kind,
        action_type_id as subject_id
    from action_type
    union all
    select
        'deliverable' as subject_kind,
        deliverable_id as subject_id
    from deliverable
)
select
    'title' as entity,
    concat_ws(' ', title.subject_kind, title.subject_id, title.language) as key,
    format('is a title of the {} "{}", and there is none.', title.subject_kind, title.subject_id) as message
from title
anti join subject on title.subject_kind = subject.subject_kind and title.subject_id = subject.subject_id
order by key
