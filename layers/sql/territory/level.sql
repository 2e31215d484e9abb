-- Which territories of one level exist in the current edition, with their limits?
-- Grain: one row a territory. area_m2 geodesic. Parameters: level.
select v.id, v.territory_id, v.code, v.name_fr, v.name_ar, v.kind,
       p.code as parent, l.quality, l.vintage, l.area_m2, l.geom
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
left join layers_territorylimit l on l.id = v.limit_id
left join layers_territoryversion p on p.edition_id = v.edition_id and p.territory_id = v.parent_id
where v.level = %(level)s
