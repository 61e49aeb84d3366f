-- what: which consortia of the portfolio stand on a page of the list, by acronym
-- grain: one row per consortium that fits the filters, of the asked page
-- params: as_of, with_fictional, search, action_types, countries, stages, passed_over, most
select
    consortium_id,
    acronym
from portfolio_consortium($as_of, $with_fictional, $search, $action_types, $countries, $stages)
order by
    lower(acronym),
    consortium_id
limit $most offset $passed_over
