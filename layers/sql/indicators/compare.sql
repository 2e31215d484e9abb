-- What do a territory and those that contain it show for some indicators, in every census?
-- Grain: one row an indicator, territory (the one asked for, its province, region, the Kingdom) and year.
-- Unit: the indicator's. Parameters: territory, indicators (ids), milieu, sex.
select x.indicator_id, x.year, x.value, v.code, v.level, v.name_fr, v.name_ar
from layers_territoryclosure k
join layers_edition e on e.slug = k.edition_id and e.is_current
join layers_territoryversion v on v.edition_id = k.edition_id and v.territory_id = k.ancestor_id
join layers_indicatorvalue x on x.territory_id = k.ancestor_id
where k.descendant_id = %(territory)s
  and (k.depth = 0 or v.level in ('province', 'region', 'country'))
  and x.indicator_id = any(%(indicators)s) and x.year = any(%(years)s)
  and x.milieu = %(milieu)s and x.sex = %(sex)s
order by x.indicator_id, k.depth, x.year
