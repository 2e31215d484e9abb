-- E4: on which contracts do cumulated works exceed the contract and its amendments? Price revisions are counted apart.
-- Grain: one row a contract. MAD.
with works as (
    select f.contract_number, max(f.cumulative_works_mad) as works_mad
    from layers_paymentfile f
    where f.contract_number <> '' and f.kind <> 'REVISION'
    group by f.contract_number
),
added as (
    select a.contract_number, sum(a.amount_mad) as added_mad from layers_amendment a group by a.contract_number
)
select 'finance_e4' as code, 'contracts' as table_name, c.number as key, 'current_mad' as column_name,
       w.works_mad::text as value,
       json_build_object('ceiling', (c.initial_mad + coalesce(a.added_mad, c.amendments_mad, 0))::text) as context
from layers_contract c
join works w on w.contract_number = c.number
left join added a on a.contract_number = c.number
where w.works_mad > c.initial_mad + coalesce(a.added_mad, c.amendments_mad, 0)
order by c.number
