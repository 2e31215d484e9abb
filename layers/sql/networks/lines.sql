-- Which roads can be driven today?
-- Grain: one row a stretch in service whose line is known, in the order of id. Degrees, WGS84.
-- Parameters: those of scope.
with scope as ({{scope}})
select ST_AsBinary(s.geom) as line, s.fictitious
from scope s
where s.kind = 'road' and s.status = 'EXISTANT' and s.geom is not null
order by s.id
