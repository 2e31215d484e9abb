-- What is one indicator's published figure in each territory of a level?
-- Grain: one row a territory of the level; value null = not published. Parameters: indicator, year, level.
select v.code, v.name_fr, v.name_ar, f.value
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
left join layers_indicatorvalue f
       on f.territory_id = v.territory_id and f.year = %(year)s and f.milieu = 0 and f.sex = 0
      and f.indicator_id = (select id from layers_indicator where code = %(indicator)s)
where v.level = %(level)s
order by v.code
