-- Along which lines do communes end? The cells they cross are the only ones where a point must be tested.
-- Grain: one row a commune, its boundary.
select ST_AsBinary(ST_Boundary(l.geom)) as line
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
where v.level = 'commune'
