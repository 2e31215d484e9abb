-- Which service orders started, stopped or resumed the project's contracts?
-- Grain: one row a service order.
with scope as ({{scope}}),
numbers as (
    select l.target_key as number from scope s
    join {{layers_projectlink}} l on l.project_reference = s.reference and l.target_kind = 'MARCHE'
    union
    select c.number from scope s join {{layers_contract}} c on c.project_reference = s.reference
)
select o.contract_number, o.number, o.kind, o.notified_on, o.effective_on, o.reason
from numbers n join {{layers_serviceorder}} o on o.contract_number = n.number
order by o.contract_number, o.effective_on, o.number
