-- what: which organisation each row of a file was taken for: what decided it, who, when, why and from which file
-- grain: one row per row of a file that was told, the newest decision first, at most $most
-- params: search, decided_by, most
with match as (
    select
        history.source_key,
        history.organisation_id,
        history.decided_by,
        history.score,
        history.reasons,
        history.version,
        string_split(history.source_key, '|') as told
    from organisation_match_history as history
    inner join organisation_match on history.source_key = organisation_match.source_key
    qualify row_number() over (partition by history.source_key order by history.version desc) = 1
)
select
    match.source_key,
    concat_ws(', ', nullif(match.told[3], ''), nullif(match.told[2], ''), nullif(match.told[1], '')) as told,
    match.organisation_id,
    coalesce(organisation.legal_name, organisation.short_name, match.organisation_id) as name,
    match.decided_by,
    match.score,
    match.reasons,
    readable_change.recorded_at,
    readable_change.recorded_by,
    readable_change.reason,
    import_run.files
from match
left join organisation on match.organisation_id = organisation.organisation_id
left join readable_change on match.version = readable_change.version
left join import_run_history as import_run on match.version = import_run.version and not import_run.undone
where
    (len($decided_by) = 0 or match.decided_by in $decided_by)
    and (
        $search = ''
        or contains(match.source_key, lower(strip_accents($search)))
        or contains(lower(strip_accents(name)), lower(strip_accents($search)))
    )
order by match.version desc, match.source_key
limit $most
