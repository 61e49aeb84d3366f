-- what: consortia in the store that are searched for, those running on the day first, fictional ones last
-- grain: one row per consortium
-- params: as_of, search, named, most
with known as (
    select
        consortium_id,
        acronym,
        title,
        fictional,
        record_basis,
        stage,
        $search = ''
        or contains(strip_accents(lower(concat_ws(' ', acronym, title))), strip_accents(lower($search))) as is_found
    from consortium_state($as_of)
),
first_found as (
    select
        *
    from known
    where is_found
    order by
        fictional,
        stage <> 'running',
        lower(acronym),
        consortium_id
    limit $most
),
listed as (
    select
        *
    from first_found
    union
    select
        *
    from known
    where consortium_id in $named or acronym in $named
)
select
    consortium_id,
    acronym,
    title,
    fictional,
    record_basis,
    stage,
    (select count(*) from known where is_found) as found,
    (select count(*) from known) as consortia
from listed
order by
    fictional,
    stage <> 'running',
    lower(acronym),
    consortium_id
