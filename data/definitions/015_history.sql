-- Everything ever recorded of an entity, also what was replaced or taken back, as far as the reader may see it: what
-- histories are told from, and what is taken away as a whole. Then the changes, with what each holds.

create or replace view source_document_history as
select *
from source_document_record;

create or replace view action_type_history as
select *
from action_type_record;

create or replace view action_type_activity_history as
select *
from action_type_activity_record;

create or replace view eligibility_rule_history as
select *
from eligibility_rule_record;

create or replace view country_pool_history as
select *
from country_pool_record;

create or replace view consortium_history as
select *
from consortium_record
where is_readable(consortium_id);

create or replace view funding_phase_history as
select *
from funding_phase_record
where is_readable(consortium_id);

create or replace view organisation_history as
select *
from organisation_record;

create or replace view organisation_unit_history as
select *
from organisation_unit_record;

create or replace view participation_history as
select *
from participation_record
where is_readable(consortium_id);

create or replace view cso_relation_history as
select *
from cso_relation_record
where is_readable(consortium_id);

create or replace view meeting_history as
select *
from meeting_record
where is_readable(consortium_id);

create or replace view objective_history as
select *
from objective_record
where is_readable(consortium_id);

create or replace view work_package_history as
select *
from work_package_record
where is_readable(consortium_id);

create or replace view reporting_period_history as
select *
from reporting_period_record
where is_readable(consortium_id);

create or replace view deliverable_history as
select *
from deliverable_record
where is_readable(consortium_id);

create or replace view deliverable_event_history as
select *
from deliverable_event_record
where is_readable(consortium_id);

create or replace view milestone_history as
select *
from milestone_record
where is_readable(consortium_id);

create or replace view milestone_event_history as
select *
from milestone_event_record
where is_readable(consortium_id);

create or replace view risk_history as
select *
from risk_record
where is_readable(consortium_id);

create or replace view risk_state_history as
select *
from risk_state_record
where is_readable(consortium_id);

create or replace view pilot_history as
select *
from pilot_record
where is_readable(consortium_id);

create or replace view pilot_cso_history as
select *
from pilot_cso_record
where is_readable(consortium_id);

create or replace view engagement_history as
select *
from engagement_record
where is_readable(consortium_id);

create or replace view channel_history as
select *
from channel_record;

create or replace view channel_link_history as
select *
from channel_link_record
where is_readable(consortium_id);

create or replace view indicator_history as
select *
from indicator_record
where is_readable(consortium_id);

create or replace view indicator_value_history as
select *
from indicator_value_record
where is_readable(consortium_id);

create or replace view delay_justification_history as
select *
from delay_justification_record
where is_readable(consortium_id);

create or replace view deliverable_link_history as
select *
from deliverable_link_record
where is_readable(consortium_id);

create or replace view communication_activity_history as
select *
from communication_activity_record
where is_readable(consortium_id);

create or replace view communication_activity_state_history as
select *
from communication_activity_state_record
where is_readable(consortium_id);

create or replace view region_scheme_history as
select *
from region_scheme_record;

create or replace view region_history as
select *
from region_record;

create or replace view region_population_history as
select *
from region_population_record;

create or replace view region_former_code_history as
select *
from region_former_code_record;

create or replace view place_history as
select *
from place_record;

create or replace view placement_run_history as
select *
from placement_run_record;

create or replace view duplicate_decision_history as
select *
from duplicate_decision_record;

create or replace view quote_history as
select *
from quote_record
where is_readable(consortium_id);

create or replace view tefce_cell_history as
select *
from tefce_cell_record
where is_readable(consortium_id);

create or replace view import_run_history as
select *
from import_run_record
where is_own(version);

create or replace view import_sheet_history as
select *
from import_sheet_record
where is_own(version);

create or replace view import_entity_history as
select *
from import_entity_record
where is_own(version);

create or replace view import_remark_history as
select *
from import_remark_record
where is_own(version);

create or replace view import_rejected_row_history as
select *
from import_rejected_row_record
where is_own(version);

create or replace view import_mapping_history as
select *
from import_mapping_record;

create or replace view organisation_match_history as
select *
from organisation_match_record;

create or replace view register_entry_history as
select *
from register_entry_record;

create or replace view access_grant_history as
select *
from access_grant_record
where is_administered();

create or replace view title_history as
select *
from title_record
where
    subject_kind not in ('consortium', 'deliverable')
    or reads_everything()
    or (subject_kind = 'consortium' and is_readable(subject_id))
    or subject_id in (select deliverable_id from deliverable_history);

create or replace view placement_history as
select *
from placement_record
where
    subject_kind not in ('pilot', 'town')
    or reads_everything()
    or (subject_kind = 'pilot' and subject_id in (select pilot_id from pilot_history))
    or (
        subject_kind = 'town'
        and subject_id in (
            select town_id(held.country, held.city)
            from (
                select distinct
                    country,
                    city
                from engagement_history
            ) as held
        )
    );

-- One row per change, entity and consortium (null for what belongs to none): rows added and withdrawn. The part that
-- tells of erased persons names no entity. Whoever may not read everything is told of what belongs to no consortium
-- where a change is of one of theirs too.
create or replace view change_content as
with part as (
    select
        noted.version,
        noted.part.entity,
        noted.part.consortium_id,
        noted.part.added,
        noted.part.withdrawn
    from (
        select
            version,
            unnest(
                from_json(
                    content,
                    '[{"entity": "VARCHAR", "consortium_id": "VARCHAR", "added": "INTEGER", "withdrawn": "INTEGER"}]'
                )
            ) as part
        from change
    ) as noted
    where noted.part.entity is not null
)
select *
from part
where
    reads_everything()
    or is_readable(consortium_id)
    or (
        consortium_id is null
        and version in (select theirs.version from part as theirs where is_readable(theirs.consortium_id))
    );

-- The changes of which the reader may see at least one row, with what they hold and how many rows, as far as the reader
-- may see these. What they hold is taken apart, which takes long where changes are of thousands of consortia, only for
-- who does not see all.
create or replace view readable_change as
select
    change.version,
    change.recorded_at,
    change.recorded_by,
    change.reason,
    change.origin,
    coalesce(held.row_count, change.row_count) as row_count,
    change.write_id,
    case when reads_everything() then change.content else held.content end as content
from change
left join (
    select
        version,
        cast(sum(added + withdrawn) as integer) as row_count,
        cast(
            to_json(
                list(
                    {'entity': entity, 'consortium_id': consortium_id, 'added': added, 'withdrawn': withdrawn}
                    order by entity, consortium_id
                )
            ) as text
        ) as content
    from change_content
    where not reads_everything()
    group by version
) as held on change.version = held.version
where reads_everything() or held.version is not null;
