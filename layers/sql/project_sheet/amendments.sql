-- Which amendments changed the project's contracts?
-- Grain: one row an amendment. Amounts in MAD, extra time in days.
with scope as ({{scope}}),
numbers as (
    select l.target_key as number from scope s
    join {{layers_projectlink}} l on l.project_reference = s.reference and l.target_kind = 'MARCHE'
    union
    select c.number from scope s join {{layers_contract}} c on c.project_reference = s.reference
)
select a.contract_number, a.number, a.subject, a.amount_mad, a.extra_days, a.approved_on
from numbers n join {{layers_amendment}} a on a.contract_number = n.number
order by a.contract_number, a.approved_on, a.number
