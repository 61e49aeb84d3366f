-- what: the organisations that take part in a consortium or are in contact with it
-- grain: one row per organisation
-- params: consortium
select organisation_id
from participation
where consortium_id = $consortium
union
select cso_id as organisation_id
from cso_relation
where consortium_id = $consortium
union
select cso_id as organisation_id
from pilot_cso
where consortium_id = $consortium
union
select cso_id as organisation_id
from engagement
where consortium_id = $consortium and cso_id is not null
order by organisation_id
