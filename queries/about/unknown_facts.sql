-- what: what public sources do not say of each consortium that is known from them only
-- grain: one row per consortium and fact of which at least one value is not known
-- params: none
with subject as (
    select
        consortium_id,
        acronym,
        action_type_id,
        call_year,
        agreement_number,
        starts_on,
        starts_precision,
        ends_on,
        ends_precision,
        grant_eur,
        website
    from consortium
    where record_basis = 'public sources' and not fictional
),
granted as (
    select
        subject.consortium_id,
        coalesce(subject.grant_eur, funding_phase.grant_eur) as grant_eur
    from subject
    left join funding_phase on subject.consortium_id = funding_phase.consortium_id and subject.grant_eur is null
),
partner as (
    select
        participation.consortium_id,
        known_as(organisation.short_name, organisation.legal_name) as name,
        organisation.country,
        participation.joined_on,
        participation.budget_eur
    from participation
    inner join organisation on participation.organisation_id = organisation.organisation_id
),
told as (
    select
        consortium_id,
        deliverable_id,
        bool_or(due_on is not null) as has_due,
        bool_or(event = 'submitted') as has_submission
    from deliverable_event
    group by consortium_id, deliverable_id
),
owed as (
    select
        deliverable.consortium_id,
        deliverable.lead_id,
        told.has_due,
        told.has_submission
    from deliverable
    left join told
        on deliverable.consortium_id = told.consortium_id and deliverable.deliverable_id = told.deliverable_id
),
fact as (
    select
        consortium_id,
        'action_type' as fact,
        count(action_type_id) as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'call_year' as fact,
        count(call_year) as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'agreement_number' as fact,
        count(agreement_number) as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'start' as fact,
        count(starts_on) as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'start_day' as fact,
        count(*) filter (where starts_on is null or starts_precision = 'day') as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'end' as fact,
        count(ends_on) as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'end_day' as fact,
        count(*) filter (where ends_on is null or ends_precision = 'day') as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'website' as fact,
        count(website) as known,
        count(*) as total
    from subject
    group by consortium_id
    union all
    select
        consortium_id,
        'grant' as fact,
        count(grant_eur) as known,
        count(*) as total
    from granted
    group by consortium_id
    union all
    select
        consortium_id,
        'partner_name' as fact,
        count(name) as known,
        count(*) as total
    from partner
    group by consortium_id
    union all
    select
        consortium_id,
        'partner_country' as fact,
        count(country) as known,
        count(*) as total
    from partner
    group by consortium_id
    union all
    select
        consortium_id,
        'joining_day' as fact,
        count(joined_on) as known,
        count(*) as total
    from partner
    group by consortium_id
    union all
    select
        consortium_id,
        'budget' as fact,
        count(budget_eur) as known,
        count(*) as total
    from partner
    group by consortium_id
    union all
    select
        consortium_id,
        'due_day' as fact,
        count(*) filter (where has_due) as known,
        count(*) as total
    from owed
    group by consortium_id
    union all
    select
        consortium_id,
        'submission' as fact,
        count(*) filter (where has_submission) as known,
        count(*) as total
    from owed
    group by consortium_id
    union all
    select
        consortium_id,
        'lead' as fact,
        count(lead_id) as known,
        count(*) as total
    from owed
    group by consortium_id
    union all
    select
        consortium_id,
        'target' as fact,
        count(target) as known,
        count(*) as total
    from indicator
    group by consortium_id
    union all
    select
        subject.consortium_id,
        'any_deliverable' as fact,
        cast(count(deliverable.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join deliverable on subject.consortium_id = deliverable.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_work_package' as fact,
        cast(count(work_package.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join work_package on subject.consortium_id = work_package.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_milestone' as fact,
        cast(count(milestone.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join milestone on subject.consortium_id = milestone.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_reporting_period' as fact,
        cast(count(reporting_period.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join reporting_period on subject.consortium_id = reporting_period.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_risk' as fact,
        cast(count(risk.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join risk on subject.consortium_id = risk.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_pilot' as fact,
        cast(count(pilot.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join pilot on subject.consortium_id = pilot.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_engagement' as fact,
        cast(count(engagement.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join engagement on subject.consortium_id = engagement.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_cso_relation' as fact,
        cast(count(cso_relation.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join cso_relation on subject.consortium_id = cso_relation.consortium_id
    group by subject.consortium_id
    union all
    select
        subject.consortium_id,
        'any_indicator' as fact,
        cast(count(indicator.consortium_id) > 0 as bigint) as known,
        1 as total
    from subject
    left join indicator on subject.consortium_id = indicator.consortium_id
    group by subject.consortium_id
)
select
    subject.consortium_id,
    subject.acronym,
    fact.fact,
    fact.total - fact.known as missing,
    fact.total
from fact
inner join subject on fact.consortium_id = subject.consortium_id
where fact.known < fact.total
order by lower(subject.acronym), subject.consortium_id, fact.fact
