-- Where does the name of each territory of some levels go on a map?
-- Grain: one row a territory with a limit, largest first. Degrees WGS84. Parameters: levels.
select v.code, v.level, v.name_fr, v.name_ar,
       round(ST_X(l.label_point)::numeric, 5)::float as lon, round(ST_Y(l.label_point)::numeric, 5)::float as lat
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
where v.level = any(%(levels)s)
order by l.area_m2 desc
