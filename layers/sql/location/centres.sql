-- Which census-only places (urban centres of rural communes) have a limit, and so a point of their own?
-- Grain: one row an urban centre of the current edition. Degrees, WGS84.
select v.code, v.name_fr, v.name_ar, ST_X(l.label_point) as lon, ST_Y(l.label_point) as lat
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
where v.level = 'urban_centre'
order by v.code
