-- E3: which budgets are not balanced, or were voted for another total than their lines make?
-- Grain: one row a budget and kind. MAD. A budget whose lines are not stored is only held against its own two totals.
with lines as (
    select l.fiscal_year || '/' || l.declared_code || '/' || l.budget as key, sum(l.initial_mad) as initial_mad
    from layers_budgetline l
    group by l.fiscal_year, l.declared_code, l.budget
)
select 'finance_e3' as code, 'budgets' as table_name, b.key, 'voted_revenue_mad' as column_name,
       b.voted_revenue_mad::text as value, json_build_object('expense', b.voted_expense_mad::text) as context
from layers_budget b
where b.voted_revenue_mad <> b.voted_expense_mad
union all
select 'finance_e3_lines', 'budgets', b.key, 'voted_expense_mad', b.voted_expense_mad::text,
       json_build_object('expected', k.initial_mad::text)
from layers_budget b
join lines k on k.key = b.key
where b.voted_expense_mad <> k.initial_mad
order by 1, 3
