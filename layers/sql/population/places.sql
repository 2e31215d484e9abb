-- Where do the inhabitants of some territories live, and in which territory of a level is each place?
-- Grain: one row a commune without arrondissements, or an arrondissement, at or under `under` (null = the Kingdom).
-- Units: inhabitants (municipal population of the census, 2014 and 2024), metres. Parameters: under (id), level.
select s.territory_id, above.code as group_code, s.method, ST_AsBinary(s.points) as points, s.shares, s.half_cell_m,
       coalesce(urban.kind, '') <> 'rural' as urban, before.value as inhabitants_2014, after.value as inhabitants_2024
from layers_populationspread s
join layers_edition e on e.is_current
join layers_territoryversion urban on urban.edition_id = e.slug and urban.territory_id = s.territory_id
left join lateral (
    select v.code
    from layers_territoryclosure c
    join layers_territoryversion v on v.edition_id = c.edition_id and v.territory_id = c.ancestor_id
    where c.edition_id = e.slug and c.descendant_id = s.territory_id and v.level = %(level)s
    limit 1
) above on true
left join layers_indicatorvalue before
       on before.indicator_id = (select id from layers_indicator where code = 'population_municipal')
      and before.year = 2014 and before.milieu = 0 and before.sex = 0 and before.territory_id = s.territory_id
left join layers_indicatorvalue after
       on after.indicator_id = (select id from layers_indicator where code = 'population_municipal')
      and after.year = 2024 and after.milieu = 0 and after.sex = 0 and after.territory_id = s.territory_id
where %(under)s::int is null or s.territory_id in (
    select c.descendant_id from layers_territoryclosure c where c.edition_id = e.slug and c.ancestor_id = %(under)s)
order by urban.code
