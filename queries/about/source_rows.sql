-- what: source documents and how many present rows of each entity name them
-- grain: one row per source document and entity; one without an entity for a document that gave no row
-- params: none
with named as (
    select source_id, 'action_type' as entity from action_type
    union all
    select source_id, 'action_type_activity' as entity from action_type_activity
    union all
    select source_id, 'channel' as entity from channel
    union all
    select source_id, 'channel_link' as entity from channel_link
    union all
    select source_id, 'communication_activity' as entity from communication_activity
    union all
    select source_id, 'communication_activity_state' as entity from communication_activity_state
    union all
    select source_id, 'consortium' as entity from consortium
    union all
    select source_id, 'country_pool' as entity from country_pool
    union all
    select source_id, 'cso_relation' as entity from cso_relation
    union all
    select source_id, 'delay_justification' as entity from delay_justification
    union all
    select source_id, 'deliverable' as entity from deliverable
    union all
    select source_id, 'deliverable_event' as entity from deliverable_event
    union all
    select source_id, 'deliverable_link' as entity from deliverable_link
    union all
    select source_id, 'duplicate_decision' as entity from duplicate_decision
    union all
    select source_id, 'eligibility_rule' as entity from eligibility_rule
    union all
    select source_id, 'engagement' as entity from engagement
    union all
    select source_id, 'funding_phase' as entity from funding_phase
    union all
    select source_id, 'indicator' as entity from indicator
    union all
    select source_id, 'indicator_value' as entity from indicator_value
    union all
    select source_id, 'meeting' as entity from meeting
    union all
    select source_id, 'milestone' as entity from milestone
    union all
    select source_id, 'milestone_event' as entity from milestone_event
    union all
    select source_id, 'objective' as entity from objective
    union all
    select source_id, 'organisation' as entity from organisation
    union all
    select source_id, 'organisation_match' as entity from organisation_match
    union all
    select source_id, 'organisation_unit' as entity from organisation_unit
    union all
    select source_id, 'participation' as entity from participation
    union all
    select source_id, 'pilot' as entity from pilot
    union all
    select source_id, 'pilot_cso' as entity from pilot_cso
    union all
    select source_id, 'place' as entity from place
    union all
    select source_id, 'placement' as entity from placement
    union all
    select source_id, 'placement_run' as entity from placement_run
    union all
    select source_id, 'quote' as entity from quote
    union all
    select source_id, 'region' as entity from region
    union all
    select source_id, 'region_former_code' as entity from region_former_code
    union all
    select source_id, 'region_population' as entity from region_population
    union all
    select source_id, 'region_scheme' as entity from region_scheme
    union all
    select source_id, 'register_entry' as entity from register_entry
    union all
    select source_id, 'reporting_period' as entity from reporting_period
    union all
    select source_id, 'risk' as entity from risk
    union all
    select source_id, 'risk_state' as entity from risk_state
    union all
    select source_id, 'tefce_cell' as entity from tefce_cell
    union all
    select source_id, 'title' as entity from title
    union all
    select source_id, 'work_package' as entity from work_package
)
select
    source_document.source_id,
    source_document.title,
    source_document.language,
    source_document.kind,
    source_document.note,
    named.entity,
    count(named.entity) as row_count
from source_document
left join named on source_document.source_id = named.source_id
group by
    source_document.source_id,
    source_document.title,
    source_document.language,
    source_document.kind,
    source_document.note,
    named.entity
order by
    source_document.kind = 'seeded generator',
    source_document.title,
    source_document.source_id,
    row_count desc,
    named.entity
