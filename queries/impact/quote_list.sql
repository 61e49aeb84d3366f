-- what: what people said of the work by the day, and what it is about
-- grain: one row per quote
-- params: consortium, as_of, objectives
select
    quote.quote_id,
    quote.said_by,
    quote.said_on,
    quote.quote,
    quote.language,
    quote.pilot_id,
    pilot.title as pilot,
    quote.indicator_id,
    indicator.code as indicator_code,
    indicator.title as indicator,
    quote.objective,
    source.title as source
from quote
left join pilot on quote.consortium_id = pilot.consortium_id and quote.pilot_id = pilot.pilot_id
left join indicator
    on quote.consortium_id = indicator.consortium_id and quote.indicator_id = indicator.indicator_id
left join source_document as source on quote.source_id = source.source_id
where
    quote.consortium_id = $consortium
    and quote.said_on <= $as_of
    and (len($objectives) = 0 or coalesce(quote.objective, indicator.objective) in $objectives)
order by quote.said_on desc, quote.quote_id
