-- Which communes and arrondissements may be ranked, and how many people live in each?
-- Grain: one row a commune or arrondissement of the current edition. Population: municipal, census of 2024; null unpublished.
with above as (
    select c.descendant_id, x.level, x.code, x.name_fr, x.name_ar
    from layers_edition e
    join layers_territoryversion x on x.edition_id = e.slug and x.level in ('province', 'region')
    join layers_territoryclosure c on c.edition_id = e.slug and c.ancestor_id = x.territory_id
    where e.is_current
)
select v.code, v.level, v.kind, v.name_fr, v.name_ar,
       p.name_fr as province_fr, p.name_ar as province_ar, r.code as region, n.value as population
from layers_edition e
join layers_territoryversion v on v.edition_id = e.slug and v.level in ('commune', 'arrondissement')
left join above p on p.descendant_id = v.territory_id and p.level = 'province'
left join above r on r.descendant_id = v.territory_id and r.level = 'region'
left join layers_indicator i on i.code = 'population_municipal'
left join layers_indicatorvalue n
    on n.indicator_id = i.id and n.year = 2024 and n.milieu = 0 and n.sex = 0 and n.territory_id = v.territory_id
where e.is_current
order by v.code
