-- Which complaints carry a category that is not of the nomenclature in force when they were deposited?
-- Grain: one row a complaint. Nothing is said while the nomenclature is empty.
select 'civic_category_not_in_force' as code, 'complaints' as table_name, c.number as key,
       'category' as column_name, c.category as value, null::jsonb as context
from layers_complaint c
where c.category <> '' and exists (select from layers_complaintcategory)
  and not exists (
    select from layers_complaintcategory n
    where n.code = c.category and coalesce(c.deposited_on, current_date) between n.valid_from and coalesce(n.valid_to, 'infinity')
  )
order by c.number
