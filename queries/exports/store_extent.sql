-- what: how much a data package of the whole store would hold
-- grain: one row
-- params: none
select
    count(*) as entities,
    coalesce(sum(estimated_size), 0) as row_count
from duckdb_tables()
where ends_with(table_name, '_record')
order by entities
