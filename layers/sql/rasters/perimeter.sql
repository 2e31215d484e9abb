-- Which shapes make up a perimeter, in degrees?
-- Grain: one row a territory of the perimeter whose limit is known. Parameters: territories (ids).
select st_asbinary(l.geom) as geom
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
where v.territory_id = any(%(territories)s)
