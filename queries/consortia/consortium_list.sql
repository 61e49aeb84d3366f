-- what: every consortium in the store, those running on the day first, fictional ones last
-- grain: one row per consortium
-- params: as_of
select
    consortium_id,
    acronym,
    title,
    fictional,
    record_basis,
    stage
from consortium_state($as_of)
order by
    fictional,
    stage <> 'running',
    lower(acronym),
    consortium_id
