-- How many equipments of the scope, by category and status, are in each territory of a level?
-- Grain: one row a territory of the level, category and status with at least one; a null code: no place could be given.
-- Parameters: level and those of scope.
with scope as ({{scope}})
select above.code, s.category, s.status, count(*)::int as n, count(*) filter (where s.fictitious)::int as fictitious,
       count(*) filter (where s.geom is null)::int as without_point
from scope s
left join lateral (
    select v.code
    from layers_territoryclosure c
    join layers_edition e on e.slug = c.edition_id and e.is_current
    join layers_territoryversion v on v.edition_id = c.edition_id and v.territory_id = c.ancestor_id
    where c.descendant_id = s.territory_id and v.level = %(level)s
    limit 1
) above on true
group by above.code, s.category, s.status
order by above.code nulls last, s.category, s.status
