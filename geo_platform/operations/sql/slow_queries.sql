-- Which statements took longest on average, as pg_stat_statements saw them? Constants are already left out by it.
-- Grain: one row a statement. Units: milliseconds. Parameter: limit.
select left(regexp_replace(query, '\s+', ' ', 'g'), 200) as statement, calls, mean_exec_time as mean_ms, max_exec_time as worst_ms
from pg_stat_statements
where dbid = (select oid from pg_database where datname = current_database())
order by mean_exec_time desc
limit %(limit)s
