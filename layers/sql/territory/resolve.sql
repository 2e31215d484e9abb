-- Which territory does each HCP code mean? Current codes first, then codes of earlier editions.
-- Grain: one row a code asked for and known. Parameters: codes.
select distinct on (c.code) c.code, c.territory_id
from layers_territorycode c
left join layers_edition e on e.slug = c.edition_slug
where c.system = 'hcp' and c.code = any(%(codes)s)
order by c.code, coalesce(e.is_current, false) desc, e.valid_from desc nulls last
