-- Which area of a level does each territory lie in?
-- Grain: one row a territory at or under an area. A part of other files. Parameters: area_level (region, province or commune).
select c.descendant_id, v.code as area_code, v.name_fr as area_fr, v.name_ar as area_ar
from layers_edition e
join layers_territoryversion v on v.edition_id = e.slug and v.level = %(area_level)s
join layers_territoryclosure c on c.edition_id = e.slug and c.ancestor_id = v.territory_id
where e.is_current
