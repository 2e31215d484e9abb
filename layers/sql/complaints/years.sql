-- Which years have complaints?
-- Grain: one row a year with a deposit, latest first. Parameters: those of scope.
with scope as ({{scope}})
select distinct extract(year from s.deposited_on)::int as year
from scope s
where s.deposited_on is not null
order by 1 desc
