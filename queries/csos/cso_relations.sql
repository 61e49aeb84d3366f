-- what: contacts of a CSO with partners that had begun by the day, the active ones first
-- grain: one row per consortium and partner
-- params: cso, consortium, as_of
select
    relation.consortium_id,
    consortium.acronym,
    relation.partner_id,
    coalesce(known_as(partner.short_name, partner.legal_name), relation.partner_id) as partner,
    relation.active_from,
    relation.active_until,
    relation.is_active
from cso_relation_begun($as_of) as relation
inner join consortium on relation.consortium_id = consortium.consortium_id
semi join asked_consortium($consortium) as asked on relation.consortium_id = asked.consortium_id
left join organisation as partner on relation.partner_id = partner.organisation_id
where relation.cso_id = $cso
order by is_active desc, relation.active_from desc nulls last, relation.consortium_id, relation.partner_id
