-- Which territories lie at or under some others?
-- Grain: one row a territory of the current edition. Parameters: roots (territory ids).
select distinct k.descendant_id as territory_id
from layers_territoryclosure k
join layers_edition e on e.slug = k.edition_id and e.is_current
where k.ancestor_id = any(%(roots)s)
