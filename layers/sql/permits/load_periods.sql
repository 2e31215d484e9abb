-- Which quarters does the roll-up of permits hold? Those with a deposit or a decision.
-- Parameters: those of scope.
with scope as ({{scope}})
select distinct extract(year from d.day)::int as year, extract(quarter from d.day)::int as quarter
from scope s
cross join lateral (values (s.deposited_on), (s.decided_on)) as d (day)
where d.day between '2000-01-01' and '2099-12-31'
order by 1, 2
