-- what: how much a data package of the whole store would hold, as far as whoever asks may see it
-- grain: one row
-- params: none
select
    count(*) as entities,
    coalesce(
        case
            when reads_everything() then sum(estimated_size)
            else sum(estimated_size) filter (where not is_of_consortium) + (
                select coalesce(sum(added + withdrawn), 0)
                from change_content
                where not reads_everything() and consortium_id is not null
            )
        end,
        0
    ) as row_count
from (
    select
        estimated_size,
        table_name in (
            select columns.table_name
            from duckdb_columns() as columns
            where columns.column_name = 'consortium_id'
        ) as is_of_consortium
    from duckdb_tables()
    where ends_with(table_name, '_record')
) as held
order by entities
