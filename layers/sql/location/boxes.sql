-- In which box does each commune or arrondissement lie?
-- Grain: one row a territory of the current edition. Degrees, WGS84.
select v.code, ST_XMin(l.geom) as west, ST_YMin(l.geom) as south, ST_XMax(l.geom) as east, ST_YMax(l.geom) as north
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
where v.level in ('commune', 'arrondissement')
order by v.code
