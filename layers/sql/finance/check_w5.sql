-- W5: where are amounts with and without tax mixed: a statement of another basis than its contract, or a contract and its
-- commitments apart by exactly a rate of VAT?
-- Grain: one row a payment file, then one row a contract. MAD.
with committed as (
    select m.contract_number, sum(m.amount_mad) as amount_mad, min(m.committed_on) as first_on
    from layers_commitment m
    where m.contract_number <> '' and m.state not in ('REJETE', 'ANNULE')
    group by m.contract_number
)
select 'finance_w5' as code, 'payment_files' as table_name, f.number as key, 'amount_basis' as column_name,
       f.amount_basis as value, json_build_object('expected', c.amount_basis) as context
from layers_paymentfile f
join layers_contract c on c.number = f.contract_number
where f.amount_basis <> '' and c.amount_basis <> '' and f.amount_basis <> c.amount_basis
union all
select 'finance_w5_rate', 'contracts', c.number, 'current_mad', c.current_mad::text,
       json_build_object('committed', m.amount_mad::text, 'rate', t.value::int)
from layers_contract c
join committed m on m.contract_number = c.number
join layers_financethreshold t
  on starts_with(t.code, 'vat_rate_') and m.first_on between t.valid_from and coalesce(t.valid_to, 'infinity')
where c.current_mad > 0
  and (abs(m.amount_mad - c.current_mad * (1 + t.value / 100)) <= 0.01
       or abs(m.amount_mad * (1 + t.value / 100) - c.current_mad) <= 0.01)
order by 1, 3
