-- Where does a territory lie on a map, and how finely may it be drawn?
-- Grain: at most one row. Metres EPSG:3857. Parameters: code (current edition).
select ST_XMin(b.geom) as west, ST_YMin(b.geom) as south, ST_XMax(b.geom) as east, ST_YMax(b.geom) as north
from layers_territoryband b
join layers_edition e on e.slug = b.edition_id and e.is_current
where b.code = %(code)s
order by b.band desc
limit 1
