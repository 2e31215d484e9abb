-- Which phases, contributions, statements, links and sites speak of a project the register does not hold?
-- Grain: one row a table and project named. Nothing is said while the register is empty.
select distinct 'project_unknown' as code, said.table_name, said.project_reference as key,
       'project_reference' as column_name, said.project_reference as value, null::text as context
from (
    select 'phases' as table_name, project_reference from layers_projectphase
    union all select 'contributions', project_reference from layers_contribution
    union all select 'statements', project_reference from layers_progressstatement
    union all select 'links', project_reference from layers_projectlink
    union all select 'sites', project_reference from layers_projectsite
) said
where exists (select from layers_project)
  and not exists (select from layers_project p where p.reference = said.project_reference)
order by 2, 3
