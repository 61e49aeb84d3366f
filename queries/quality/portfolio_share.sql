-- what: how many real consortia have a deliverable on record
-- grain: one row
-- params: none
select
    count(*) as consortia,
    count(*) filter (
        where consortium_id in (select deliverable.consortium_id from deliverable)
    ) as with_deliverable
from consortium
where not fictional
order by consortia
