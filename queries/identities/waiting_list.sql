-- what: rows of imports that wait until a person decides whether their organisation is on record
-- grain: one row per organisation that a file names, as the newest import told it
-- params: none
with match as (
    select
        string_split(organisation_match.source_key, '|')[3] as name,
        max(history.version) as version
    from organisation_match
    inner join organisation_match_history as history on organisation_match.source_key = history.source_key
    group by all
)
select
    import_remark.cell as name,
    import_remark.file,
    import_remark.sheet,
    import_remark.at_row,
    import_remark.run_id,
    import_remark.what,
    import_remark.way_out,
    import_remark.filled
from import_remark
inner join import_run on import_remark.run_id = import_run.run_id and not import_run.undone
left join match
    on lower(strip_accents(import_remark.cell)) = match.name and match.version > cast(import_remark.run_id as bigint)
where import_remark.rule = 'may be on record' and match.name is null
qualify row_number() over (
    partition by lower(strip_accents(import_remark.cell))
    order by cast(import_remark.run_id as bigint) desc, import_remark.at_row asc
) = 1
order by import_remark.cell, import_remark.run_id, import_remark.at_row
