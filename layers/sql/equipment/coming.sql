-- Which equipment of a category is still to open, and where?
-- Grain: one row an equipment of the scope. Parameters: category and those of scope.
with scope as ({{scope}})
select s.reference, s.name_fr, s.name_ar, s.status, s.opened_year, s.fictitious, v.code, v.name_fr as place_fr,
       v.name_ar as place_ar
from scope s
left join layers_edition e on e.is_current
left join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = s.territory_id
where s.category = %(category)s and s.status in ('EN_CONSTRUCTION', 'PROJETE')
order by s.reference
