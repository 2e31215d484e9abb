-- How many territories of each level does the current edition have?
-- Grain: one row a level.
select v.level, count(*) as n
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
group by v.level
