-- Which quarters have permits?
-- Grain: one row a quarter with a deposit, latest first. Parameters: those of scope.
with scope as ({{scope}})
select extract(year from s.ends_on)::int as year, extract(quarter from s.ends_on)::int as quarter
from scope s
group by s.ends_on
having sum(s.deposited) > 0
order by s.ends_on desc
