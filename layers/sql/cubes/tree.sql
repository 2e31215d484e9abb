-- Which territories does a public cube count in, and which one contains each?
-- Grain: one row a territory of the current edition at the cube's levels; `parent`: its nearest ancestor at these levels.
select v.code, v.level, v.name_fr, v.name_ar,
       (select p.code
        from layers_territoryclosure c
        join layers_territoryversion p on p.edition_id = e.slug and p.territory_id = c.ancestor_id
        where c.edition_id = e.slug and c.descendant_id = v.territory_id and c.depth > 0 and p.level = any(%(levels)s)
        order by c.depth limit 1) as parent
from layers_edition e
join layers_territoryversion v on v.edition_id = e.slug
where e.is_current and v.level = any(%(levels)s)
order by v.code
