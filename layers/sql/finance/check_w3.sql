-- W3: which purchase orders of one year look like one purchase split to stay under the ceiling?
-- Grain: one row a collectivity, year, supplier and nature. MAD. The ceiling is that of the first purchase order's day.
with grouped as (
    select m.declared_code, m.fiscal_year, m.supplier_ice, lower(m.nature) as nature, count(*) as orders,
           sum(m.amount_mad) as amount_mad, min(m.committed_on) as first_on, min(m.key) as key
    from layers_commitment m
    where m.kind = 'BC' and m.supplier_ice <> '' and m.nature <> '' and m.state not in ('REJETE', 'ANNULE')
    group by m.declared_code, m.fiscal_year, m.supplier_ice, lower(m.nature)
)
select 'finance_w3' as code, 'commitments' as table_name, g.key, 'amount_mad' as column_name,
       g.amount_mad::text as value,
       json_build_object('orders', g.orders, 'limit', ceiling.value::text, 'supplier', g.supplier_ice) as context
from grouped g
join layers_financethreshold ceiling on ceiling.code = 'purchase_order_ceiling'
 and g.first_on between ceiling.valid_from and coalesce(ceiling.valid_to, 'infinity')
join layers_financethreshold least_count on least_count.code = 'purchase_order_count'
 and g.first_on between least_count.valid_from and coalesce(least_count.valid_to, 'infinity')
where g.orders >= least_count.value and g.amount_mad > ceiling.value
order by g.key
