-- W2: which orders were paid later after the deposit of their file than the delay in force on that day?
-- Grain: one row a paid order. Calendar days.
select 'finance_w2' as code, 'payment_orders' as table_name, o.key, 'paid_on' as column_name,
       to_char(o.paid_on, 'DD/MM/YYYY') as value,
       json_build_object('days', o.paid_on - f.deposited_on, 'limit', t.value::int) as context
from layers_paymentorder o
join layers_paymentfile f on f.number = o.payment_file_number
join layers_financethreshold t
  on t.code = 'payment_delay' and f.deposited_on between t.valid_from and coalesce(t.valid_to, 'infinity')
where o.paid_on - f.deposited_on > t.value
order by o.key
