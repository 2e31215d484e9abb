-- Which territory does each code of any system mean, and is the code of the current edition?
-- Grain: one row a system, code and edition; the edition in force first, so that the first one met wins.
select c.system, c.code, c.territory_id, coalesce(nullif(c.edition_slug, ''), c.system) as edition,
       (coalesce(e.is_current, false) or c.system <> 'hcp') as current
from layers_territorycode c
left join layers_edition e on e.slug = c.edition_slug
order by c.system, coalesce(e.is_current, false) desc, e.valid_from desc nulls last, c.code
