-- Which localities are known, and in which commune and province does each lie?
-- Grain: one row a locality inside a territory of the current edition. forms: folded and normalised names, a bar between
-- two. Degrees, WGS84.
select l.id as locality_id, l.name_fr, l.name_ar, l.search as forms, ST_X(l.point) as lon, ST_Y(l.point) as lat,
       l.territory_id,
       max(a.territory_id) filter (where a.level = 'commune') as commune_id,
       max(a.territory_id) filter (where a.level = 'province') as province_id
from layers_locality l
join layers_edition e on e.is_current
join layers_territoryclosure k on k.edition_id = e.slug and k.descendant_id = l.territory_id
join layers_territoryversion a on a.edition_id = e.slug and a.territory_id = k.ancestor_id
group by l.id
order by l.id
