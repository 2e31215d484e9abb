-- E8: which orders were issued before the service was certified done, and which service orders precede approval or visa?
-- Grain: one row a payment order, then one row a service order.
with visa as (
    select m.contract_number, min(m.endorsed_on) as endorsed_on
    from layers_commitment m
    where m.contract_number <> ''
    group by m.contract_number
)
select 'finance_e8' as code, 'payment_orders' as table_name, o.key, 'issued_on' as column_name,
       to_char(o.issued_on, 'DD/MM/YYYY') as value,
       json_build_object('done', to_char(f.service_done_on, 'DD/MM/YYYY')) as context
from layers_paymentorder o
join layers_paymentfile f on f.number = o.payment_file_number
where o.issued_on < f.service_done_on
union all
select 'finance_e8_service_order', 'service_orders', s.key, 'notified_on', to_char(s.notified_on, 'DD/MM/YYYY'),
       json_build_object('approved', to_char(greatest(c.approved_on, v.endorsed_on), 'DD/MM/YYYY'))
from layers_serviceorder s
join layers_contract c on c.number = s.contract_number
left join visa v on v.contract_number = s.contract_number
where s.notified_on < greatest(c.approved_on, v.endorsed_on)
order by 1, 3
