-- What did a census publish for every territory of a level, in one year and (for a change) another?
-- Grain: one row a territory of the level at or under `under` (null = the Kingdom); value null = not published.
-- Unit: the indicator's. Parameters: indicator, level, under, milieu, sex, year, other_year.
-- Parents are climbed by hash joins: the closure table would be probed once a province, 15 ms more.
select v.territory_id, v.code, v.name_fr, v.name_ar, v.kind, v.has_arrondissements,
       case 'province' when p1.level then p1.code when p2.level then p2.code when p3.level then p3.code
           end as province,
       case 'province' when p1.level then p1.name_fr when p2.level then p2.name_fr when p3.level then p3.name_fr
           end as province_fr,
       case 'province' when p1.level then p1.name_ar when p2.level then p2.name_ar when p3.level then p3.name_ar
           end as province_ar,
       a.value, b.value as other
from layers_edition e
join layers_territoryversion v on v.edition_id = e.slug and v.level = %(level)s
left join layers_territoryversion p1 on p1.edition_id = e.slug and p1.territory_id = v.parent_id
left join layers_territoryversion p2 on p2.edition_id = e.slug and p2.territory_id = p1.parent_id
left join layers_territoryversion p3 on p3.edition_id = e.slug and p3.territory_id = p2.parent_id
left join layers_indicatorvalue a
       on a.indicator_id = %(indicator)s and a.year = %(year)s and a.milieu = %(milieu)s and a.sex = %(sex)s
      and a.territory_id = v.territory_id
left join layers_indicatorvalue b
       on b.indicator_id = %(indicator)s and b.year = %(other_year)s and b.milieu = %(milieu)s and b.sex = %(sex)s
      and b.territory_id = v.territory_id
where e.is_current
  and (%(under)s::int is null or v.territory_id in (
        select c.descendant_id from layers_territoryclosure c
        where c.edition_id = e.slug and c.ancestor_id = %(under)s))
order by v.code
