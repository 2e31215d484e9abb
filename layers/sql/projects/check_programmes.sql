-- Which projects and conventions name a programme that no version of the list holds, or a convention not listed?
-- Grain: one row a project or convention and name. Nothing is said while the list of programmes (or conventions) is empty.
select 'programme_unknown' as code, 'projects' as table_name, p.reference as key, 'programme_code' as column_name,
       p.programme_code as value, null::json as context
from layers_project p
where p.programme_code <> '' and exists (select from layers_programme)
  and not exists (select from layers_programme g where g.code = p.programme_code)
union all
select 'programme_unknown', 'conventions', c.reference, 'programme_code', c.programme_code, null
from layers_convention c
where c.programme_code <> '' and exists (select from layers_programme)
  and not exists (select from layers_programme g where g.code = c.programme_code)
union all
select 'convention_unknown', 'projects', p.reference, 'convention_reference', p.convention_reference, null
from layers_project p
where p.convention_reference <> '' and exists (select from layers_convention)
  and not exists (select from layers_convention c where c.reference = p.convention_reference)
order by 1, 2, 3
