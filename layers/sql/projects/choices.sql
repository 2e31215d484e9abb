-- Which values may each filter take in the scope, and how many projects have them?
-- Grain: one row a filter and value.
with scope as ({{scope}})
select case when grouping(t.programme) = 0 then 'programme' when grouping(s.sector) = 0 then 'sector'
            when grouping(s.owner_name) = 0 then 'owner' when grouping(s.state) = 0 then 'state' else 'year' end as name,
       coalesce(t.programme, s.sector, s.owner_name, s.state, t.year) as value, count(*)::int as n
from scope s
cross join lateral (
    select s.programme_type as programme, s.start_year::text as year
) t
group by grouping sets ((t.programme), (s.sector), (s.owner_name), (s.state), (t.year))
having coalesce(t.programme, s.sector, s.owner_name, s.state, t.year, '') <> ''
order by name, n desc, value
