-- What was published of some indicators in one year, both sexes together, at one level or at all?
-- Grain: one row a published figure. Unit: the indicator's. Parameters: indicators (ids), year, milieu, level (null = all).
select x.indicator_id, x.territory_id, x.value
from layers_indicatorvalue x
join layers_territoryversion v on v.territory_id = x.territory_id
join layers_edition e on e.slug = v.edition_id and e.is_current
where x.indicator_id = any(%(indicators)s) and x.year = %(year)s and x.milieu = %(milieu)s and x.sex = 0
  and (%(level)s::text is null or v.level = %(level)s)
