-- what: the values of one indicator up to the day and what stood after each
-- grain: one row per observation
-- params: indicator, as_of
select
    observation.observed_on,
    observation.observed_precision,
    observation.value,
    observation.numerator,
    observation.denominator,
    observation.actual,
    observation.respondents,
    observation.evidence_level,
    observation.evidence,
    observation.recorded_on,
    source.title as source
from indicator_observation($as_of) as observation
left join source_document as source on observation.source_id = source.source_id
where observation.indicator_id = $indicator and observation.axis = 'total'
order by observation.observed_on
