-- Which outline has the Kingdom, good to half a kilometre?
-- Grain: one row a region of the current edition. outline: WKB, degrees, WGS84, generalised for zoom 6.
select ST_AsBinary(ST_Transform(b.geom, 4326)) as outline
from layers_territoryband b
join layers_edition e on e.slug = b.edition_id and e.is_current
where b.level = 'region' and b.band = 6
order by b.code
