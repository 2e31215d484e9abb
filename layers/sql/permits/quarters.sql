-- Which quarters have permits?
-- Grain: one row a quarter with a deposit, latest first. Parameters: those of scope.
with scope as ({{scope}})
select distinct extract(year from s.deposited_on)::int as year, extract(quarter from s.deposited_on)::int as quarter
from scope s
where s.deposited_on is not null
order by 1 desc, 2 desc
