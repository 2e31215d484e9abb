-- Which province is each territory in or under?
-- Grain: one row a territory at or under a province. A part of other files.
select c.descendant_id, v.territory_id
from layers_edition e
join layers_territoryversion v on v.edition_id = e.slug and v.level = 'province'
join layers_territoryclosure c on c.edition_id = e.slug and c.ancestor_id = v.territory_id
where e.is_current
