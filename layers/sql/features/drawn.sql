-- Where do the records of the scope lie, simplified, for a map that holds its own geometries?
-- Grain: one row a record that has a place of its own, in id order. `geometry`: GeoJSON, WGS84, `digits` decimals.
-- Parameters: tolerance (degrees), digits, limit and those of scope.
with scope as not materialized ({{scope}})
select s.id, (to_jsonb(s) - '{territory_id,geom,lies}'::text[])::json as properties,
       ST_AsGeoJSON(case when ST_Dimension(s.geom) = 0 then s.geom
                         else ST_SimplifyPreserveTopology(s.geom, %(tolerance)s) end, %(digits)s)::json as geometry
from scope s
where s.geom is not null
order by {{order}} s.id
limit %(limit)s
