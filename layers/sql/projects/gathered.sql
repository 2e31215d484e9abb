-- How many of these territories are of one of these levels, in the current edition?
-- Grain: one row. Parameters: ids, levels.
select count(distinct v.territory_id)::int as n
from layers_territoryversion v join layers_edition e on e.slug = v.edition_id and e.is_current
where v.territory_id = any(%(ids)s) and v.level = any(%(levels)s)
