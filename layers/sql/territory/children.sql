-- Which territories of some levels lie in a territory, with what a list of them shows?
-- Grain: one row a territory. A city stands once; its arrondissements are of another level and never summed with it.
-- Figures as published, in persons and in the indicator's unit; null = not published.
-- Parameters: code, levels, rate (indicator).
with figure as (
    select f.territory_id, i.code as indicator, f.year, f.value
    from layers_indicatorvalue f join layers_indicator i on i.id = f.indicator_id
    where f.milieu = 0 and f.sex = 0 and i.code = any(array['population_legal', %(rate)s])
)
select d.code, d.level, d.kind, d.name_fr, d.name_ar, c.name_fr as cercle_fr, c.name_ar as cercle_ar,
       p24.value as population, p14.value as population_2014, r.value as rate
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territoryclosure k on k.edition_id = v.edition_id and k.ancestor_id = v.territory_id and k.depth > 0
join layers_territoryversion d on d.edition_id = v.edition_id and d.territory_id = k.descendant_id
left join layers_territoryversion c
       on c.edition_id = d.edition_id and c.territory_id = d.parent_id and c.level = 'cercle'
left join figure p24 on p24.territory_id = d.territory_id and p24.indicator = 'population_legal' and p24.year = 2024
left join figure p14 on p14.territory_id = d.territory_id and p14.indicator = 'population_legal' and p14.year = 2014
left join figure r on r.territory_id = d.territory_id and r.indicator = %(rate)s and r.year = 2024
where v.code = %(code)s and d.level = any(%(levels)s)
order by d.name_fr, d.code
