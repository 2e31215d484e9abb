-- Which indicators are there, and for which years, milieus, sexes and levels was each published?
-- Grain: one row an indicator, curated first. Parameters: none. Levels are those of a curated one's latest year;
-- above: the perimeter it is shared in, and the territories that contain it. Every access: callers choose.
with member as materialized (
    select v.territory_id, v.level
    from layers_territoryversion v join layers_edition e on e.slug = v.edition_id and e.is_current
)
select i.id, i.code, i.title_fr, i.title_ar, i.short_fr, i.short_ar, i.unit, i.theme, i.direction, i.decimals,
       i.curated, i.definition_fr, i.definition_ar, i.denominator, i.comparable, i.dataset, i.source, i.source_ar,
       i.origin, i.formula_fr, i.formula_ar, i.position,
       i.years, i.milieus, i.sexes, coalesce(present.levels, '{}') as levels, i.access, i.owner_id,
       coalesce(shared.above, '{}') as above
from layers_indicator i
-- Lateral: one walk of the primary key an indicator, instead of three million rows.
left join lateral (
    select array_agg(distinct m.level order by m.level) as levels
    from layers_indicatorvalue x
    join member m on m.territory_id = x.territory_id
    where i.curated and x.indicator_id = i.id and x.year = i.years[cardinality(i.years)]
      and x.milieu = i.milieus[1] and x.sex = i.sexes[1]
) present on true
left join lateral (
    select array_agg(k.ancestor_id order by k.depth) as above
    from layers_territoryclosure k
    join layers_edition e on e.slug = k.edition_id and e.is_current
    where k.descendant_id = i.perimeter_id
) shared on true
order by i.position, i.code
