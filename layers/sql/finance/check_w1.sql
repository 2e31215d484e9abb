-- W1: on which contracts do amendments add more than the share allowed when the contract was approved?
-- Grain: one row a contract. MAD, percent.
with added as (
    select a.contract_number, sum(a.amount_mad) as added_mad from layers_amendment a group by a.contract_number
)
select 'finance_w1' as code, 'contracts' as table_name, c.number as key, 'amendments_mad' as column_name,
       sums.added_mad::text as value,
       json_build_object('share', round(100 * sums.added_mad / c.initial_mad, 1)::text, 'limit', trim_scale(t.value)::text) as context
from layers_contract c
left join added a on a.contract_number = c.number
cross join lateral (select coalesce(a.added_mad, c.amendments_mad) as added_mad) sums
join layers_financethreshold t
  on t.code = 'amendment_share' and c.approved_on between t.valid_from and coalesce(t.valid_to, 'infinity')
where c.initial_mad > 0 and sums.added_mad > c.initial_mad * t.value / 100
order by c.number
