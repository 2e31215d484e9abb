-- Where does a territory stand among those of its level, for some indicators and a year: in its province, region, and
-- the Kingdom?
-- Grain: one row an indicator published for it and a territory that contains it (`within`: that one's level; in the
-- Kingdom for the Kingdom itself). `higher`/`lower`: how many of its level are above/below there; ties share.
-- Parameters: territory, level, indicators (ids), year, milieu, sex.
with frame as materialized (
    select a.territory_id, a.level, k.edition_id
    from layers_territoryclosure k
    join layers_edition e on e.slug = k.edition_id and e.is_current
    join layers_territoryversion a on a.edition_id = k.edition_id and a.territory_id = k.ancestor_id
    where k.descendant_id = %(territory)s
      and (a.level = 'country' or (a.level in ('province', 'region') and k.depth > 0))
), own as materialized (
    select indicator_id, value
    from layers_indicatorvalue
    where indicator_id = any(%(indicators)s) and year = %(year)s and milieu = %(milieu)s and sex = %(sex)s
      and territory_id = %(territory)s
), member as materialized (
    select f.level as within, v.territory_id
    from frame f
    join layers_territoryclosure k on k.edition_id = f.edition_id and k.ancestor_id = f.territory_id
    join layers_territoryversion v on v.edition_id = f.edition_id and v.territory_id = k.descendant_id
         and v.level = %(level)s
), peer as materialized (
    select m.within, x.indicator_id, x.value
    from layers_indicatorvalue x
    join member m on m.territory_id = x.territory_id
    where x.indicator_id = any(%(indicators)s) and x.year = %(year)s and x.milieu = %(milieu)s
      and x.sex = %(sex)s
)
select own.indicator_id, peer.within,
       count(*) filter (where peer.value > own.value) as higher,
       count(*) filter (where peer.value < own.value) as lower,
       count(*) as published
from own join peer on peer.indicator_id = own.indicator_id
group by own.indicator_id, peer.within
