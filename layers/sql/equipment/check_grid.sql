-- Which equipment is of a category planned for the countryside though its commune is urban, or the reverse?
-- Grain: one row an equipment.
select 'equipment_grid_disagrees' as code, 'equipment' as table_name, q.reference as key,
       'category' as column_name, q.category as value,
       jsonb_build_object('place', v.name_fr, 'milieu', case v.kind when 'urban' then 'urbaine' else 'rurale' end) as context
from layers_equipment q
join layers_edition e on e.is_current
join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = q.territory_id
join layers_equipmentcategory n on n.code = q.category
    and coalesce(q.observed_on, current_date) between n.valid_from and coalesce(n.valid_to, 'infinity')
where (n.grid = 'rural' and v.kind = 'urban') or (n.grid = 'urban' and v.kind = 'rural')
order by q.reference
