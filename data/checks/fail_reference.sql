-- what: A row that names another row names one that is recorded, and of the same consortium where both have one.
-- grain: one row per row and column that names nothing
-- Asked for each row of each_reference.sql.
with named as (
    select
        concat_ws(' ', *columns(lambda c: list_contains($key, c))) as key,
        columns(lambda c: c = $named_by) as name,
        columns(lambda c: c = $scope) as scope
    from query_table($entity)
),
recorded as (
    select
        columns(lambda c: c = $target_column) as name,
        columns(lambda c: c = $target_scope) as scope
    from query_table($target)
)
select
    cast($entity as text) as entity,
    named.key,
    format(
        'names the {} "{}" as its {}, and there is none.', replace($target, '_', ' '), named.name, $named_by
    ) as message
from named
anti join recorded on named.name = recorded.name and named.scope = recorded.scope
where named.name is not null
order by named.key
