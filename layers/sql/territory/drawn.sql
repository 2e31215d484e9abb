-- Where are the territories of a level, generalised, for a map that holds its own geometries?
-- Grain: one row a territory at or under `under` (null = the Kingdom) or one of `codes`. `geometry`: GeoJSON, WGS84, `digits` decimals.
-- `lon`, `lat`: its label point. Parameters: level, band, under, digits.
select b.code, b.name_fr, b.name_ar,
       ST_AsGeoJSON(ST_Transform(b.geom, 4326), %(digits)s)::json as geometry,
       round(ST_X(l.label_point)::numeric, %(digits)s)::float as lon,
       round(ST_Y(l.label_point)::numeric, %(digits)s)::float as lat
from layers_edition e
join layers_territoryband b on b.edition_id = e.slug and b.level = %(level)s and b.band = %(band)s
join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = b.territory_id
join layers_territorylimit l on l.id = v.limit_id
where e.is_current
  and (%(under)s::bigint is null or b.territory_id in (
        select c.descendant_id from layers_territoryclosure c
        where c.edition_id = e.slug and c.ancestor_id = %(under)s))
order by b.code
