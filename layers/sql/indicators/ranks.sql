-- Where does a territory stand among all of its level, for some indicators and a year?
-- Grain: one row an indicator published for it. `higher`/`lower`: how many of its level are above/below; ties share.
-- Parameters: territory, level, indicators (ids), year, milieu, sex.
with own as materialized (
    select indicator_id, value
    from layers_indicatorvalue
    where indicator_id = any(%(indicators)s) and year = %(year)s and milieu = %(milieu)s and sex = %(sex)s
      and territory_id = %(territory)s
),
peer as materialized (
    select x.indicator_id, x.value
    from layers_indicatorvalue x
    join layers_territoryversion v on v.territory_id = x.territory_id and v.level = %(level)s
    join layers_edition e on e.slug = v.edition_id and e.is_current
    where x.indicator_id = any(%(indicators)s) and x.year = %(year)s and x.milieu = %(milieu)s
      and x.sex = %(sex)s
)
select own.indicator_id,
       count(*) filter (where peer.value > own.value) as higher,
       count(*) filter (where peer.value < own.value) as lower,
       count(*) as published
from own join peer on peer.indicator_id = own.indicator_id
group by own.indicator_id
