-- What do the territories of a level look like, generalised?
-- Grain: one row a territory of the current edition; GeoJSON geometry in degrees (WGS84). Parameters: level, band.
select b.code, ST_AsGeoJSON(ST_Transform(b.geom, 4326), 5) as outline
from layers_territoryband b
join layers_edition e on e.slug = b.edition_id and e.is_current
where b.level = %(level)s and b.band = %(band)s
