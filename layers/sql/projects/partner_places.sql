-- Which territories have a council that may be a partner, under which names and codes?
-- Grain: one row a region, province or commune of the current edition.
select v.territory_id, v.code, v.level, v.name_fr, v.name_ar
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
where v.level in ('region', 'province', 'commune')
