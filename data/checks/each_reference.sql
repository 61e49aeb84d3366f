-- what: Every column by which an entity names a row of another entity.
-- grain: one row per entity and column
-- Columns of one name mean one thing in every entity, so an entity that is added is covered without a word here.
with target as (
    select
        unnest([
            {'named_by': 'action_type_id', 'target': 'action_type', 'target_column': 'action_type_id'},
            {'named_by': 'channel_id', 'target': 'channel', 'target_column': 'channel_id'},
            {'named_by': 'closes_deliverable_id', 'target': 'deliverable', 'target_column': 'deliverable_id'},
            {
                'named_by': 'communication_activity_id',
                'target': 'communication_activity',
                'target_column': 'communication_activity_id'
            },
            {'named_by': 'consortium_id', 'target': 'consortium', 'target_column': 'consortium_id'},
            {'named_by': 'cso_id', 'target': 'organisation', 'target_column': 'organisation_id'},
            {'named_by': 'deliverable_id', 'target': 'deliverable', 'target_column': 'deliverable_id'},
            {'named_by': 'first_id', 'target': 'organisation', 'target_column': 'organisation_id'},
            {'named_by': 'indicator_id', 'target': 'indicator', 'target_column': 'indicator_id'},
            {'named_by': 'lead_id', 'target': 'organisation', 'target_column': 'organisation_id'},
            {'named_by': 'merged_into_id', 'target': 'deliverable', 'target_column': 'deliverable_id'},
            {'named_by': 'milestone_id', 'target': 'milestone', 'target_column': 'milestone_id'},
            {'named_by': 'objective', 'target': 'objective', 'target_column': 'objective'},
            {'named_by': 'organisation_id', 'target': 'organisation', 'target_column': 'organisation_id'},
            {'named_by': 'partner_id', 'target': 'organisation', 'target_column': 'organisation_id'},
            {'named_by': 'period', 'target': 'reporting_period', 'target_column': 'period'},
            {'named_by': 'pilot_id', 'target': 'pilot', 'target_column': 'pilot_id'},
            {'named_by': 'place_id', 'target': 'place', 'target_column': 'place_id'},
            {'named_by': 'risk_id', 'target': 'risk', 'target_column': 'risk_id'},
            {'named_by': 'run_id', 'target': 'import_run', 'target_column': 'run_id'},
            {'named_by': 'scheme', 'target': 'region_scheme', 'target_column': 'scheme'},
            {'named_by': 'second_id', 'target': 'organisation', 'target_column': 'organisation_id'},
            {'named_by': 'source_id', 'target': 'source_document', 'target_column': 'source_id'},
            {'named_by': 'work_package', 'target': 'work_package', 'target_column': 'work_package'}
        ], recursive := true)
),
entity_column as (
    select
        column_name,
        replace(table_name, '_record', '') as entity
    from information_schema.columns
    where table_name like '%\_record' escape '\'
),
entity_key as (
    select
        replace(table_name, '_record', '') as entity,
        list(column_name order by ordinal_position) as key
    from information_schema.key_column_usage
    where table_name like '%\_record' escape '\' and column_name <> 'version'
    group by table_name
),
of_consortium as (
    select entity
    from entity_column
    where column_name = 'consortium_id' and entity <> 'consortium'
)
select
    entity_column.entity,
    entity_key.key,
    target.named_by,
    target.target,
    target.target_column,
    case when both_sides.entity is not null then 'consortium_id' else target.named_by end as scope,
    case when both_sides.entity is not null then 'consortium_id' else target.target_column end as target_scope
from entity_column
inner join target on entity_column.column_name = target.named_by
inner join entity_key on entity_column.entity = entity_key.entity
left join of_consortium on target.target = of_consortium.entity
left join of_consortium as both_sides
    on entity_column.entity = both_sides.entity and of_consortium.entity is not null
where entity_column.entity <> target.target
order by entity_column.entity, target.named_by
