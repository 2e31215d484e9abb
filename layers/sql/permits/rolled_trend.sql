-- The same as trend.sql, from the roll-up.
-- Grain: one row a quarter with a decision. Units: files, days. Parameters: those of scope; kind, since, until.
with scope as ({{scope}})
select extract(year from s.ends_on)::int as year, extract(quarter from s.ends_on)::int as quarter,
       sum(cardinality(s.decided))::int as n, sum(s.days)::int as days,
       sum(s.timed)::int as timed, sum(s.in_time)::int as in_time
from scope s
where s.kind = %(kind)s and s.ends_on between %(since)s and %(until)s
group by s.ends_on
having sum(cardinality(s.decided)) > 0
order by s.ends_on
