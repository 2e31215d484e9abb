-- Which equipment carries a code that is not of the nomenclature in force when it was observed?
-- Grain: one row an equipment. Nothing is said while the nomenclature is empty.
select 'civic_category_not_in_force' as code, 'equipment' as table_name, q.reference as key,
       'category' as column_name, q.category as value, null::jsonb as context
from layers_equipment q
where q.category <> '' and exists (select from layers_equipmentcategory)
  and not exists (
    select from layers_equipmentcategory n
    where n.code = q.category and coalesce(q.observed_on, current_date) between n.valid_from and coalesce(n.valid_to, 'infinity')
  )
order by q.reference
