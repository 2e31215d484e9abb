-- In which outlines are inhabitants counted, none twice, and which localities of known size lie in each?
-- Grain: one row a commune without arrondissements, or an arrondissement. Areas in m²; `towns`: [lon, lat, inhabitants].
-- Only rural communes are spread over their localities: a town's own point would hold all of a city.
select v.territory_id, v.kind, l.area_m2, ST_AsBinary(l.geom) as outline,
       ST_X(l.label_point) as lon, ST_Y(l.label_point) as lat, people.value as inhabitants,
       coalesce(t.towns, '[]') as towns
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
left join layers_indicatorvalue people
       on people.territory_id = v.territory_id and people.year = 2024 and people.milieu = 0 and people.sex = 0
      and people.indicator_id = (select id from layers_indicator where code = 'population_municipal')
left join lateral (
    select json_agg(json_build_array(ST_X(y.point), ST_Y(y.point), y.population) order by y.source, y.source_key) as towns
    from layers_locality y
    where v.kind = 'rural' and y.territory_id = v.territory_id and y.population > 0
) t on true
where v.level = 'arrondissement' or (v.level = 'commune' and not v.has_arrondissements)
order by v.code
