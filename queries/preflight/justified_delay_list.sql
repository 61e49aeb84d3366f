-- what: deliverables due in a reporting period that are late and open, and whose delay is justified as of the day
-- grain: one row per deliverable
-- params: consortium, as_of, period
select
    justified.deliverable_id,
    deliverable.code,
    deliverable.title,
    known_as(lead.short_name, lead.legal_name) as lead,
    justified.current_due_on,
    justified.recorded_on,
    justified.justification
from justified_delay($as_of) as justified
inner join deliverable
    on
        justified.consortium_id = deliverable.consortium_id
        and justified.deliverable_id = deliverable.deliverable_id
inner join reporting_period
    on
        justified.consortium_id = reporting_period.consortium_id
        and justified.current_due_on between reporting_period.starts_on and reporting_period.ends_on
left join organisation as lead on deliverable.lead_id = lead.organisation_id
where justified.consortium_id = $consortium and reporting_period.period = $period
order by justified.current_due_on, code_order(deliverable.code), justified.deliverable_id
