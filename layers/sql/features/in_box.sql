-- How many records of the scope lie inside a box, counted no further than `most`?
-- Grain: one row. Parameters: west, south, east, north (degrees), most, and those of scope.
with scope as not materialized ({{scope}})
select count(*)::int as n
from (
    select 1 from scope s
    where s.lies and s.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
    limit %(most)s
) few
