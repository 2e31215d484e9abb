-- Which years have complaints?
-- Grain: one row a year with a deposit, latest first. Units: complaints deposited. Parameters: those of scope.
with scope as ({{scope}})
select extract(year from s.deposited_on)::int as year, count(*)::int as n
from scope s
where s.deposited_on is not null
group by 1
order by 1 desc
