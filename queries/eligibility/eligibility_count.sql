-- what: how many consortia the check of all is made for
-- grain: one row
-- params: with_fictional
select count(*) as consortia
from consortium
where $with_fictional or not fictional
order by consortia
