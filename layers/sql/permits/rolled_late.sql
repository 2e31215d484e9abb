-- Which open files are past their delay, longest first?
-- Grain: one row a file; those that tie with the last one asked for are all there. Parameters: those of scope; kind, until, limit.
with scope as ({{scope}})
select l.id
from scope s
cross join lateral unnest(s.late, s.late_days) as l (id, days)
where s.kind = %(kind)s and s.ends_on = %(until)s
order by l.days desc
fetch first %(limit)s rows with ties
