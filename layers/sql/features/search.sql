-- Which records does a search box show, with the place that tells one from another?
-- Grain: one row a record of the scope, which already holds the text looked for; oldest first.
-- Parameters: limit and those of scope.
with scope as ({{scope}}),
found as (
    select id, territory_id, to_jsonb(scope) - '{geom}'::text[] as fields
    from scope
    order by id
    limit %(limit)s
)
select f.id, f.fields, v.name_fr, v.name_ar
from found f
left join layers_edition e on e.is_current
left join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = f.territory_id
order by f.id
