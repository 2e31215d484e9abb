-- What do partners owe the projects of the scope by the day of the situation, and what have they paid in?
-- Grain: one row a nature of partner. MAD; rate of mobilisation = paid / due to date. Parameters: on.
with scope as ({{scope}}),
dues as ({{dues}})
select d.nature, sum(d.due_mad) as due_mad, sum(d.paid_mad) as paid_mad, sum(d.whole_mad) as whole_mad,
       sum(d.late_mad) as late_mad, max(d.late_days) as late_days
from dues d
group by d.nature
order by due_mad desc nulls last, d.nature
