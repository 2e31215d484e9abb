-- Which values may each filter take in the scope, and how many projects have them?
-- Grain: one row a filter and value.
with scope as ({{scope}}),
options as ({{options}})
select o.name, o.value, sum(o.n)::int as n
from options o
group by o.name, o.value
order by o.name, n desc, o.value
