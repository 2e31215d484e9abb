-- What did a census publish for every territory of a level, in one year and (for a change) another?
-- Grain: one row a territory of the level at or under `under` (null = the Kingdom); value null = not published.
-- Unit: the indicator's. Parameters: indicator, level, under, milieu, sex, year, other_year.
select v.territory_id, v.code, v.name_fr, v.name_ar, v.kind, v.has_arrondissements,
       pv.code as province, pv.name_fr as province_fr, pv.name_ar as province_ar,
       a.value, b.value as other
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
left join lateral (
    select p.code, p.name_fr, p.name_ar
    from layers_territoryclosure k
    join layers_territoryversion p on p.edition_id = k.edition_id and p.territory_id = k.ancestor_id
    where k.edition_id = v.edition_id and k.descendant_id = v.territory_id
      and p.level = 'province' and k.depth > 0
) pv on true
left join layers_indicatorvalue a
       on a.indicator_id = %(indicator)s and a.year = %(year)s and a.milieu = %(milieu)s and a.sex = %(sex)s
      and a.territory_id = v.territory_id
left join layers_indicatorvalue b
       on b.indicator_id = %(indicator)s and b.year = %(other_year)s and b.milieu = %(milieu)s and b.sex = %(sex)s
      and b.territory_id = v.territory_id
where v.level = %(level)s
  and (%(under)s::int is null or v.territory_id in (
        select c.descendant_id from layers_territoryclosure c
        where c.edition_id = v.edition_id and c.ancestor_id = %(under)s))
order by v.code
