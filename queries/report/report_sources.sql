-- what: source documents of what the store holds about the consortium
-- grain: one row per source document
-- params: consortium
with named as (
    select source_id from consortium where consortium_id = $consortium
    union all
    select source_id from communication_activity where consortium_id = $consortium
    union all
    select source_id from cso_relation where consortium_id = $consortium
    union all
    select source_id from deliverable where consortium_id = $consortium
    union all
    select source_id from deliverable_event where consortium_id = $consortium
    union all
    select source_id from deliverable_link where consortium_id = $consortium
    union all
    select source_id from engagement where consortium_id = $consortium
    union all
    select source_id from funding_phase where consortium_id = $consortium
    union all
    select source_id from indicator where consortium_id = $consortium
    union all
    select source_id from indicator_value where consortium_id = $consortium
    union all
    select source_id from meeting where consortium_id = $consortium
    union all
    select source_id from milestone where consortium_id = $consortium
    union all
    select source_id from milestone_event where consortium_id = $consortium
    union all
    select source_id from objective where consortium_id = $consortium
    union all
    select source_id from participation where consortium_id = $consortium
    union all
    select source_id from pilot where consortium_id = $consortium
    union all
    select source_id from reporting_period where consortium_id = $consortium
    union all
    select source_id from risk where consortium_id = $consortium
    union all
    select source_id from risk_state where consortium_id = $consortium
    union all
    select source_id from work_package where consortium_id = $consortium
    union all
    select organisation.source_id
    from organisation
    semi join participation
        on organisation.organisation_id = participation.organisation_id and participation.consortium_id = $consortium
)

select
    coalesce(source_document.title, named.source_id) as title,
    source_document.language,
    source_document.kind,
    source_document.note,
    count(*) as row_count
from named
left join source_document on named.source_id = source_document.source_id
group by named.source_id, source_document.title, source_document.language, source_document.kind, source_document.note
order by row_count desc, title, named.source_id
