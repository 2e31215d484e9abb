-- May a question of a perimeter hold projects that it reads as a named partner only?
-- Grain: one row. Parameters: perimeter (ids of the viewer's territories), asked (ids of the question's; none: all).
select exists (
    select from layers_projectpartner p
    join layers_territoryclosure c on c.descendant_id = p.territory_id
    join layers_edition e on e.slug = c.edition_id and e.is_current
    where c.ancestor_id = any(%(perimeter)s::bigint[])
) and (cardinality(%(asked)s::bigint[]) = 0 or exists (
    select from unnest(%(asked)s::bigint[]) as one (id)
    where not exists (
        select from layers_territoryclosure c
        join layers_edition e on e.slug = c.edition_id and e.is_current
        where c.descendant_id = one.id and c.ancestor_id = any(%(perimeter)s::bigint[]))
)) as partnered
