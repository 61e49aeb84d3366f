-- What a reader may expect to be known of each row. A field that is empty for a good reason (the day on which nobody
-- left, the CSO of a policy dialogue) is not among them, nor one that the store demands.
create or replace view expected_field as
select
    expected.entity,
    unnest(expected.fields) as field,
    generate_subscripts(expected.fields, 1) as position
from (
    values
    ('communication_activity', ['audience', 'lead_id']),
    (
        'consortium',
        [
            'title', 'action_type_id', 'call_year', 'agreement_number', 'starts_on', 'ends_on', 'grant_eur', 'summary',
            'website'
        ]
    ),
    ('cso_relation', ['active_from']),
    (
        'deliverable',
        ['work_package', 'lead_id', 'deliverable_type', 'dissemination_level', 'objective', 'description']
    ),
    (
        'engagement',
        [
            'partner_id', 'initiator', 'country', 'city', 'student', 'staff', 'cso_member', 'citizen', 'policy_maker',
            'enterprise', 'unique_persons'
        ]
    ),
    ('funding_phase', ['action_type_id', 'agreement_number', 'starts_on', 'ends_on', 'grant_eur']),
    ('indicator', ['objective', 'baseline', 'target', 'target_on']),
    ('indicator_value', ['evidence']),
    ('meeting', ['country', 'city', 'ends_on']),
    ('milestone', ['work_package', 'lead_id', 'means_of_verification']),
    ('organisation', ['legal_name', 'country', 'city', 'latitude', 'website']),
    ('participation', ['joined_on', 'budget_eur']),
    ('pilot', ['partner_id', 'country', 'city', 'starts_on', 'ends_on', 'description']),
    ('risk', ['work_package', 'lead_id']),
    ('work_package', ['lead_id', 'starts_on', 'ends_on'])
) as expected (entity, fields);
