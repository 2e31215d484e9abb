-- Where does the name of each territory of some levels go on a map, and in which province and region is it?
-- Grain: one row a territory with a limit, largest first. Degrees WGS84. Parameters: levels.
select v.code, v.level, v.name_fr, v.name_ar,
       round(ST_X(l.label_point)::numeric, 5)::float as lon, round(ST_Y(l.label_point)::numeric, 5)::float as lat,
       up.province, up.region
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
left join lateral (
    select max(a.code) filter (where a.level = 'province') as province,
           max(a.code) filter (where a.level = 'region') as region
    from layers_territoryclosure k
    join layers_territoryversion a on a.edition_id = v.edition_id and a.territory_id = k.ancestor_id
    where k.edition_id = v.edition_id and k.descendant_id = v.territory_id and k.depth > 0
) up on true
where v.level = any(%(levels)s)
order by l.area_m2 desc
