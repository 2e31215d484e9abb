-- Which quarters have permits?
-- Grain: one row a quarter with a deposit, latest first. Units: files deposited. Parameters: those of scope.
with scope as ({{scope}})
select extract(year from s.deposited_on)::int as year, extract(quarter from s.deposited_on)::int as quarter,
       count(*)::int as n
from scope s
where s.deposited_on is not null
group by 1, 2
order by 1 desc, 2 desc
