-- Where do the projects of the scope lie, and in what state is each?
-- Grain: one row a project drawn where it lies. Metres of EPSG:3857, middle of its geometry.
with scope as ({{scope}})
select s.state, ST_X(p.geom) as x, ST_Y(p.geom) as y
from scope s
cross join lateral (select ST_Transform(ST_Centroid(s.geom), 3857) as geom) p
where s.lies
order by s.state, s.id
