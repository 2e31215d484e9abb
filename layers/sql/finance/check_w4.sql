-- W4: which budgets commit more of their year in December than the share held normal?
-- Grain: one row a year, collectivity and budget with enough commitments to tell. MAD, percent.
with grouped as (
    select m.fiscal_year || '/' || m.declared_code || '/' || split_part(m.line_key, '/', 3) as key, m.fiscal_year,
           count(*) as commitments, sum(m.amount_mad) as amount_mad,
           coalesce(sum(m.amount_mad) filter (where extract(month from m.committed_on) = 12), 0) as december_mad
    from layers_commitment m
    where m.line_key <> '' and m.state not in ('REJETE', 'ANNULE')
    group by 1, m.fiscal_year
)
select 'finance_w4' as code, 'commitments' as table_name, g.key, 'committed_on' as column_name,
       g.december_mad::text as value,
       json_build_object('share', round(100 * g.december_mad / g.amount_mad, 1)::text, 'limit', trim_scale(share.value)::text) as context
from grouped g
join layers_financethreshold share on share.code = 'december_share'
 and make_date(g.fiscal_year, 12, 31) between share.valid_from and coalesce(share.valid_to, 'infinity')
join layers_financethreshold least_count on least_count.code = 'december_minimum_count'
 and make_date(g.fiscal_year, 12, 31) between least_count.valid_from and coalesce(least_count.valid_to, 'infinity')
where g.commitments >= least_count.value and g.amount_mad > 0
  and g.december_mad > g.amount_mad * share.value / 100
order by g.key
