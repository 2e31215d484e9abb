-- Who is this territory: names, kind, ancestors, extent, levels under it, legal population?
-- Grain: at most one row. bbox in degrees (WGS84), area_m2 geodesic. Parameters: code (any edition's).
with target as (
    select c.territory_id
    from layers_territorycode c left join layers_edition e on e.slug = c.edition_slug
    where c.system = 'hcp' and c.code = %(code)s
    order by coalesce(e.is_current, false) desc, e.valid_from desc nulls last
    limit 1
)
select v.territory_id, v.code, v.level, v.kind, v.name_fr, v.name_ar, v.has_arrondissements,
       v.edition_id as edition, l.quality, l.vintage, l.area_m2,
       case when l.geom is not null then
           array[ST_XMin(l.geom), ST_YMin(l.geom), ST_XMax(l.geom), ST_YMax(l.geom)] end as bbox,
       (select json_agg(json_build_object('code', a.code, 'name_fr', a.name_fr, 'name_ar', a.name_ar,
                                          'level', a.level, 'kind', a.kind) order by k.depth desc)
        from layers_territoryclosure k
        join layers_territoryversion a on a.edition_id = v.edition_id and a.territory_id = k.ancestor_id
        where k.edition_id = v.edition_id and k.descendant_id = v.territory_id
           -- An arrondissement lies both in its city and in a préfecture d'arrondissements: one path is shown.
           and (a.level <> 'district' or k.depth = 0)) as breadcrumb,
       (select array_agg(distinct d.level)
        from layers_territoryclosure k
        join layers_territoryversion d on d.edition_id = v.edition_id and d.territory_id = k.descendant_id
        where k.edition_id = v.edition_id and k.ancestor_id = v.territory_id and k.depth > 0) as child_levels,
       (select json_object_agg(iv.year, iv.value)
        from layers_indicatorvalue iv join layers_indicator i on i.id = iv.indicator_id
        where i.code = 'population_legal' and iv.milieu = 0 and iv.sex = 0
          and iv.territory_id = v.territory_id) as population_legal
from target t
join layers_territoryversion v on v.territory_id = t.territory_id
join layers_edition e on e.slug = v.edition_id and e.is_current
left join layers_territorylimit l on l.id = v.limit_id
