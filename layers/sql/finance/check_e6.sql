-- E6: which credits carried over differ from what was committed and not ordered at the end of the year before?
-- Grain: one row a line stored in both years. MAD. Only investment: the first part's credits lapse with the year.
select 'finance_e6' as code, 'credits' as table_name, n.key, 'carried_mad' as column_name,
       coalesce(n.carried_mad, 0)::text as value,
       json_build_object('expected', (p.endorsed_mad - p.ordered_mad)::text, 'year', p.fiscal_year) as context
from layers_budgetline n
join layers_budgetline p
  on p.key = (n.fiscal_year - 1) || substr(n.key, 5) and p.budget <> 'BP1'
where coalesce(n.carried_mad, 0) <> p.endorsed_mad - p.ordered_mad
order by n.key
