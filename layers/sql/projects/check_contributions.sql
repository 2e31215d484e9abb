-- Which projects are promised more than they cost?
-- Grain: one row a project. MAD. The cost is the updated one where it is known.
select 'contributions_exceed' as code, 'contributions' as table_name, p.reference as key, 'due_mad' as column_name,
       sum(c.due_mad)::text as value,
       json_build_object('cost', coalesce(p.current_cost_mad, p.initial_cost_mad)::text) as context
from layers_contribution c
join layers_project p on p.reference = c.project_reference
group by p.reference, p.current_cost_mad, p.initial_cost_mad
having sum(c.due_mad) > coalesce(p.current_cost_mad, p.initial_cost_mad)
order by p.reference
