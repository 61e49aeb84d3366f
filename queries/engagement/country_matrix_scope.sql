-- what: which consortia and how many partners stand behind the country matrix on the day
-- grain: one row
-- params: consortium, as_of, scope
-- reads: all consortia
with scoped as (
    select
        consortium_id,
        acronym
    from consortium
    where case when $scope = 'all' then not fictional else consortium_id = $consortium end
)
select
    count(distinct scoped.consortium_id) as consortia,
    string_agg(distinct scoped.acronym, ', ' order by scoped.acronym) as acronyms,
    count(partner.organisation_id) as partners,
    count(*) filter (where partner.organisation_id is not null and partner.country is null) as without_country,
    affinity_minimum() as affinity_minimum
from scoped
left join participation_state($as_of) as partner on scoped.consortium_id = partner.consortium_id
order by consortia
