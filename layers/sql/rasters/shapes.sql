-- Which limits are statistics of a raster taken in?
-- Grain: one row a commune or arrondissement; geom (WKB, degrees) null when unknown.
select v.territory_id, st_asbinary(l.geom) as geom
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
left join layers_territorylimit l on l.id = v.limit_id
where v.level in ('commune', 'arrondissement')
order by v.territory_id
