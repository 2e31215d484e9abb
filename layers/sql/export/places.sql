-- What are these territories called in the current edition?
-- Grain: one row a territory. Parameters: ids.
select v.code, v.name_fr, v.name_ar
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
where v.territory_id = any(%(ids)s)
order by v.code
