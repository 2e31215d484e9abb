-- Which territories contain this one, the widest first, itself last?
-- Grain: one row a territory of the current edition. Parameters: territory.
select v.code, v.level, v.name_fr, v.name_ar
from layers_territoryclosure c
join layers_edition e on e.slug = c.edition_id and e.is_current
join layers_territoryversion v on v.territory_id = c.ancestor_id and v.edition_id = c.edition_id
where c.descendant_id = %(territory)s and v.level <> 'country'
order by c.depth desc
