-- E5: on which contracts do paid orders differ from the statements said paid?
-- Grain: one row a contract that has both orders and statements. MAD, net.
with orders as (
    select o.contract_number, coalesce(sum(o.net_mad) filter (where o.state = 'PAYE'), 0) as net_mad
    from layers_paymentorder o
    where o.contract_number <> ''
    group by o.contract_number
),
files as (
    select f.contract_number, coalesce(sum(f.net_mad) filter (where f.state = 'PAYE'), 0) as net_mad
    from layers_paymentfile f
    where f.contract_number <> ''
    group by f.contract_number
)
select 'finance_e5' as code, 'contracts' as table_name, o.contract_number as key, 'number' as column_name,
       o.net_mad::text as value, json_build_object('expected', f.net_mad::text) as context
from orders o
join files f on f.contract_number = o.contract_number
where o.net_mad <> f.net_mad
order by o.contract_number
