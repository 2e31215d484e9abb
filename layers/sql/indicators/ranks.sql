-- Where does a territory stand among all of its level, for some indicators and a year?
-- Grain: one row an indicator published for it. `higher`/`lower`: how many of its level are above/below; ties share.
-- Parameters: territory, level, indicators (ids), year, milieu, sex.
select x.indicator_id,
       count(*) filter (where x.value > own.value) as higher,
       count(*) filter (where x.value < own.value) as lower,
       count(*) as published
from layers_indicatorvalue x
join layers_territoryversion v on v.territory_id = x.territory_id and v.level = %(level)s
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_indicatorvalue own
  on own.indicator_id = x.indicator_id and own.year = x.year and own.milieu = x.milieu and own.sex = x.sex
 and own.territory_id = %(territory)s
where x.indicator_id = any(%(indicators)s) and x.year = %(year)s and x.milieu = %(milieu)s and x.sex = %(sex)s
group by x.indicator_id
