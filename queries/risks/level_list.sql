-- what: the level that each likelihood and severity make
-- grain: one row per likelihood and severity
-- params: none
with degree as (
    select unnest(['low', 'medium', 'high']) as degree
)
select
    likelihood.degree as likelihood,
    severity.degree as severity,
    risk_level(likelihood.degree, severity.degree) as level
from degree as likelihood
cross join degree as severity
order by likelihood.degree, severity.degree
