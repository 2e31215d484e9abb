-- What are the limits of the places a point is looked up in, cut small so that a test against one is cheap?
-- Grain: one row a piece of a commune or arrondissement; pieces of a place follow each other, places in code order.
select v.territory_id, v.code, v.level, ST_AsBinary(p.piece) as piece
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
cross join lateral (select ST_Subdivide(l.geom, 96) as piece) p
where v.level in ('commune', 'arrondissement')
order by v.level, v.code
