-- How many records of the scope fall in each month, quarter or year?
-- Grain: one row a step that holds at least one record, by its first day, oldest first; one of null for records without a
-- date. {{time}} is the layer's own time field. Parameters: step, and those of scope.
with scope as ({{scope}})
select date_trunc(%(step)s, s.{{time}}::timestamp)::date as start, count(*)::int as n
from scope s
group by 1
order by 1 nulls last
