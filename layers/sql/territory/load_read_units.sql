-- What does an edition hold, as the loader needs it to make another one?
-- Grain: one row a territory. geom is EWKB; area_m2 geodesic. Parameters: edition.
select v.code, v.level, v.kind, v.name_fr, v.name_ar, v.search, v.has_arrondissements, p.code as parent,
       (select d.code
        from layers_territoryclosure k
        join layers_territoryversion d on d.edition_id = k.edition_id and d.territory_id = k.ancestor_id
        where k.edition_id = v.edition_id and k.descendant_id = v.territory_id
          and v.level = 'arrondissement' and d.level = 'district') as district,
       ST_AsEWKB(l.geom) as geom, ST_X(l.label_point) as x, ST_Y(l.label_point) as y, l.area_m2, l.quality, l.vintage,
       l.source as limit_source
from layers_territoryversion v
left join layers_territoryversion p on p.edition_id = v.edition_id and p.territory_id = v.parent_id
left join layers_territorylimit l on l.id = v.limit_id
where v.edition_id = %(edition)s
order by v.id
