-- How did the delay of decided files move, quarter by quarter?
-- Grain: one row a quarter with a decision. Units: files, days. Parameters: those of clock.sql.
with measured as ({{clock}})
select extract(year from m.decided_on)::int as year, extract(quarter from m.decided_on)::int as quarter,
       count(*)::int as n, sum(m.days)::int as days,
       count(*) filter (where m.late is not null)::int as timed,
       count(*) filter (where not m.late)::int as in_time
from measured m
where m.decided_on is not null
group by 1, 2
order by 1, 2
