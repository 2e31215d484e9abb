-- Which years have complaints?
-- Grain: one row a year with a deposit, latest first. Parameters: those of scope.
select extract(year from s.ends_on)::int as year
from ({{scope}}) s
group by s.ends_on
having sum(s.n) > 0
order by s.ends_on desc
